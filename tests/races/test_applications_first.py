"""An application is held before its document: whoever takes them the other way waits in a circle (PostgreSQL)."""

import threading
import time
from collections.abc import Callable

import pytest
from psycopg.errors import DeadlockDetected
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from scheduler.db.models import Application
from scheduler.flow import intake, wrong_number
from tests import applications
from tests.factories import NINE, World, race
from tests.flow.test_intake import row, take

pytestmark = pytest.mark.parametrize("database_url", [pytest.param("postgres", marks=pytest.mark.pg)], indirect=True)
IN_ORDER = pytest.mark.parametrize(
    "in_order", [pytest.param(False, id="document first"), pytest.param(True, id="in order")]
)


def in_a_circle(office: World, step: Callable[[], object]) -> list[object]:
    """A clerk holds the application, and its document once a step waits for what the clerk holds."""
    engine, is_held = create_engine(office.database.url), threading.Event()

    def clerk() -> str:
        with engine.connect() as connection, connection.begin():
            connection.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
            connection.execute(text("SELECT id FROM application FOR UPDATE"))
            is_held.set()
            _wait_till_blocked(office)
            try:
                connection.execute(text("SELECT id FROM document FOR UPDATE"))
            except OperationalError as error:
                return "deadlock" if isinstance(error.orig, DeadlockDetected) else str(error.orig)
        return "went on"

    def other() -> str:
        is_held.wait(10)
        step()
        return "went on"

    outcomes = race([clerk, other])
    engine.dispose()
    return outcomes


def _wait_till_blocked(office: World) -> None:
    blocked = text("SELECT count(*) FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0")
    for _ in range(500):
        if office.read(lambda session: session.execute(blocked).scalar_one()):
            return
        time.sleep(0.02)
    raise AssertionError("nobody waits for the application")


@IN_ORDER
def test_export_that_gives_one_up(office: World, monkeypatch: pytest.MonkeyPatch, *, in_order: bool) -> None:
    known = applications.document(office, applications.sent(office))
    gone = row(reference=known.reference, holder=known.holder, nik=known.nik, stage="withdrawn")
    if not in_order:
        monkeypatch.setattr(intake, "hold_to_withdraw", lambda *_: None)

    outcomes = in_a_circle(office, lambda: take(office, gone, now=NINE))

    assert outcomes == ["went on" if in_order else "deadlock", "went on"]
    assert office.stage(known.reference) == "withdrawn"


@IN_ORDER
def test_clerk_who_writes_down_another_phone(
    office: World, monkeypatch: pytest.MonkeyPatch, *, in_order: bool
) -> None:  # fmt: skip
    known = applications.document(office, applications.sent(office))
    if not in_order:
        monkeypatch.setattr(wrong_number, "hold_applications", lambda *_: None)

    outcomes = in_a_circle(
        office, lambda: office.do(wrong_number.confirm_phone, known.reference, "081311112222", note="kata pemohon")
    )

    assert outcomes == ["went on" if in_order else "deadlock", "went on"]
    assert office.rows(Application)[0].phone == "+6281311112222"
