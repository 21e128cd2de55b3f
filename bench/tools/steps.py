"""Seconds by step of one build: the functions of the pipeline are wrapped where they are called, for this process only.

Run as a program it builds one home and writes the figures: `python -m bench.tools.steps ORDER.json`. What does not live
here: which homes are built and what is aimed at (bench/build.py), memory (watching).
"""

from __future__ import annotations

import functools
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.tools.homes import settings_of
from futae.home import check_all, local_worker
from futae.registry_file import plan_feeds

WRAPPED: Mapping[str, Sequence[str]] = {
    "receive": ("futae.home:ensure_feed", "futae.home:take_in"),
    "inspect": ("pipelines.checking:inspect_file",),
    "check": ("pipelines.assets:check_version",),
    "layers": ("pipelines.assets:build_layer",),
    "settle": ("pipelines.assets:settle",),
    "run": ("pipelines.runs:Runs.run",),
    "leaves": ("pipelines.tilesets:_cut_leaves",),
    "nodes": ("pipelines.tilesets:_cut_nodes",),
    "directories": ("pipelines.tilesets:_directory",),
    "item files": ("pipelines.release:build_collection",),
    "links": ("pipelines.release:build_links",),
}
"""Name → `module:function` where it is looked up when it is called."""


@dataclass(slots=True)
class Built:
    """One build: how many files and feeds, publishable ones, features; wall seconds of checking (with receiving) and of
    the release; seconds of each wrapped name in this process."""

    files: int = 0
    feeds: int = 0
    ready: int = 0
    features: int = 0
    check_s: float = 0.0
    release_s: float = 0.0
    inside: dict[str, float] = field(default_factory=dict)

    @property
    def total_s(self) -> float:
        """From the first file to the current release."""
        return self.check_s + self.release_s

    def steps(self) -> dict[str, float]:
        """Seconds by step, none counted twice; they add up to `total_s` when one process checks."""
        s = self.inside
        check = {
            "receive": s["receive"],
            "box + inspect": s["inspect"],
            "tables and report stored": s["check"] - s["inspect"],
            "layers": s["layers"],
            "settle": s["settle"],
            "Dagster's own": s["run"] - s["check"] - s["layers"] - s["settle"],
        }
        release = {
            "cut leaves": s["leaves"],
            "cut nodes": s["nodes"],
            "directories": s["directories"],
            "item files": s["item files"],
            "links": s["links"],
        }
        check["checking, else"] = self.check_s - sum(check.values())
        release["release, else"] = self.release_s - sum(release.values())
        return {**check, **release}


def wrap(times: dict[str, float], wrapped: Mapping[str, Sequence[str]] = WRAPPED) -> None:
    """Make each named function add its seconds to `times`. Raises AttributeError for one that is not there."""
    for name, places in wrapped.items():
        times[name] = 0.0
        for place in places:
            module, _, path = place.partition(":")
            *owners, last = path.split(".")
            owner: Any = functools.reduce(getattr, owners, import_module(module))
            setattr(owner, last, _timed(getattr(owner, last), name, times))


def _timed(function: Callable[..., Any], name: str, times: dict[str, float]) -> Callable[..., Any]:
    @functools.wraps(function)
    def timed(*args: Any, **given: Any) -> Any:
        begun = time.perf_counter()
        try:
            return function(*args, **given)
        finally:
            times[name] += time.perf_counter() - begun

    return timed


def build(home: Path, files: Sequence[Path], registry: Path | None, hands: int) -> Built:
    """Build a new home of these files by a registry, with so many processes that check."""
    plan = plan_feeds(files, registry, ["CC0-1.0"])
    built = Built(files=plan.files, feeds=len(plan.feeds))
    wrap(built.inside)
    with local_worker(settings_of(home)) as worker:
        begun = time.perf_counter()
        outcomes = check_all(worker, plan.feeds, lambda _one: None, hands=hands)
        checked = time.perf_counter()
        derived = worker.publisher.publish_once()
        built.check_s, built.release_s = checked - begun, time.perf_counter() - checked
    built.ready = sum(one.version.state == "ready" for one in outcomes)
    manifests = derived.manifests.values() if derived else ()
    built.features = sum(c.count for m in manifests for c in m.collections.values())
    return built


def main(order: Path) -> int:
    """Do what the order says and write the figures where it says."""
    given = json.loads(order.read_text())
    registry = Path(given["registry"]) if given["registry"] else None
    built = build(Path(given["home"]), [Path(f) for f in given["files"]], registry, given["hands"])
    Path(given["answer"]).write_text(json.dumps(asdict(built)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
