"""Random days in the hall; HYPOTHESIS_PROFILE=deep tries many more of them."""

import os
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from scheduler.db import engine
from scheduler.db.engine import Database
from tests.races.hall_machine import HallMachine

DEEP = os.environ.get("HYPOTHESIS_PROFILE") == "deep"


@pytest.mark.slow
@pytest.mark.timeout(1800 if DEEP else 300)
def test_hall_adds_up_whatever_happens(open_database: Callable[..., Database], monkeypatch: pytest.MonkeyPatch):
    # Nothing here outlives the test, and nobody cuts its power.
    monkeypatch.setattr(engine, "_WRITING", (*engine._WRITING, "synchronous=OFF"))
    database = open_database()
    days = 300 if DEEP else 12 if database.on_sqlite else 3
    machine = type("Machine", (HallMachine,), {"database": database})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=days, stateful_step_count=60 if DEEP else 40, deadline=None, print_blob=True, database=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
        ),
    )  # fmt: skip
