"""A writer whose queue is watched: how many steps are in it, and how long each takes from its coming to its answer."""

import time
from functools import partial

from prometheus_client import Histogram

from scheduler.db.engine.queueing import Crowd
from scheduler.db.engine.writer import Job, Writer
from scheduler.metrics.meters import Meters


class WatchedWriter:
    """Stands before a writer; what it does beside is a number up, a number down and one into a histogram a step."""

    def __init__(self, writer: Writer, meters: Meters) -> None:
        self._writer, self._waiting = writer, meters.writes_waiting
        self._people = meters.write_seconds.labels("people")
        self._machines = meters.write_seconds.labels("machines")

    @property
    def is_alive(self) -> bool:
        """As the writer's."""
        return self._writer.is_alive

    @is_alive.setter
    def is_alive(self, value: bool) -> None:
        self._writer.is_alive = value

    @property
    def crowd(self) -> Crowd:
        """As the writer's."""
        return self._writer.crowd

    def put(self, job: Job) -> None:
        """Queue a job, and note how long it takes."""
        self._waiting.inc()
        job.future.add_done_callback(
            partial(self._done, self._machines if job.is_beside else self._people, time.perf_counter())
        )
        self._writer.put(job)

    def close(self) -> None:
        """As the writer's."""
        self._writer.close()

    def _done(self, seconds: Histogram, began: float, _future: object) -> None:
        self._waiting.dec()
        seconds.observe(time.perf_counter() - began)
