"""A person's data is erased while a clerk writes down their phone, and what was written from it.

In a pair: what is only looked at leaves what came in between; what is held and looked at again leaves nothing.
"""

from typing import Any

import pytest
from sqlmodel import Session

from scheduler import keys
from scheduler.db.models import Conversation, Document
from scheduler.flow.privacy import erasing, person
from scheduler.flow.privacy.person import Person
from tests.flow.privacy.test_person import NIK, fetched
from tests.scenes.factories import NINE, World
from tests.support.databases import ON_POSTGRES

pytestmark = pytest.mark.postgres("locks")
LATER = "081299988877"


def erased_meanwhile(office: World, open_database: Any, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> None:
    """Between the first look and whatever follows another process writes down the phone, once."""
    document, look = fetched(office), person.find_person
    others = [open_database()]

    def write(session: Session) -> None:
        hashed = keys.ring().look_up("phone", LATER)
        own = session.get_one(Document, document.id)
        own.phone, own.phone_hash = LATER, hashed
        facts = {"office_id": office.office.id, "phone": LATER, "phone_hash": hashed, "channel": "whatsapp"}
        session.add_all([own, Conversation(**facts, created_at=NINE)])

    def looked(*asked: Any) -> Person:
        found = look(*asked)
        while others:
            others.pop().run(write)
        return found

    monkeypatch.setattr(person, "find_person", looked)
    if not guarded:
        monkeypatch.setattr(erasing, "held_person", looked)
    office.do(erasing.erase, NIK)


@ON_POSTGRES
@pytest.mark.deep("without the guard")
def test_what_came_since_the_look_is_left(office: World, open_database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    erased_meanwhile(office, open_database, monkeypatch, guarded=False)

    assert [each.phone for each in office.rows(Conversation)] == [LATER]


@ON_POSTGRES
def test_what_came_since_the_look_goes_too(office: World, open_database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    erased_meanwhile(office, open_database, monkeypatch, guarded=True)

    assert office.rows(Conversation) == []
    assert [(each.phone, each.phone_hash, each.nik) for each in office.rows(Document)] == [(None, None, None)]
