"""A document is given up at the moment at which it is booked: its people are refused, or their visit ends with it."""

import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from scheduler.db.models import Booking, Slot
from scheduler.domain.invitations.refusals import NothingReady
from scheduler.flow.applying import withdrawing
from scheduler.flow.booking import bookings, together
from scheduler.flow.booking.bookings import Asked
from scheduler.flow.custody.collectors import Collector
from tests.scenes.factories import EARLY, World, race
from tests.support.databases import ON_POSTGRES
from tests.support.patience import wait_until

pytestmark = ON_POSTGRES  # on SQLite one step runs after the other

Book = Callable[[Session, Asked], Any]
WAITS = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")


def alone(session: Session, asked: Asked) -> Any:
    return bookings.book_one(session, asked)


def in_a_group(session: Session, asked: Asked) -> Any:
    (booked,) = together.book_many(session, [asked])
    return booked or bookings.book_one(session, asked)


@pytest.fixture(params=[alone, in_a_group])
def book(request: pytest.FixtureRequest) -> Book:
    found: Book = request.param
    return found


def _at_once(
    office: World,
    book: Book,
    monkeypatch: pytest.MonkeyPatch,
    *,
    half_way: tuple[ModuleType, str],
    first: str,
) -> tuple[dict[str, Any], list[str]]:
    """Book and give up one document, the second of the two as soon as the first is half way, which goes on once the
    second is done or waits for it. What each is told, and where the visits stand that there are.
    """
    code, slot = office.code(office.document("R/1")), office.slot(11)
    is_half_way, is_done = threading.Event(), threading.Event()
    module, name = half_way
    go_on = getattr(module, name)

    def goes_on(*args: Any, **facts: Any) -> Any:
        is_half_way.set()
        wait_until(lambda: is_done.is_set() or office.read(lambda session: session.execute(WAITS).scalar_one()))
        return go_on(*args, **facts)

    monkeypatch.setattr(module, name, goes_on)
    steps: dict[str, Callable[[], Any]] = {
        "booked": lambda: office.database.run(book, Asked(code, slot.id, 1, Collector(), "citizen", EARLY)),
        "given up": lambda: office.do(withdrawing.withdraw, "R/1", reason="ganda", now=EARLY),
    }

    def second(step: Callable[[], Any]) -> Any:
        assert is_half_way.wait(30)
        try:
            return step()
        finally:
            is_done.set()

    names = sorted(steps, key=lambda name: name != first)
    outcomes = race([steps[names[0]], lambda: second(steps[names[1]])])
    return dict(zip(names, outcomes, strict=True)), [each.stage for each in office.rows(Booking)]


def _hold_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (bookings, together):
        monkeypatch.setattr(module, "hold_to_book", lambda *_: None)


def _read_before(office: World, book: Book, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, Any], list[str]]:
    """Given up while somebody books what they have read."""
    module = together if book is in_a_group else bookings
    return _at_once(office, book, monkeypatch, half_way=(module, "looked_over"), first="booked")


def _read_meanwhile(office: World, book: Book, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, Any], list[str]]:
    """Booked while it is given up, by somebody who looked for its visit already."""
    return _at_once(office, book, monkeypatch, half_way=(withdrawing, "leave_all"), first="given up")


def _is_refused(outcome: Any) -> bool:
    return isinstance(outcome, Exception)


def test_visit_that_was_being_booked_ends_with_its_document(office: World, book: Book, monkeypatch: pytest.MonkeyPatch):
    told, stages = _read_before(office, book, monkeypatch)

    assert not any(map(_is_refused, told.values())), told
    assert stages == ["cancelled"]


def test_nobody_books_what_is_being_given_up(office: World, book: Book, monkeypatch: pytest.MonkeyPatch):
    told, stages = _read_meanwhile(office, book, monkeypatch)

    assert isinstance(told["booked"], NothingReady)
    assert not _is_refused(told["given up"])
    assert stages == []
    assert sum(slot.taken for slot in office.rows(Slot)) == 0


@pytest.mark.parametrize("order", [_read_before, _read_meanwhile])
def test_without_the_invitation_held_a_visit_for_nothing_is_left(
    office: World, book: Book, monkeypatch: pytest.MonkeyPatch, order: Callable[..., Any]
):
    _hold_nothing(monkeypatch)

    told, stages = order(office, book, monkeypatch)

    assert not any(map(_is_refused, told.values())), told
    assert stages == ["booked"]
