"""Little-endian base-128 integers, many at once (as in protocol buffers and PMTiles directories).

What does not live here: what the integers mean (tiles.archive, tiles.glyphs).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

U64 = npt.NDArray[np.uint64]


def encode(values: U64) -> bytes:
    """All values, one after the other."""
    values = values.astype(np.uint64)
    shifts = np.arange(10, dtype=np.uint64) * np.uint64(7)
    groups = (values[:, None] >> shifts).astype(np.uint64)
    used = groups > 0
    used[:, 0] = True
    more = np.zeros_like(used)
    more[:, :-1] = used[:, 1:]
    octets = (groups & np.uint64(0x7F)).astype(np.uint8) | (more.astype(np.uint8) << 7)
    return octets[used].tobytes()


def decode(data: bytes) -> U64:
    """All integers in the bytes; raises ValueError when the last one is cut off or one is longer than 64 bits."""
    octets = np.frombuffer(data, dtype=np.uint8)
    if not len(octets):
        return np.zeros(0, dtype=np.uint64)
    if octets[-1] & 0x80:
        raise ValueError("the last integer is cut off")
    ends = np.flatnonzero(octets < 0x80)
    starts = np.concatenate([[0], ends[:-1] + 1])
    lengths = ends - starts + 1
    if lengths.max() > 10:
        raise ValueError("an integer is longer than 64 bits")
    place = np.arange(len(octets)) - np.repeat(starts, lengths)
    parts = (octets & 0x7F).astype(np.uint64) << (place.astype(np.uint64) * np.uint64(7))
    return np.asarray(np.bitwise_or.reduceat(parts, starts), dtype=np.uint64)
