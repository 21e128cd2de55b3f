"""Metrics in Prometheus' text form. Labels are route templates and statuses only: no feed, organisation or audience.

What does not live here: usage counters that are kept (catalog.usage).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily

MEDIA_TYPE = CONTENT_TYPE_LATEST
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0)


class _Tiles:
    """Tells of tile answers, which are counted where they are given."""

    def __init__(self, answered: Callable[[], Mapping[str, int]]) -> None:
        self._answered = answered

    def collect(self) -> Iterator[CounterMetricFamily]:
        """One counter, by status."""
        family = CounterMetricFamily("futae_tiles", "Tile answers by status.", labels=["status"])
        for status, number in sorted(self._answered().items()):
            family.add_metric([status], number)
        yield family


class Metrics:
    """The metrics of one application, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "futae_requests", "Answers by route and status.", ["route", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "futae_request_seconds", "Seconds to answer, by route.", ["route"], registry=self._registry, buckets=BUCKETS
        )

    def count(self, route: str, status: int, seconds: float) -> None:
        """One answer."""
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def show_tiles(self, answered: Callable[[], Mapping[str, int]]) -> None:
        """Let the tile counts be shown too."""
        self._registry.register(_Tiles(answered))

    def text(self) -> bytes:
        """All metrics as text."""
        return generate_latest(self._registry)
