"""A second pair of hands: checks what waits in a home beside its worker and ends when nothing waits. It makes no
release. `python -m pipelines.helper`; the settings come in the environment.

Claims in the catalog keep it and the worker apart; when it dies, its claim runs out and the worker takes it over.
What does not live here: the work itself (`worker`), deciding whether a helper is worth its start (futae.home).
"""

from __future__ import annotations

import logging
import os
import signal
import sys

from boxes.lifeline import PARENT, end_with
from pipelines.worker import open_worker
from terms.settings import read_settings


def main() -> int:
    """Entry point: until nothing waits, SIGTERM, SIGINT, or the end of the process that started it. The version under
    way is brought to its end."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s", stream=sys.stderr)
    with open_worker(read_settings(os.environ)) as worker:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: worker.stop.set())
        end_with(os.environ.get(PARENT), worker.stop.set)
        while not worker.stop.is_set() and worker.work_once():
            pass
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
