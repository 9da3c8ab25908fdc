"""A deed is written down once and for good."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from scheduler.db.models import DeedRow
from scheduler.domain.audit.deeds import Deed
from scheduler.flow.core.audit import note_deed
from tests.scenes.factories import NINE, World


@pytest.mark.postgres("statements")
def test_deed_says_who_did_what_when(office: World):
    office.database.run(note_deed, office.office.id, Deed.TOKEN_MADE, by="staff:1", now=NINE, about="SIAK")

    (row,) = office.rows(DeedRow)
    assert (row.office_id, row.deed, row.at, row.by, row.about) == (
        office.office.id,
        "token_made",
        NINE,
        "staff:1",
        "SIAK",
    )


def test_only_what_changed_is_kept(office: World):
    was, became = {"limit": 20, "phone": "0771"}, {"limit": 25, "phone": "0771"}

    office.database.run(note_deed, None, Deed.HOURS_CHANGED, by="staff:1", now=NINE, was=was, became=became)

    (row,) = office.rows(DeedRow)
    assert (row.office_id, row.was, row.became) == (None, {"limit": 20}, {"limit": 25})


def test_what_changes_nothing_is_no_deed(office: World):
    same = {"limit": 20}

    office.database.run(note_deed, None, Deed.HOURS_CHANGED, by="staff:1", now=NINE, was=same, became=dict(same))

    assert office.rows(DeedRow) == []


@pytest.mark.postgres("constraints")
@pytest.mark.parametrize("statement", ["UPDATE deed SET \"by\" = 'staff:2'", "DELETE FROM deed"])
def test_database_refuses_to_change_a_deed(office: World, statement: str):
    office.database.run(note_deed, None, Deed.TOKEN_MADE, by="staff:1", now=NINE)

    with pytest.raises(IntegrityError):
        office.database.run(lambda session: session.execute(text(statement)))

    assert [row.by for row in office.rows(DeedRow)] == ["staff:1"]
