"""What an office keeps no longer goes, with evidence; what is under way, counted by nobody or younger stays."""

import asyncio
import hmac
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from scheduler.db.models import (
    Attempt,
    Booking,
    Call,
    Conversation,
    ConversationLine,
    Correction,
    CountedDay,
    DayCount,
    DeedRow,
    Disclosure,
    Document,
    DocumentWord,
    Handover,
    Invitation,
    LinePicture,
    Message,
    Move,
    Office,
    StaffSession,
    SurveyMark,
    Ticket,
    ToldWait,
    Transfer,
    TurnedAway,
    Undone,
    metadata,
)
from scheduler.db.queries.figures import note_changed
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.privacy.keeping import GONE, RULES, Kind
from scheduler.flow.audit.purged import hash_over
from scheduler.flow.counter import undo
from scheduler.flow.counter.handovers import Proof
from scheduler.flow.custody.handover_records import is_taken_back
from scheduler.flow.figures.keeping import AGAIN
from scheduler.flow.privacy import purging
from scheduler.jobs.figures import count_all
from tests.conftest import Stopwatch
from tests.scenes.audited import seal, verified, write_down
from tests.scenes.factories import MONDAY, NINE, World, at

PROXY = Proof("proxy", "ktp", collector_name="Budi Kuasa", collector_letter="12/2026")
LATER = {kind: NINE + timedelta(days=rule.usual + 30) for kind, rule in RULES.items()}


def counted(office: World, days: int = 0) -> None:
    """Days are counted until so many days after Monday."""
    row = CountedDay(office_id=office.office.id, day=MONDAY + timedelta(days=days), at=NINE)
    office.database.run(lambda session: session.add(row))


def told(office: World) -> None:
    """All messages went out."""
    for row in office.rows(Message):
        office.change(Message, row.id, state="sent")


def fetched(office: World, **facts: object) -> Document:
    """A document that was fetched in a visit of Monday, by somebody else."""
    pass_code = office.booked(9, nik="2172011203850001", phone="081234567890", **facts)
    reference = office.reference_of(pass_code)
    number = office.scan(pass_code, now=NINE).ticket
    office.call(now=NINE)
    office.hand_over(number, [reference], proof=PROXY, now=at(9, 10))
    office.document(stage="received")  # something else happened since
    told(office)
    return next(each for each in office.rows(Document) if each.reference == reference)


def purge(office: World, now: datetime) -> dict[str, int]:
    """Purge all there is; rows by table, as the evidence has them."""
    seal(office.database)
    before = len(office.rows(DeedRow, DeedRow.deed == Deed.PURGED))
    while True:
        is_due = office.read(lambda s: purging.is_due(s, s.get_one(Office, office.office.id), now))
        purged = office.database.run(lambda s: purging.purge(s, s.get_one(Office, office.office.id), now=now))
        assert bool(purged.rows) == is_due
        if not purged.rows:
            break
    found: dict[str, int] = {}
    for deed in office.rows(DeedRow, DeedRow.deed == Deed.PURGED)[before:]:
        found[deed.became["table"]] = found.get(deed.became["table"], 0) + deed.became["rows"]
    return found


def rule(office: World, **days: int) -> None:
    """Rules other than the usual ones; those that are not named are so long that they take nothing."""
    longest = {each.setting: 100_000 for each in RULES.values()}
    office.change(Office, office.office.id, **{**longest, **days})


@pytest.mark.postgres("statements")
def test_names_of_a_document_go_so_long_after_it_was_over(office: World) -> None:
    document = fetched(office)
    waiting = office.rows(Document)[-1]
    counted(office, 4000)
    rule(office, keep_documents_days=1000)

    assert purge(office, NINE + timedelta(days=1000)) == {}
    assert purge(office, NINE + timedelta(days=1001)) == {"document": 1}

    row, other = office.rows(Document)
    assert (row.holder, row.reference) == (GONE, f"{GONE} {row.id}")
    assert (row.nik, row.nik_hash, row.phone, row.phone_hash, row.household, row.content_hash) == (None,) * 6
    assert row.stage == "collected"
    assert row.forgotten_at is not None
    assert (other.holder, other.forgotten_at) == (waiting.holder, None)
    (handover,) = office.rows(Handover)
    assert (handover.collector_name, handover.collector_letter, handover.collector_hash) == (None, None, None)
    assert handover.document_id == document.id
    assert office.rows(DocumentWord, DocumentWord.document_id == row.id)
    assert verified(office.database) == []


