"""The 64-bit hash under which items are found by feature id, written by layers.items and read by layers.query.

What does not live here: anything that reads or writes files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def id_hash(feature_id: str) -> int:
    """BLAKE2b-64 of a feature id."""
    return int.from_bytes(hashlib.blake2b(feature_id.encode(), digest_size=8).digest(), "big")


def id_hashes(feature_ids: Sequence[str]) -> npt.NDArray[np.uint64]:
    """BLAKE2b-64 of each feature id."""
    joined = b"".join(hashlib.blake2b(i.encode(), digest_size=8).digest() for i in feature_ids)
    return np.frombuffer(joined, dtype=">u8").astype(np.uint64)
