"""Counts and times for Prometheus, in a registry of the app's own. Labels are few and fixed."""

from collections.abc import Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST

TIMES = (0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15, 60)


class Metrics:
    """The figures of one app."""

    media_type = CONTENT_TYPE_LATEST

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)  # memory, processor time and files of the server
        self.requests = Counter(
            "tieout_requests", "Requests.", ("method", "route", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "tieout_request_seconds",
            "Time to the head of the response.",
            ("route",),
            buckets=TIMES,
            registry=self.registry,
        )
        self.running = Gauge("tieout_runs_running", "Runs going on.", registry=self.registry)
        self.ended = Gauge(
            "tieout_runs_ended", "Runs that ended since the start.", ("status",),
            registry=self.registry,
        )  # fmt: skip

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; `route` is the pattern of its path, so that there are few."""
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def text(self, running: int, ended: Mapping[str, int]) -> bytes:
        """All of them, as Prometheus reads them."""
        self.running.set(running)
        for status, count in ended.items():
            self.ended.labels(status).set(count)
        return generate_latest(self.registry)