@pytest.mark.postgres("statements")
def test_a_visit_goes_whole_and_its_handover_stays(office: World) -> None:
    fetched(office)
    number = office.walk_in(now=at(10)).ticket
    told(office)
    counted(office, 4000)
    rule(office, keep_visits_days=100)

    gone = purge(office, NINE + timedelta(days=101))

    assert gone["booking"] == 1
    assert office.ticket(number, now=at(10)).number == number
    assert len(office.rows(Booking)) == len(office.rows(Ticket)) == 1
    (handover,) = office.rows(Handover)
    assert (handover.booking_id, handover.ticket_id) == (None, None)
    assert handover.collector_name == "Budi Kuasa"
    assert {row.ticket_id for row in office.rows(Call)} <= {office.rows(Ticket)[0].id}
    assert verified(office.database) == []


def test_a_visit_of_a_day_that_nobody_counted_stays(office: World) -> None:
    fetched(office)
    rule(office, keep_visits_days=100)
    assert purge(office, NINE + timedelta(days=4000)) == {}
    counted(office, -1)
    assert purge(office, NINE + timedelta(days=4000)) == {}

    counted(office, 0)

    assert purge(office, NINE + timedelta(days=4000))["booking"] == 1


def test_a_visit_that_is_to_come_stays(office: World) -> None:
    office.booked(9)
    counted(office, 4000)
    rule(office, keep_visits_days=100)

    assert purge(office, NINE + timedelta(days=4000)) == {}


@pytest.mark.postgres("statements")
def test_days_people_were_turned_away_and_counted_otherwise_go(office: World) -> None:
    day = office.day() if office.walk_in() else None
    assert day is not None
    facts = {"office_id": office.office.id, "at": NINE, "by": "staff:1"}

    def add(session: Session) -> None:
        session.add(TurnedAway(**facts, day=MONDAY, reason="full"))
        session.add(Correction(**facts, office_day_id=day.id, people=2, kind="recount", reason="hujan"))

    office.database.run(add)
    counted(office, 4000)
    rule(office, keep_visits_days=100)

    assert purge(office, NINE + timedelta(days=101)) == {"turned_away": 1, "correction": 1}
    assert office.rows(TurnedAway) == office.rows(Correction) == []


@pytest.mark.postgres("statements")
def test_links_go_once_no_document_has_a_name(office: World) -> None:
    fetched(office)
    counted(office, 9000)
    rule(office, keep_visits_days=100)
    assert "invitation" not in purge(office, NINE + timedelta(days=4000))
    rule(office, keep_visits_days=100, keep_documents_days=400)

    assert purge(office, NINE + timedelta(days=4000)) == {"document": 1, "invitation": 1}
    assert office.rows(Invitation) == []


def talk(office: World, *, waits: bool = False) -> None:
    def come(session: Session) -> None:
        facts = {"office_id": office.office.id}
        row = Conversation(
            **facts,
            phone="+6281",
            phone_hash=b"p" * 32,
            channel="whatsapp",
            created_at=NINE,
            heard_at=NINE,
            waiting_since=NINE if waits else None,
        )
        session.add(row)
        session.flush()
        line = ConversationLine(**facts, conversation_id=row.id, direction="in", text="Halo", at=NINE, by="citizen")
        session.add(line)
        session.flush()
        picture = {"mark": "a" * 32, "position": 0, "width": 1, "height": 1, "size": 1, "kept_at": NINE}
        session.add(LinePicture(**facts, line_id=line.id, **picture))
        session.add(
            Message(**facts, key="line:1", cause="reply", line_id=line.id, state="sent", created_at=NINE, sent_at=NINE)
        )
        session.add(Disclosure(**facts, conversation_id=row.id, fields="phone", place="talks", at=NINE, by="staff:1"))

    office.database.run(come)


