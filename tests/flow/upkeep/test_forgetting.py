"""What an office keeps only for so long goes when its time has come, once, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from scheduler.db.models import (
    Application,
    ApplicationItem,
    ApplicationPage,
    Conversation,
    ConversationLine,
    Disclosure,
    LinePicture,
    Message,
    PhoneCode,
    Upload,
)
from scheduler.flow.applying import applications, withdrawing
from scheduler.flow.core.disclosing import note_pictures
from scheduler.flow.upkeep import forgetting
from tests.scenes.audited import seal, verified
from tests.scenes.clerks_desk import Applied, applied, procedure
from tests.scenes.factories import MORNING, NINE, World, at


def accepted(office: World, **facts) -> Applied:
    some = applied(office, **facts)
    for position in range(3):
        some.decide(position)
    some.accept(now=NINE)
    return some


def draft(office: World, *, now=MORNING, mark: str = "d" * 32) -> Application:
    """One that was begun, with a page, an upload on its way, a code and a message about it."""

    def begin(session: Session) -> Application:
        row = applications.begin_application(
            session,
            office.office,
            procedure(session, office, "KIA", ["Akta", "Foto"]),
            channel="online",
            language="id",
            now=now,
        )
        item = applications.items_of(session, row.id)[0]
        facts = {"office_id": office.office.id, "application_id": row.id}
        page = ApplicationPage(
            office_id=office.office.id, item_id=item.id, mark=mark, position=0, width=1, height=1, size=1, sent_at=now
        )
        upload = Upload(office_id=office.office.id, item_id=item.id, token=mark, size=9, made_at=now, moved_at=now)
        code = PhoneCode(**facts, phone_hash=b"x", salt=b"y", made_at=now, expires_at=now)
        message = Message(**facts, key=f"phone_code:{mark}", cause="phone_code", created_at=now)
        session.add_all([page, upload, code, message])
        session.flush()
        return row

    return office.database.run(begin)


def picture(office: World, mark: str, *, now=MORNING, page_id: int | None = None) -> None:
    """A picture that came in a talk."""

    def come(session: Session) -> None:
        talk = Conversation(
            office_id=office.office.id, phone="+6281", phone_hash=mark.encode(), channel="whatsapp", created_at=now
        )
        session.add(talk)
        session.flush()
        line = ConversationLine(
            office_id=office.office.id, conversation_id=talk.id, direction="in", kind="image", text="", at=now, by="c"
        )
        session.add(line)
        session.flush()
        session.add(
            LinePicture(
                office_id=office.office.id,
                line_id=line.id,
                mark=mark,
                position=0,
                width=1,
                height=1,
                size=1,
                kept_at=now,
                page_id=page_id,
            )
        )

    office.database.run(come)


def forget(office: World, days: float) -> list[str]:
    now = NINE + timedelta(days=days)
    assert office.read(lambda s: forgetting.is_due(s, office.office, now)) in (True, False)
    return office.at_time(forgetting.forget, now=now)


def test_pages_go_so_many_days_after_they_were_accepted(office: World) -> None:
    some, waiting = accepted(office), applied(office)
    assert forget(office, 29.9) == []

    gone = forget(office, 30)

    assert sorted(gone) == sorted(mark for marks in some.pages.values() for mark in marks)
    assert some.row.files_gone_at == NINE + timedelta(days=30)
    assert waiting.row.files_gone_at is None
    assert {page.gone_at is None for page in office.rows(ApplicationPage) if page.mark in gone} == {False}
    assert office.read(forgetting.marks_kept) == {mark for marks in waiting.pages.values() for mark in marks}
    assert forget(office, 31) == []
    assert not office.read(lambda s: forgetting.is_due(s, office.office, NINE + timedelta(days=31)))


@pytest.mark.postgres("statements")
def test_replaced_pages_go_with_the_others(office: World) -> None:
    some = applied(office)
    for position in range(3):
        some.decide(position, *(("unreadable", "dark") if position == 0 else ("accepted",)))
    some.ask_again(now=at(10))
    some.send_again(0, now=at(11))
    some.decide(0)
    some.accept(now=NINE)

    assert len(forget(office, 30)) == 4


def test_pages_of_withdrawn_documents_go_too(office: World) -> None:
    some = applied(office)
    office.do(withdrawing.withdraw, some.document.reference, reason="ganda", now=NINE)

    assert forget(office, 29) == []
    assert len(forget(office, 30)) == 3


def test_offices_have_their_own_rule(office: World, elsewhere: World) -> None:
    accepted(office)
    foreign = accepted(elsewhere)
    elsewhere.office.keep_files_days = 5

    assert len(forget(elsewhere, 5)) == 3
    assert foreign.row.files_gone_at is not None
    assert forget(office, 5) == []


@pytest.mark.parametrize(("keep", "rule"), [(picture, "keep_files_days"), (draft, "keep_drafts_days")])
def test_rule_of_one_office_leaves_what_another_keeps(office: World, elsewhere: World, keep: Any, rule: str) -> None:
    for number, world in enumerate((office, elsewhere, office)):
        keep(world, mark=f"{number:032}")
    setattr(elsewhere.office, rule, 5)

    assert not office.read(lambda s: forgetting.is_due(s, office.office, NINE + timedelta(days=6)))
    assert forget(office, 6) == []
    assert forget(elsewhere, 6) == [f"{1:032}"]

    assert office.read(forgetting.marks_kept) == {f"{0:032}", f"{2:032}"}
    assert not office.read(lambda s: forgetting.is_due(s, elsewhere.office, NINE + timedelta(days=6)))


@pytest.mark.postgres("statements")
def test_unsent_application_goes_whole(office: World) -> None:
    draft(office)
    kept = draft(office, now=at(8, day=10), mark="e" * 32)
    assert forget(office, 13.9) == []

    assert forget(office, 14) == ["d" * 32]

    assert [row.id for row in office.rows(Application)] == [kept.id]
    assert {item.application_id for item in office.rows(ApplicationItem)} == {kept.id}
    assert [page.mark for page in office.rows(ApplicationPage)] == ["e" * 32]
    assert [row.token for row in office.rows(Upload)] == ["e" * 32]
    assert [row.application_id for row in office.rows(PhoneCode)] == [kept.id]
    assert [(row.application_id, row.state) for row in office.rows(Message)] == [(None, "moot"), (kept.id, "new")]
    assert forget(office, 14) == []


def test_unsent_applications_go_by_the_rule_of_their_own_office(office: World, elsewhere: World) -> None:
    draft(office)
    draft(elsewhere, mark="e" * 32)
    elsewhere.office.keep_drafts_days = 5

    assert forget(elsewhere, 5) == ["e" * 32]

    assert [page.mark for page in office.rows(ApplicationPage)] == ["d" * 32]


def test_sent_application_is_no_draft_however_old(office: World) -> None:
    applied(office)

    assert forget(office, 900) == []


def test_pictures_of_talks_go_and_those_that_an_application_took_stay_with_it(office: World) -> None:
    some = applied(office)
    page = office.rows(ApplicationPage)[0]
    picture(office, "a" * 32)
    picture(office, page.mark, page_id=page.id)
    picture(office, "b" * 32, now=at(9, day=20))

    assert forget(office, 30) == ["a" * 32]
    for position in range(3):
        some.decide(position)
    some.accept(now=NINE)
    assert sorted(forget(office, 30)) == sorted(mark for marks in some.pages.values() for mark in marks)

    assert [each.gone_at is None for each in office.rows(LinePicture)] == [False, False, True]


def test_picture_of_a_talk_outlives_the_draft_that_took_it(office: World) -> None:
    draft(office)
    page = office.rows(ApplicationPage)[0]
    picture(office, page.mark, page_id=page.id, now=at(9, day=10))

    assert forget(office, 14) == []

    (left,) = office.rows(LinePicture)
    assert (left.page_id, left.gone_at) == (None, None)
    assert office.rows(ApplicationPage) == []


def test_more_than_a_handful_goes_in_several_steps(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "BATCH", 2)
    for number in range(5):
        draft(office, mark=f"{number:032}")

    assert [len(forget(office, 20)) for _ in range(4)] == [2, 2, 1, 0]


@pytest.mark.postgres("statements")
def test_unsent_application_that_goes_leaves_the_chain_of_the_log_whole(office: World) -> None:
    begun = draft(office)
    note = {"place": "application", "by": "staff:1", "now": MORNING}
    office.database.run(lambda s: note_pictures(s, office.office, s.get_one(Application, begun.id), **note))
    seal(office.database)

    assert forget(office, 14) == ["d" * 32]

    assert [(row.application_id, row.by) for row in office.rows(Disclosure)] == [(None, "staff:1")]
    assert verified(office.database) == []
