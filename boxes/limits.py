"""Limits: what one call in a box may use.

What does not live here: enforcing them (boxes.walls inside the child, boxes.process outside).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

MIB = 1 << 20
GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one call, and the life of one child.

    `memory_bytes` is resident memory of the whole child, watched from outside every `poll_s`; `spare_address_bytes` is
    how much address space beyond that limit the child may reserve (gtfs-guru reserved 5.0 GiB for 0.8 GiB of resident
    memory on 4 million stop times, polars 1.0 GiB for 0.8 GiB).
    `cpu_s` counts all threads and is enforced in whole seconds; `wall_s` is the time from asking to the answer.
    `file_bytes` is the greatest size of one written file. `processes` bounds threads (a box never starts programs).
    `answer_bytes` bounds the JSON answer, `log_bytes` the kept tail of the child's standard
    error. A child is replaced after `files_per_child` calls, after any death, and when it holds, while idle, more than
    half of `memory_bytes` or more than `memory_bytes` of address space above what it had when it started. `niceness`
    is how far below the caller's its priority is.
    """

    memory_bytes: int = 2 * GIB
    cpu_s: int = 240
    wall_s: float = 120.0
    file_bytes: int = 2 * GIB
    open_files: int = 256
    processes: int = 512
    answer_bytes: int = 64 * MIB
    log_bytes: int = 64 * 1024
    files_per_child: int = 100
    start_s: float = 60.0
    poll_s: float = 0.01
    spare_address_bytes: int = 8 * GIB
    niceness: int = 0

    def to_json(self) -> dict[str, int | float]:
        """Plain numbers, for the child."""
        return asdict(self)


def cpu_budget_s(size_bytes: int) -> int:
    """CPU seconds fit for a file of that size: 8 up to 4 MiB, 2 more for each MiB above.

    Measured with feeds.inspect on one core: 200 thousand stop times (3.4 MiB) 1.2 s, a million (2.5 MiB) 2.0 s, four
    million (10 MiB) 7.5 s. CPU seconds, unlike wall seconds, do not run out because others work on the machine.
    """
    return 8 + 2 * max(0, -(-size_bytes // MIB) - 4)