@pytest.mark.postgres("statements")
def test_a_conversation_goes_line_by_line_and_then_whole(office: World) -> None:
    talk(office)
    counted(office, 4000)
    rule(office, keep_talks_days=100)

    assert purge(office, NINE + timedelta(days=101)) == {"conversation_line": 1, "conversation": 1}

    assert office.rows(ConversationLine) == office.rows(Conversation) == office.rows(LinePicture) == []
    assert [row.line_id for row in office.rows(Message)] == [None]
    assert [row.conversation_id for row in office.rows(Disclosure)] == [None]
    assert verified(office.database) == []


def test_a_conversation_that_waits_for_a_clerk_stays(office: World) -> None:
    talk(office, waits=True)
    counted(office, 4000)
    rule(office, keep_talks_days=100)

    assert purge(office, NINE + timedelta(days=4000)) == {}


@pytest.mark.postgres("statements")
def test_messages_go_once_what_they_are_about_is_over(office: World) -> None:
    fetched(office)
    over = {row.id for row in office.rows(Message)}
    waiting = office.document(phone="081234567891")  # its reminders look whether it was told
    told(office)
    sending = min(over)
    office.change(Message, sending, state="sending")
    attempt = Attempt(office_id=office.office.id, message_id=max(over), number=1, channel="console", started_at=NINE)
    office.database.run(lambda session: session.add(attempt))
    counted(office, 4000)
    rule(office, keep_messages_days=100)

    gone = purge(office, NINE + timedelta(days=4000))

    kept = office.rows(Message, Message.id != sending)
    assert gone == {"message": len(over) - 1}
    assert kept
    assert {row.invitation_id for row in kept} == {waiting.invitation_id}
    assert office.rows(Attempt) == []


def test_a_message_is_as_old_as_its_last_try(office: World) -> None:
    facts = {"office_id": office.office.id, "cause": "reply", "state": "sent", "created_at": NINE}
    later = NINE + timedelta(days=60)  # as a reminder is, that was written when its visit was booked
    tried = Attempt(office_id=office.office.id, message_id=1, number=1, channel="sms", started_at=later)

    def add(session: Session) -> None:
        session.add(Message(**facts, id=1, key="a"))
        session.add(Message(**facts, id=2, key="b", channel="by_hand", sent_at=later))
        session.flush()
        session.add(tried)

    office.database.run(add)
    counted(office, 4000)
    rule(office, keep_messages_days=30)

    assert purge(office, later + timedelta(days=29)) == {}
    assert purge(office, later + timedelta(days=31)) == {"message": 2}


@pytest.mark.postgres("statements")
def test_what_was_shown_and_who_was_signed_in_goes(office: World) -> None:
    write_down(office)
    rule(office, keep_disclosures_days=400, keep_sessions_days=40)
    shown = len(office.rows(Disclosure))

    assert purge(office, NINE + timedelta(days=399)).get("disclosure") is None
    assert purge(office, NINE + timedelta(days=401))["disclosure"] == shown - 1
    assert len(office.rows(Disclosure)) == 1  # the newest, whose number would else be another's
    assert office.rows(StaffSession) == []
    assert verified(office.database) == []


@pytest.mark.postgres("statements", "constraints")
def test_history_goes_after_the_names_and_evidence_never(office: World) -> None:
    document = fetched(office)
    write_down(office)
    counted(office, 9000)
    of_it = col(Move.document_id) == document.id
    rule(office, keep_moves_days=400)
    assert purge(office, NINE + timedelta(days=500)) == {"deed": 3}
    assert office.rows(Move, of_it)
    rule(office, keep_moves_days=400, keep_documents_days=400)

    gone = purge(office, NINE + timedelta(days=2000))

    assert gone["move"] == gone["document"] == 1

    assert office.rows(Move, of_it) == []
    assert {deed.deed for deed in office.rows(DeedRow)} == {Deed.PURGED}  # and what was newest before them, by now old
    assert verified(office.database) == []


