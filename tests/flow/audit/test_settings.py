"""A step that changes settings leaves what they were and became, in its own transaction."""

from datetime import time

import pytest
from sqlmodel import Session

from scheduler.db.models import DeedRow, Office, metadata
from scheduler.db.types import Keyed, KeyedText, Sealed, SealedText
from scheduler.domain.audit.deeds import Deed
from scheduler.flow.audit.settings import BESIDE, COLUMNS, TABLES, Doing, noted
from scheduler.flow.calendar import closures
from scheduler.flow.channels import accounts, ladder
from scheduler.flow.channels.ladder import Hours
from scheduler.flow.talks import ready_answers
from scheduler.flow.talks.ready_answers import Ready
from tests.scenes.factories import MONDAY, NINE, World

MORNINGS = Hours(time(6, 30), time(20), asks_consent=True)


def doing(deed: Deed, about: str = "") -> Doing:
    return Doing(deed, "staff:1", NINE, about)


@pytest.mark.postgres("statements")
def test_what_was_and_what_became_is_kept(office: World):
    before = office.office.messages_from

    office.database.run(noted, doing(Deed.LADDER_CHANGED), ladder.set_hours, office.office, MORNINGS)

    (row,) = office.rows(DeedRow)
    assert (row.deed, row.by, row.at) == ("ladder_changed", "staff:1", NINE)
    assert (row.was["messages_from"], row.became["messages_from"]) == (before.isoformat(), "06:30:00")
    assert (row.was["asks_consent"], row.became["asks_consent"]) == (False, True)


def test_what_changes_nothing_leaves_nothing(office: World):
    for _ in range(2):
        office.database.run(noted, doing(Deed.LADDER_CHANGED), ladder.set_hours, office.office, MORNINGS)

    assert len(office.rows(DeedRow)) == 1


def test_rows_that_come_and_go_are_named_by_their_number(office: World):
    new = closures.NewClosure(MONDAY, MONDAY, "Rapat")
    shut = office.database.run(closures.shut, office.office, new, by="staff:1", now=NINE)

    office.database.run(noted, doing(Deed.CLOSURE_CHANGED), closures.drop, office.office, shut.id, now=NINE)

    (row,) = office.rows(DeedRow)
    assert row.was[f"reason #{shut.id}"] == "Rapat"
    assert row.became == {}


def test_presets_that_become_the_offices_own_are_kept(office: World):
    office.database.run(
        noted, doing(Deed.ANSWERS_CHANGED), ready_answers.add, office.office, Ready("Parkir", "Gratis.")
    )

    (row,) = office.rows(DeedRow)
    assert "Parkir" in row.became.values()


def test_secrets_of_an_account_are_not_said_and_that_it_changed_is(office: World):
    given = {"phone_number_id": "106540352242922", "token": "rahasia-sekali", "app_secret": "s3cret"}

    def give(session: Session, where: Office) -> None:
        accounts.set_account(session, where, "whatsapp", given, by="staff:1", now=NINE)

    for _ in range(2):
        office.database.run(noted, doing(Deed.CHANNEL_CHANGED, "whatsapp"), give, office.office)

    rows = office.rows(DeedRow)
    assert [row.about for row in rows] == ["whatsapp", "whatsapp"]
    assert "rahasia" not in str([(row.was, row.became) for row in rows])


def test_step_that_refuses_leaves_nothing(office: World):
    def refuse(_session: Session, _office: Office) -> None:
        raise LookupError

    with pytest.raises(LookupError):
        office.database.run(noted, doing(Deed.LADDER_CHANGED), refuse, office.office)

    assert office.rows(DeedRow) == []


@pytest.mark.parametrize("table", sorted({"office", *(name for names in TABLES.values() for name in names)}))
def test_nothing_sealed_or_keyed_is_looked_at(table: str):
    columns = metadata.tables[table].columns
    looked_at = COLUMNS.get(table) or [column.name for column in columns if column.name not in BESIDE]

    secret = [name for name in looked_at if isinstance(columns[name].type, Sealed | SealedText | Keyed | KeyedText)]
    assert secret == []
    assert not {name for name in looked_at if "hash" in name}
