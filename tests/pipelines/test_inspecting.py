"""The worker gives a file CPU seconds by its size, as `futae check` does. Not here: publishing (test_release)."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from boxes.box import BoxResult
from boxes.limits import MIB, Limits
from pipelines.checking import inspect_file


def test_cpu_seconds_by_size_and_a_death_tells_them(tmp_path: Path) -> None:
    given: dict[str, Any] = {}

    def run(*_: Any, **more: Any) -> BoxResult:
        given.update(more)
        return BoxResult(None, "cpu", "refused", 1.0, 1, limits=Limits(cpu_s=more["cpu_s"]))

    path = tmp_path / "feed.zip"
    path.write_bytes(bytes(7 * MIB))
    workshop: Any = SimpleNamespace(box=SimpleNamespace(run=run, limits=Limits()))
    report = inspect_file(workshop, path, tmp_path, file_name="feed.zip", edition="auto", today="2020-01-15")
    assert given == {"cpu_s": 14}
    assert report.notices[0].details["limit"] == 14