def test_evidence_proves_which_rows_went(office: World) -> None:
    document = fetched(office)
    counted(office, 9000)
    rule(office, keep_documents_days=1000)

    purge(office, NINE + timedelta(days=1001))

    (deed,) = office.rows(DeedRow, DeedRow.deed == Deed.PURGED)
    assert (deed.about, deed.became["days"], deed.by) == ("documents", 1000, "system")
    assert deed.became["until"] == (NINE + timedelta(days=1)).isoformat()
    proof = office.database.run(hash_over, "document", [document.id])
    assert deed.became["hash"] == proof != office.database.run(hash_over, "document", [document.id + 1])
    assert "Siti" not in str(deed.became)


def test_offices_have_their_own_rules(office: World, elsewhere: World) -> None:
    for world in (office, elsewhere):
        fetched(world)
        counted(world, 9000)
        rule(world)
    rule(elsewhere, keep_documents_days=1000)

    assert purge(office, NINE + timedelta(days=2000)) == {}
    assert purge(elsewhere, NINE + timedelta(days=2000)) == {"document": 1}
    assert {row.holder == GONE for row in office.rows(Document, Document.office_id == office.office.id)} == {False}


@pytest.mark.postgres("statements")
def test_nothing_of_a_new_office_is_due(office: World) -> None:
    fetched(office)
    counted(office, 0)

    assert purge(office, at(16)) == {}
    assert set(office.read(lambda s: purging.due_by_kind(s, s.get_one(Office, office.office.id), at(16))).values()) == {
        0
    }


def test_every_kind_has_a_part_or_is_forgotten_with_the_files() -> None:
    assert {part.kind for part in purging.PARTS} | {Kind.FILES, Kind.DRAFTS} == set(Kind)


@pytest.mark.postgres("statements")
def test_told_waits_go_with_their_visit(office: World) -> None:
    fetched(office)
    ticket = office.rows(Ticket)[0]
    wait = ToldWait(office_id=office.office.id, ticket_id=ticket.id, until="called", least=1, most=5, at=NINE)
    office.database.run(lambda session: session.add(wait))
    counted(office, 4000)
    rule(office, keep_visits_days=100)
    office.document()

    purge(office, NINE + timedelta(days=101))

    assert office.rows(ToldWait) == []


@pytest.mark.postgres("statements")
def test_a_day_whose_rows_went_is_never_counted_again(office: World, clock: Stopwatch) -> None:
    fetched(office)
    clock.now = at(9, day=11)
    office.tick(now=clock.now)
    asyncio.run(count_all(office.database, clock))
    before = kept_counts(office)
    rule(office, keep_visits_days=10)

    assert purge(office, clock.now)["booking"] == 1
    office.database.run(note_changed, office.office.id, MONDAY)

    assert asyncio.run(count_all(office.database, clock)) == 0
    assert kept_counts(office) == before
    assert (MONDAY, "served", "A", 0, 1) in before
    final = {row.day - MONDAY for row in office.rows(CountedDay, col(CountedDay.is_final))}
    assert final == {timedelta(days=0), timedelta(days=1)}


def kept_counts(office: World) -> set[tuple[object, ...]]:
    return {(row.day, row.figure, row.part, row.bucket, row.count) for row in office.rows(DayCount)}


def test_what_nobody_counts_closes_no_day(office: World) -> None:
    write_down(office)
    counted(office, 0)
    rule(office, keep_disclosures_days=400)

    assert purge(office, NINE + timedelta(days=4000)).keys() == {"disclosure"}
    assert [row.is_final for row in office.rows(CountedDay)] == [False]


def test_the_first_moment_of_a_day_that_nobody_counted_stays(office: World) -> None:
    counted(office, 0)
    message = {"office_id": office.office.id, "cause": "reply", "state": "sent"}

    def add(session: Session) -> None:
        for number, moment in enumerate((at(23, 59), at(0, day=1))):
            session.add(Message(**message, key=f"line:{number}", created_at=moment))

    office.database.run(add)
    rule(office, keep_messages_days=30)

    assert purge(office, NINE + timedelta(days=4000)) == {"message": 1}
    assert [row.created_at for row in office.rows(Message)] == [at(0, day=1)]


