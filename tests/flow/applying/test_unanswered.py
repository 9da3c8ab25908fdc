"""Papers that were asked for and do not come: reminded after 7 and 21 days, ended after 60, and then their files go."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, update
from sqlmodel import col

from scheduler.db.models import (
    Application,
    BatchDocument,
    Booking,
    BookingDocument,
    Document,
    Message,
    Move,
    Office,
    Slot,
)
from scheduler.flow.applying import unanswered
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.core import opt_outs as numbers
from scheduler.flow.core.outbox import Cause
from scheduler.flow.upkeep import forgetting
from scheduler.jobs.tick import ANSWER
from tests.flow.booking.test_uncollected import settings
from tests.messages.notices.noted import letter, true_causes
from tests.scenes.applications import KK, PHONE, application, document, move, sent
from tests.scenes.clerks_desk import Applied, applied
from tests.scenes.factories import NINE, World, at
from tests.scenes.places import a_batch, a_place, listed


def asked(office: World, **facts: Any) -> Applied:
    """One whose first paper a clerk asked for again on Monday at 10.00."""
    some = applied(office, **facts)
    some.decide(0, "unreadable", "blurred")
    some.decide(1)
    some.decide(2)
    some.ask_again(now=at(10))
    return some


def look(office: World, day: int, hour: int = 12) -> list[str]:
    """The causes of what one look puts into the outbox so many days after Monday."""
    now = at(hour, day=day)
    office.office = office.read(lambda session: session.get_one(Office, office.office.id))
    known = {message.id for message in office.rows(Message)}
    is_due = office.asks(ANSWER, now)
    assert is_due == bool(office.at_time(unanswered.tell_or_end, now=now))
    return [message.cause for message in office.rows(Message) if message.id not in known]


def looks(office: World, *days: int) -> dict[int, list[str]]:
    return {day: causes for day in days if (causes := look(office, day))}


def test_they_are_reminded_twice_and_then_it_ends(office: World) -> None:
    some, other = asked(office), applied(office)

    assert looks(office, 6, 7, 8, 20, 21, 22, 59, 60, 61) == {7: ["unanswered"], 21: ["unanswered"], 60: ["lapsed"]}

    assert some.document.stage == "withdrawn"
    assert other.document.stage == "received"
    last = office.rows(Move, col(Move.document_id) == some.document.id)[-1]
    assert (last.after, last.by, last.why) == ("withdrawn", "system", "unanswered")


def test_reminder_names_its_round_and_when_it_ends(office: World) -> None:
    some = asked(office)

    look(office, 7)

    (message,) = office.rows(Message, col(Message.cause) == Cause.UNANSWERED)
    assert message.key == f"unanswered:d{some.document.id}:a1:7:{some.row.touched_at:%Y%m%d}"
    assert message.facts == {"days": 7, "ends": at(10, day=60).isoformat()}


def test_what_its_citizen_does_counts_anew(office: World) -> None:
    some = asked(office)
    office.change(Application, some.id, touched_at=at(10, day=5))

    assert looks(office, 7, 11, 12, 14, 21, 28, 60, 64, 65, 66) == {
        14: ["unanswered"],
        28: ["unanswered"],
        65: ["lapsed"],
    }


def test_who_sent_a_page_late_is_reminded_anew_before_it_ends(office: World) -> None:
    some = asked(office)
    assert looks(office, 7, 21) == {7: ["unanswered"], 21: ["unanswered"]}
    office.change(Application, some.id, touched_at=at(10, day=59))

    assert looks(office, 60, 65, 66, 67, 80, 118, 119) == {66: ["unanswered"], 80: ["unanswered"], 119: ["lapsed"]}


def test_what_is_open_again_ends_again(office: World) -> None:
    some = asked(office)
    looks(office, 7, 21, 60)
    office.change(Document, some.document.id, stage="incomplete")

    assert look(office, 63) == ["lapsed"]


def test_answer_ends_it_and_another_question_begins_anew(office: World) -> None:
    some = asked(office)
    assert look(office, 7) == ["unanswered"]
    some.send_again(0, now=at(10, day=10))
    assert looks(office, 11, 21, 60, 75) == {}, "it lies before a clerk, who takes as long as clerks do"

    some.decide(0, "unreadable", "dark", now=at(11, day=90))
    some.ask_again(now=at(11, day=90))

    assert looks(office, 91, 95, 97, 98, 112, 149, 150, 151) == {
        98: ["unanswered"],
        112: ["unanswered"],
        150: ["lapsed"],
    }


def test_after_an_outage_they_are_reminded_before_it_ends(office: World) -> None:
    asked(office)

    assert looks(office, 100, 101, 102, 104, 105, 107) == {100: ["unanswered"], 105: ["lapsed"]}


@pytest.mark.postgres("statements")
def test_days_are_set_by_the_office(office: World) -> None:
    asked(office)
    settings(office, unanswered_days=[30, 3], lapse_days=10)

    assert looks(office, 2, 3, 4, 7, 9, 10, 30) == {3: ["unanswered"], 10: ["lapsed"]}


@pytest.mark.postgres("statements")
def test_office_may_remind_of_nothing(office: World) -> None:
    asked(office)
    settings(office, unanswered_days=[])

    assert looks(office, 7, 21, 59, 60) == {60: ["lapsed"]}


def test_who_wants_no_messages_hears_nothing_and_it_ends(office: World) -> None:
    some = asked(office)
    phone = some.document.phone
    assert phone
    office.database.run(numbers.stop, office.office.id, phone, why=numbers.STOP, now=at(11))

    assert looks(office, 7, 21, 59) == {}
    assert office.read(lambda session: unanswered.is_due(session, office.office, at(12, day=60)))
    office.at_time(unanswered.tell_or_end, now=at(12, day=60))

    assert some.document.stage == "withdrawn"
    assert office.rows(Message, col(Message.cause).in_((Cause.UNANSWERED, Cause.LAPSED))) == []


@pytest.mark.parametrize("hour", [5, 21])
def test_nothing_happens_while_messages_rest(office: World, hour: int) -> None:
    asked(office)

    assert look(office, 60, hour) == []


def test_nothing_happens_while_the_office_is_shut(office: World) -> None:
    asked(office)
    office.do(closures.shut, NewClosure(date(2026, 12, 7), date(2026, 12, 7), "Listrik padam"))

    assert look(office, 7) == []
    assert look(office, 8) == ["unanswered"]


@pytest.mark.postgres("statements")
def test_what_a_clerk_looks_at_or_nobody_asked_for_is_left_alone(office: World) -> None:
    some = asked(office)
    office.change(Application, some.id, waiting_since=at(10))
    bare = office.document("R/9", stage="incomplete", phone="+6281234567891")

    assert looks(office, 7, 21, 60, 64) == {}
    assert office.rows(Document, col(Document.id) == bare.id)[0].stage == "incomplete"


def test_its_files_go_by_the_rule_of_withdrawn_ones(office: World) -> None:
    some = asked(office)
    looks(office, 7, 21, 60)

    def due(day: int) -> bool:
        return office.read(lambda session: forgetting.is_due(session, office.office, at(13, day=day)))

    assert (due(89), due(90)) == (False, True)
    assert office.at_time(forgetting.forget, now=at(13, day=90)) != []
    assert office.rows(Application, col(Application.id) == some.id)[0].files_gone_at == at(13, day=90)


def ending(office: World, *, with_another: bool = False) -> str:
    """The code of one that was ready once, has a visit on Wednesday at 11 and ends on Tuesday.

    with_another: the visit is for another document of its household too.
    """
    office.change(Office, office.office.id, hold_back_minutes=0)
    settings(office, unanswered_days=[], lapse_days=1)
    code = sent(office)
    move(office, code, "in_production", "ready")
    if with_another:
        office.document("R/2", kk=KK, phone=PHONE)
    office.book(office.code(document(office, code)), office.slot(11, day=2))
    move(office, code, "incomplete")
    office.change(Application, application(office, code).id, waiting_since=None, accepted_at=None, asked_at=NINE)
    return code


def end(office: World, day: int = 1) -> str:
    """What is said to whom it ended for; nothing if it did not."""
    return letter(office, Cause.LAPSED).text if "lapsed" in look(office, day) else ""


def taken_units(office: World) -> int:
    return sum(slot.taken for slot in office.rows(Slot))


def test_its_visit_ends_with_it_and_its_citizen_is_told_once(office: World) -> None:
    code = ending(office)

    text = end(office)

    assert (document(office, code).stage, taken_units(office)) == ("withdrawn", 0)
    assert [(each.stage, each.slot_id) for each in office.rows(Booking)] == [("cancelled", office.slot(11, day=2).id)]
    assert "Jadwal Rabu, 2 Desember 2026 pukul 11.00 WIB ikut dibatalkan; Anda tidak perlu datang." in text
    assert true_causes(office, at(12, day=1)).count(Cause.LAPSED) == 1
    assert Cause.CANCELLED not in office.messages()
    assert looks(office, 2, 3, 4) == {}


def test_its_visit_goes_on_for_what_else_it_fetches(office: World) -> None:
    ending(office, with_another=True)
    assert taken_units(office) == 2

    text = end(office)

    assert [(each.stage, each.units) for each in office.rows(Booking)] == [("booked", 1)]
    assert (taken_units(office), office.stage("R/2")) == (1, "ready")
    assert "dibatalkan" not in text


@pytest.mark.postgres("statements")
def test_who_has_come_for_its_visit_is_left_alone_until_that_is_over(office: World) -> None:
    code = ending(office)
    (visit,) = office.rows(Booking)
    office.change(Booking, visit.id, stage="arrived")

    assert end(office) == ""
    assert document(office, code).stage == "incomplete"

    office.change(Booking, visit.id, stage="missed")
    office.database.run(lambda session: session.execute(update(BookingDocument).values(live=False)))
    assert "dibatalkan" not in end(office, 3)
    assert document(office, code).stage == "withdrawn"


def test_list_that_is_not_signed_loses_what_ends(office: World) -> None:
    batch = a_batch(office, a_place(office), "R/1")
    code = ending(office)
    row = {"office_id": office.office.id, "batch_id": batch.id, "document_id": document(office, code).id, "position": 9}
    office.database.run(lambda session: session.execute(insert(BatchDocument).values(row)))

    end(office)

    assert listed(office, batch) == ["R/1"]