def test_days_that_are_counted_again_by_themselves_are_kept_by_every_rule() -> None:
    behind_figures = {part.kind for part in purging.PARTS} - purging.UNCOUNTED

    assert all(timedelta(days=RULES[kind].least) > AGAIN + timedelta(days=1) for kind in behind_figures)


@pytest.mark.postgres("constraints")
def test_a_visit_that_said_what_it_thought_goes_as_well(office: World) -> None:
    fetched(office)
    mark = SurveyMark(booking_id=office.rows(Booking)[0].id, office_id=office.office.id)
    office.database.run(lambda session: session.add(mark))
    counted(office, 4000)
    rule(office, keep_visits_days=100)

    assert purge(office, NINE + timedelta(days=101))["booking"] == 1
    assert office.rows(SurveyMark) == []


def test_whatever_points_at_a_visit_or_a_number_is_let_go_of() -> None:
    """A foreign key that is not here would stop every purge: `flow/privacy/visits.py` has to let go of it first."""
    pointing = {
        f"{table.name}.{key.parent.name}"
        for table in metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in ("booking", "ticket")
    }

    assert pointing == {
        "call.ticket_id",
        "handover.booking_id",
        "handover.ticket_id",
        "message.booking_id",
        "message.ticket_id",
        "move.booking_id",
        "move.ticket_id",
        "place_visit.booking_id",
        "postponed_booking.booking_id",
        "push_subscription.booking_id",
        "survey_mark.booking_id",
        "ticket.booking_id",
        "told_wait.ticket_id",
        "turned_away.booking_id",
        "urgent_seat.booking_id",
        "visit.booking_id",
    }


def standing(office: World) -> list[int]:
    """Ids of the handovers that count."""
    return office.read(lambda s: list(s.scalars(select(Handover.id).where(~is_taken_back(Handover)))))


@pytest.mark.postgres("statements")
def test_what_was_undone_counts_for_nothing_when_its_history_is_gone(office: World) -> None:
    number = office.called()
    office.hand_over(number, now=at(9, 5))
    office.do(undo.undo_last, number, now=at(9, 6))
    office.hand_over(number, now=at(9, 7))
    stands = standing(office)
    assert len(stands) == len(office.rows(Handover)) - 1 > 0
    told(office)
    counted(office, 9000)
    rule(office, keep_visits_days=100)

    purge(office, NINE + timedelta(days=101))

    assert not {row.move_id for row in office.rows(Undone)} <= {row.id for row in office.rows(Move)}
    assert standing(office) == stands


def on_its_way(office: World, elsewhere: World, document: Document) -> None:
    """It went to another office, which does not have it yet and takes what is said of it from here."""
    facts = {"office_id": office.office.id, "to_office_id": elsewhere.office.id, "sent_at": NINE, "sent_by": "staff:1"}
    transfer = Transfer(**facts, document_id=document.id, stage="ready")
    office.change(Document, document.id, stage="transferred")
    office.database.run(lambda session: session.add(transfer))


@pytest.mark.postgres("statements")
def test_a_document_on_its_way_to_another_office_keeps_its_names(office: World, elsewhere: World) -> None:
    document = office.document(stage="received")
    told(office)
    counted(office, 9000)
    on_its_way(office, elsewhere, document)
    rule(office, keep_documents_days=400)

    assert purge(office, NINE + timedelta(days=4000)) == {}
    office.change(Transfer, office.rows(Transfer)[0].id, state="arrived")
    assert purge(office, NINE + timedelta(days=4000)) == {"document": 1}


def test_hash_of_evidence_is_keyed_and_knows_no_order(office: World) -> None:
    hashes = [office.database.run(hash_over, "document", ids) for ids in ([1, 2, 3], [3, 1, 2])]
    unkeyed = hmac.digest(b"", b'["purged","document",[1,2,3]]', "sha256").hex()

    assert hashes[0] == hashes[1] != unkeyed
