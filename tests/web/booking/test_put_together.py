"""A page that is put together is, byte for byte, the page drawn anew: whatever was done before, by whomever."""

import asyncio
import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select
from starlette.testclient import TestClient

from scheduler import keys
from scheduler.db import queries
from scheduler.db.engine.glancing import version
from scheduler.db.models import (
    Closure,
    Document,
    DocumentType,
    Invitation,
    OpeningHours,
    SeatHold,
    Service,
    Slot,
)
from scheduler.db.queries import glances
from scheduler.domain.refusals import Refusal
from scheduler.domain.text import codes
from scheduler.flow.booking import bookings
from scheduler.flow.calendar import closures
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.invitations import waitlist
from scheduler.web.citizen.booking import invitation, put_together, ticket
from scheduler.web.shared.booking import standing
from scheduler.web.shared.booking.standing import Standing
from scheduler.web.shared.drawings import Drawing
from tests.conftest import SECRET, Stopwatch
from tests.scenes.factories import MONDAY, World, at
from tests.scenes.places import a_place
from tests.support.costs import counted
from tests.support.databases import ON_SQLITE
from tests.support.plans import sent_by, sqlite_steps
from tests.support.rotation import NEW, kept_ring, use

STEPS = 20
PRESSES = 60
SHOWN = 4
"""Pages of each kind that are looked at after a step."""
HOLDERS = ("Siti Rahmawati", "dr. Andi Rahmat, S.H.", "D'Angelo & <Anak>", "李", "Ó Briain", "-")
COOKIES = ({}, {"lang": "en"}, {"text": "large"}, {"lang": "en", "text": "large"})


@contextmanager
def anew() -> Iterator[None]:
    """Nothing is put together."""

    async def never(*_: Any, **__: Any) -> None:
        return None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(invitation, "put_together", never)
        patch.setattr(ticket, "put_together", never)
        yield


class Days:
    """An office over which time passes, where anything is done by chance."""

    def __init__(self, office: World, clock: Stopwatch, seed: int) -> None:
        self.office, self.clock, self.chance = office, clock, random.Random(seed)
        self.invited: list[str] = []
        self.booked: list[str] = []
        self.steps: tuple[Callable[[], Any], ...] = (
            *[self.invite] * 4,
            *[self.book] * 4,
            *[self.wait] * 3,
            self.cancel,
            self.move,
            self.fill,
            self.shut,
            self.reopen,
            self.rename,
            self.change_rules,
            self.change_type,
            self.change_hours,
            self.change_service,
            self.change_document,
            self.add_place,
            self.stand_in_line,
            self.hold,
            self.use_up,
        )

    def one_of(self, table: type[Any], *where: Any) -> Any:
        return self.chance.choice(self.office.rows(table, *where))

    def invite(self) -> None:
        kind = self.chance.choice(["KTP-el", "KTP-el", "KIA", "KK", "Perekaman KTP-el"])
        facts = {"type": kind, "reason": self.chance.choice(["first", "changed", "damaged", "lost"])}
        applicant = self.chance.choice([None, None, *HOLDERS])
        kk = self.chance.choice([None, "1", "2", str(self.office.count + 10)])
        channel = self.chance.choice(["office", "office", "office", "self_print"])
        document = self.office.document(
            holder=self.chance.choice(HOLDERS), applicant=applicant, kk=kk, channel=channel, now=self.clock.now, **facts
        )
        if document.invitation_id is not None:
            self.invited.append(self.office.code(document))

    def book(self) -> None:
        code = self.chance.choice(self.invited)
        service = self.office.read(lambda session: service_of(session, code))
        ahead = col(Slot.starts_at) > self.clock.now
        slot = self.one_of(Slot, Slot.service_id == service, ahead, col(Slot.taken) < col(Slot.planned))
        who = Collector(self.chance.choice([None, None, "holder", "family", "parent"]))
        wishes = bookings.Wishes(self.chance.random() < 0.3, self.chance.random() < 0.3)
        party = self.chance.choice([1, 1, 2])
        facts = {"party": party, "collector": who, "wishes": wishes, "by": "citizen", "now": self.clock.now}
        self.booked.append(self.office.database.run(bookings.book, code, slot.id, **facts).code)

    def cancel(self) -> None:
        code = self.chance.choice(self.booked)
        self.office.database.run(bookings.cancel, code, ref4=None, by="staff:1", now=self.clock.now)

    def move(self) -> None:
        code = self.chance.choice(self.booked)
        slot = self.one_of(Slot, Slot.service_id == self.office.booking(code).service_id)
        self.office.database.run(bookings.move_booking, code, slot.id, ref4=None, by="staff:1", now=self.clock.now)

    def wait(self) -> None:
        self.clock.now += timedelta(**self.chance.choice([{"minutes": 7}, {"minutes": 30}, {"hours": 3}, {"days": 1}]))

    def fill(self) -> None:
        slot = self.one_of(Slot)
        self.office.change(Slot, slot.id, taken=self.chance.randint(slot.taken, slot.capacity))

    def shut(self) -> None:
        first = MONDAY + timedelta(days=self.chance.randint(0, 9))
        service = self.chance.choice([None, self.one_of(Service).id])
        new = NewClosure(first, first, self.chance.choice(["Rapat", "Idul Fitri"]), service)
        self.office.database.run(closures.shut, self.office.office, new, by="staff:1", now=self.clock.now)

    def reopen(self) -> None:
        closure = self.one_of(Closure)
        self.office.database.run(closures.drop, self.office.office, closure.id, now=self.clock.now)

    def rename(self) -> None:
        self.office.edit(name=f"Disdukcapil & {self.chance.random()}", phone="0771-40317", address="Jalan <1>")

    def change_rules(self) -> None:
        changes = (
            {"notice_minutes": 90},
            {"horizon_days": 3},
            {"asks_consent": True},
            {"lobby_limit": 2},
            {"early_minutes": 5},
        )
        self.office.change(type(self.office.office), self.office.office.id, **self.chance.choice(changes))

    def change_type(self) -> None:
        changes = (
            {"collectors": ["holder"]},
            {"units": 2},
            {"bring": {"first": ["resi"], "lost": ["KK"]}},
            {"minutes": 9},
        )
        self.office.change(DocumentType, self.one_of(DocumentType).id, **self.chance.choice(changes))

    def change_hours(self) -> None:
        self.office.change(OpeningHours, self.one_of(OpeningHours).id, break_from=None, break_to=None)

    def change_service(self) -> None:
        self.office.change(Service, self.one_of(Service).id, name=f"Loket {self.chance.random()}")

    def change_document(self) -> None:
        changes = (
            {"reason": "lost"},
            {"holder": "Ani"},
            {"applicant": "Budi"},
            {"stage": "misplaced"},
            {"stage": "ready"},
        )
        self.office.change(Document, self.one_of(Document).id, **self.chance.choice(changes))

    def add_place(self) -> None:
        a_place(self.office, f"Kelurahan {self.chance.random()}")

    def stand_in_line(self) -> None:
        code, day = self.chance.choice(self.invited), self.clock.now.date() + timedelta(days=self.chance.randint(1, 4))
        invited = self.office.read(lambda session: queries.invitation_by_code(session, code))
        slots = self.office.read(lambda session: session.exec(select(Slot).where(Slot.planned > 0)).all())
        assert invited is not None
        for slot in slots:
            if slot.starts_at.date() == day:
                self.office.change(Slot, slot.id, taken=slot.capacity)
        self.office.database.run(waitlist.wait_for, code, day, now=self.clock.now)

    def hold(self) -> None:
        invited, slot = self.one_of(Invitation), self.one_of(Slot)
        until = self.clock.now + timedelta(minutes=20)
        row = {
            "office_id": invited.office_id,
            "slot_id": slot.id,
            "units": 1,
            "until": until,
            "invitation_id": invited.id,
        }
        self.office.database.run(lambda session: session.add(SeatHold(**row)))

    def use_up(self) -> None:
        changes = ({"changes": 1}, {"missed": 9}, {"expires_at": self.clock.now})
        self.office.change(Invitation, self.one_of(Invitation).id, **self.chance.choice(changes))

    def press(self, code: str) -> dict[str, str]:
        """A form for a slot, which is mostly full by then, of the right service mostly."""
        service = self.office.read(lambda session: service_of(session, code))
        of_it = [Slot.service_id == service] if self.chance.random() < 0.9 else []
        slot = self.one_of(Slot, col(Slot.starts_at) > self.clock.now - timedelta(hours=1), *of_it)
        if self.chance.random() < 0.8:
            self.office.change(Slot, slot.id, taken=slot.capacity)
        party = self.chance.choice(["1", "2", "9"])
        who = self.chance.choice(["", "holder", "family", "parent", "proxy"])
        wishes = {"wish_escort": "true"} if self.chance.random() < 0.3 else {}
        proxy = {"name": "Budi", "relation": "tetangga"} if who == "proxy" else {}
        return {"slot": str(slot.id), "party": party, "collector": who, **wishes, **proxy}

    def pages(self) -> list[str]:
        """The latest and some others."""
        invited = [*self.invited[-2:], *self.chance.sample(self.invited, min(len(self.invited), SHOWN - 2))]
        booked = [*self.booked[-2:], *self.chance.sample(self.booked, min(len(self.booked), SHOWN - 2))]
        return [*(f"/i/{code}" for code in invited), *(f"/t/{code}" for code in booked)]


def service_of(session: Session, code: str) -> int:
    """The service of what an invitation is for."""
    kinds = select(DocumentType.service_id).join(Document, col(Document.type_id) == col(DocumentType.id))
    of_it = kinds.join(Invitation, col(Invitation.id) == col(Document.invitation_id))
    of_code = of_it.where(Invitation.code_hash == codes.hash_of(code))
    return session.exec(of_code.order_by(col(Document.id))).first() or 0


@pytest.fixture
def client(app: Any) -> TestClient:
    """The application without what runs beside requests: nobody else reads or commits anything."""
    return TestClient(app, base_url="http://testserver", follow_redirects=False)


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were put together since."""
    pages: list[str] = []
    fill = Drawing.filled

    def noting(self: Drawing, own: Any) -> str:
        pages.append(fill(self, own))
        return pages[-1]

    monkeypatch.setattr(Drawing, "filled", noting)
    return pages


USUAL = (1, 2)
"""Days that are known to have pages enough of the usual kind."""
MANY = [pytest.param(seed, marks=pytest.mark.deep("many days")) for seed in range(3, 23)]


@pytest.mark.postgres("dialect")
@pytest.mark.parametrize("seed", [*USUAL, *MANY])
def test_page_put_together_is_the_page_drawn_anew(
    client: TestClient, office: World, clock: Stopwatch, filled: list[str], seed: int
) -> None:
    days = Days(office, clock, seed)
    for _ in range(4):
        days.invite()
    looked_at = 0
    for _ in range(STEPS):
        with suppress(Refusal, IndexError):
            days.chance.choice(days.steps)()
        client.cookies = days.chance.choice(COOKIES)
        for path in days.pages():
            twice = [client.get(path), client.get(path)]
            with anew():
                fresh = client.get(path)
            for page in twice:
                assert (page.status_code, page.headers, page.text) == (fresh.status_code, fresh.headers, fresh.text)
            looked_at += 2

    assert len(filled) > looked_at / 4 or seed not in USUAL


@pytest.mark.postgres("dialect")
@pytest.mark.parametrize("seed", [1, *MANY])
def test_press_on_a_full_slot_is_answered_as_by_the_writer(
    client: TestClient, office: World, clock: Stopwatch, filled: list[str], seed: int
) -> None:
    days = Days(office, clock, seed)
    rare = (days.wait, days.fill, days.rename, days.change_type, days.use_up, days.shut, days.hold)
    for _ in range(4):
        days.invite()
    refused = 0
    for _ in range(PRESSES):
        with suppress(Refusal, IndexError):
            days.chance.choice([*[days.invite] * len(rare), *rare])()
        code = days.chance.choice(days.invited[-4:])
        press, path = days.press(code), f"/i/{code}/booking"
        client.cookies = days.chance.choice(COOKIES)
        answer = client.post(path, data=press)
        if answer.status_code != 303:
            with anew():
                fresh = client.post(path, data=press)
            assert (answer.status_code, answer.headers, answer.text) == (fresh.status_code, fresh.headers, fresh.text)
            refused += any(f'data-code="{code}"' in answer.text for code in ("slot_full", "slot_closed"))

    assert len(filled) > refused / 4 > 1 or seed not in USUAL


def test_full_slot_is_refused_without_the_writer(client: TestClient, office: World) -> None:
    code, slot = office.invitation(), office.slot(9)
    office.change(Slot, slot.id, taken=slot.capacity)
    press = {"slot": str(slot.id), "party": "1", "collector": "holder"}
    client.post(f"/i/{code}/booking", data=press)

    with counted() as costs:
        assert client.post(f"/i/{code}/booking", data=press).status_code == 409

    of_it, version = costs.statements
    assert "FROM invitation" in of_it
    assert "data_version" in version


def test_what_is_pressed_pushes_no_page_out(client: TestClient, office: World) -> None:
    """A refusal is kept by what was chosen, which may be anything that the form takes."""
    code, slot = office.invitation(), office.slot(9)
    fill(office, slot)
    client.get(f"/i/{code}")
    pages = list(client.app.state.drawings._kept)

    for wish in ("wish_priority", "wish_escort"):
        refused(client, code, slot, **{wish: "true"})

    assert list(client.app.state.drawings._kept) == pages
    assert len(client.app.state.refusals_drawn._kept) == 2


def fill(office: World, *slots: Slot) -> None:
    for slot in slots:
        office.change(Slot, slot.id, taken=slot.capacity)


def refused(client: TestClient, code: str, slot: Slot, **choices: str) -> str:
    """What a press on a slot is told, which is what the writer would say."""
    press = {"slot": str(slot.id), "party": "1", "collector": "holder"} | choices
    answer = client.post(f"/i/{code}/booking", data=press).text
    with anew():
        assert answer == client.post(f"/i/{code}/booking", data=press).text
    return answer


def test_what_is_offered_for_a_full_slot_is_free(client: TestClient, office: World) -> None:
    nine, next_one, ten = office.slot(9), office.slot(9, 30), office.slot(10)
    fill(office, nine, next_one)

    answer = refused(client, office.invitation(), nine)

    assert f'name="slot" value="{ten.id}"' in answer
    assert f'name="slot" value="{next_one.id}"' not in answer


@pytest.mark.parametrize(
    ("choices", "code"),
    [
        ({"party": "0", "party_more": "9", "collector": "parent"}, "party_too_large"),
        ({"collector": "holder"}, "collector_not_allowed"),
        ({"collector": "parent"}, "slot_full"),
    ],
)
def test_form_that_is_wrong_in_more_than_its_slot_is_told_so_first(
    client: TestClient, office: World, choices: dict[str, str], code: str
) -> None:
    slot = office.slot(9)
    fill(office, slot)

    assert f'data-code="{code}"' in refused(client, office.invitation(type="KIA"), slot, **choices)


def test_slot_that_was_given_up_is_not_said_to_be_taken(client: TestClient, office: World) -> None:
    slot, other = office.slot(9), office.slot(9, 30)
    office.change(Slot, slot.id, planned=0, capacity=0)

    told = refused(client, office.invitation(), slot)

    assert 'data-code="slot_closed"' in told
    assert "Jadwal itu tidak jadi dibuka" in told
    assert "Maaf, jadwal 09.00 tidak jadi dibuka. Yang masih ada: 08.30, 09.30, 10.00." in told
    assert "terisi" not in told
    assert f'name="slot" value="{other.id}"' in told
    assert f'name="slot" value="{slot.id}"' not in told


def test_who_comes_unasked_is_asked_for_a_name_before_the_slot(client: TestClient, office: World) -> None:
    slot, code = office.slot(9), office.invitation()
    fill(office, slot)
    for kind in office.rows(DocumentType):
        office.change(DocumentType, kind.id, collectors=["proxy"])

    assert 'data-code="proxy_unnamed"' in refused(client, code, slot, collector="")


@pytest.mark.postgres("statements")
def test_seats_kept_for_an_invitation_are_its_own_though_the_slot_is_full(client: TestClient, office: World) -> None:
    code, slot = office.invitation(), office.slot(9)
    fill(office, slot)
    invited = office.rows(Invitation)[-1]
    facts = {"office_id": invited.office_id, "slot_id": slot.id, "invitation_id": invited.id, "until": at(23)}
    office.database.run(lambda session: session.add(SeatHold(units=1, **facts)))

    press = {"slot": str(slot.id), "party": "1", "collector": "holder"}
    assert client.post(f"/i/{code}/booking", data=press).status_code == 303


def test_seat_given_back_is_for_whoever_presses_next(client: TestClient, office: World) -> None:
    code, slot = office.invitation(), office.slot(9)
    office.change(Slot, slot.id, taken=slot.capacity)
    press = {"slot": str(slot.id), "party": "1", "collector": "holder"}
    assert client.post(f"/i/{code}/booking", data=press).status_code == 409

    office.change(Slot, slot.id, taken=slot.capacity - 1)

    assert client.post(f"/i/{code}/booking", data=press).status_code == 303


def same(client: TestClient, path: str) -> str:
    """A page, which is as one drawn anew."""
    page = client.get(path).text
    with anew():
        assert page == client.get(path).text
    return page


def test_so_many_slots_are_known_and_one_thread_at_a_time_forgets(
    client: TestClient, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    known: Standing = client.app.state.standing

    class Slots(dict[Any, Any]):
        def __delitem__(self, which: Any) -> None:
            assert known._one_at_a_time.locked()
            super().__delitem__(which)
            forgotten.append(which)

    forgotten: list[Any] = []
    monkeypatch.setattr(known, "_slots", Slots())
    monkeypatch.setattr(standing, "MOST_SLOTS", 1)
    codes = [office.invitation(), office.invitation(type="KK")]

    for code in [*codes, *codes]:
        same(client, f"/i/{code}")

    assert len(known._slots) == 1
    assert len(forgotten) == 3


def test_closure_of_a_day_that_is_over_is_said_no_more(client: TestClient, office: World, clock: Stopwatch) -> None:
    friday = MONDAY + timedelta(days=4)
    new = NewClosure(friday, friday, "Rapat")
    office.database.run(closures.shut, office.office, new, by="staff:1", now=clock.now)
    code = office.invitation()
    clock.now = at(20, day=4)
    assert "Rapat" in same(client, f"/i/{code}")

    clock.now = at(8, day=5)

    assert "Rapat" not in same(client, f"/i/{code}")


def test_slot_that_begins_is_offered_no_more(client: TestClient, office: World, clock: Stopwatch) -> None:
    code, slot = office.invitation(), office.slot(9)
    clock.now = at(8, 59)
    assert f'name="slot" value="{slot.id}"' in same(client, f"/i/{code}")

    clock.now = at(9)

    assert f'name="slot" value="{slot.id}"' not in same(client, f"/i/{code}")


@pytest.mark.postgres("statements")
def test_new_day_has_its_own_days(client: TestClient, office: World, clock: Stopwatch) -> None:
    """Two weeks ahead there is one more day at midnight, of which slots may be there for long."""
    office.change(type(office.office), office.office.id, horizon_days=1)
    code = office.invitation()
    clock.now = at(20)
    assert same(client, f"/i/{code}").count('id="day-2026') == 1

    clock.now = at(7, day=1)

    assert same(client, f"/i/{code}").count('id="day-2026') == 2


def test_seat_that_fills_up_in_another_process_is_seen(client: TestClient, office: World) -> None:
    code, slot = office.invitation(), office.slot(9)
    assert f'name="slot" value="{slot.id}"' in same(client, f"/i/{code}")

    office.change(Slot, slot.id, taken=slot.capacity)

    assert f'name="slot" value="{slot.id}"' not in same(client, f"/i/{code}")


@ON_SQLITE
def test_seat_that_fills_up_is_seen_by_another_connection_that_has_counted_as_far(
    client: TestClient, office: World
) -> None:
    code, slot = office.invitation(), office.slot(9)
    version_now(client)
    office.edit(phone="0771-40317")
    assert f'name="slot" value="{slot.id}"' in same(client, f"/i/{code}")
    known = version_now(client)

    with pytest.raises(OperationalError):
        asyncio.run(client.app.state.db.glance(away))
    assert version_now(client)[1] < known[1]
    office.change(Slot, slot.id, taken=slot.capacity)
    while version_now(client)[1] < known[1]:
        office.edit(phone="0771-40317")

    assert version_now(client)[1] == known[1]
    assert f'name="slot" value="{slot.id}"' not in same(client, f"/i/{code}")


def version_now(client: TestClient) -> Any:
    """What the connection of those who glance says."""
    return asyncio.run(client.app.state.db.glance(version))


def away(_: Session) -> None:
    raise OperationalError("SELECT", {}, Exception("no disk"))


def test_office_that_says_something_else_is_quoted_anew(client: TestClient, office: World) -> None:
    invited, booked = office.invitation(), office.booked(day=1)
    for path in (f"/i/{invited}", f"/t/{booked}"):
        assert "Jalan Baru" not in same(client, path)

    office.edit(address="Jalan Baru 5")

    for path in (f"/i/{invited}", f"/t/{booked}"):
        assert "Jalan Baru" in same(client, path)


def test_another_household_with_a_visit_may_join_it(client: TestClient, office: World) -> None:
    office.booked(day=1, kk="1")
    alone, sibling = office.invitation(kk="2", type="KIA"), office.invitation(kk="1", type="KIA")

    assert "data-joining" not in same(client, f"/i/{alone}")
    assert "data-joining" in same(client, f"/i/{sibling}")


def test_change_is_said_for_ten_minutes(client: TestClient, office: World, clock: Stopwatch) -> None:
    booked = office.booked(day=1)
    later = office.slot(10, day=2)
    office.database.run(bookings.move_booking, booked, later.id, ref4=None, by="staff:1", now=clock.now)
    assert "Jadwal sudah dipindah" in same(client, f"/t/{booked}")

    clock.forward(minutes=11)

    assert "Jadwal sudah dipindah" not in same(client, f"/t/{booked}")


def test_visit_is_said_to_be_tomorrow_and_then_what_its_door_says(
    client: TestClient, office: World, clock: Stopwatch
) -> None:
    booked = office.booked(day=2)
    assert "Besok" not in same(client, f"/t/{booked}")

    clock.forward(days=1)
    assert "Besok" in same(client, f"/t/{booked}")

    clock.forward(days=1)
    assert "Boleh masuk antrean" not in same(client, f"/t/{booked}")

    clock.now = at(8, 50, day=2)
    assert "Boleh masuk antrean" in same(client, f"/t/{booked}")


def test_every_language_and_size_has_its_page(client: TestClient, office: World) -> None:
    paths = [f"/i/{office.invitation()}", f"/t/{office.booked(day=1)}"]

    for path in paths:
        pages = set()
        for client.cookies in COOKIES:
            pages.add(same(client, path))
        assert len(pages) == len(COOKIES)


def test_who_asked_for_a_document_decides_what_its_holder_brings(client: TestClient, office: World) -> None:
    own = office.booked(day=1, service="B", holder="Siti", applicant="Siti")
    mothers = office.booked(day=1, service="B", holder="Siti", applicant="Sri")

    assert same(client, f"/t/{own}") != same(client, f"/t/{mothers}")


PUT = text("UPDATE invitation SET household = :form WHERE id = :which")


@pytest.fixture(params=["older", "newer"])
def family(office: World, request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """A household with a visit and one more invitation; the hash of the household is in one form for the one, and in
    another for the other.
    """
    with kept_ring():
        use(office.database, NEW, SECRET)
        found = {"t": office.booked(day=1, kk="1"), "i": office.invitation(kk="1", type="KIA")}
        visit, other = office.rows(Invitation)
        assert visit.household is not None
        newest, *others = keys.ring().chain.forms(visit.household)
        older = next(form for form in others if keys.ring().chain.newest(form) == newest)
        forms = (older, newest) if request.param == "older" else (newest, older)
        with office.database.engine.begin() as connection:
            for form, row in zip(forms, (visit, other), strict=True):
                connection.execute(PUT, {"form": form, "which": row.id})
        yield found


@pytest.mark.postgres("statements")
def test_family_is_known_by_every_form_of_its_hash(office: World, family: dict[str, str]) -> None:
    """Until one secret is done with: what writes a hash brings along what it finds, and a restored row may be older."""
    visit = office.read(lambda session: of_pass(session, codes.hash_of(family["t"])))
    other = office.read(lambda session: glances.glance_at_invitation(session, codes.hash_of(family["i"])))

    assert visit is not None
    assert visit.family
    assert other is not None
    assert other.family


@ON_SQLITE
def test_glance_reads_no_more_of_an_office_that_knows_no_household(office: World) -> None:
    """To what SQLite counts of its rows all of them are of one household there; so its index is left aside."""
    visit, invitation = office.booked(day=1), office.invitation()
    office.database.run(_many_more, 300)
    looks = {"t": (of_pass, visit), "i": (glances.glance_at_invitation, invitation)}

    for look, code in looks.values():
        (sent,) = sent_by(office.database, lambda session, look=look, code=code: look(session, codes.hash_of(code)))
        assert sqlite_steps(office.database, sent) == 0, "thousands"


def of_pass(session: Session, code_hash: bytes) -> glances.PassGlance | None:
    """The visit of a code, with what was done to it in the ten minutes before."""
    return glances.glance_at_pass(session, code_hash, since=at(9) - timedelta(minutes=10), now=at(9))


def _many_more(session: Session, count: int) -> None:
    """Invitations of no household with a document each, and what SQLite counts of them."""
    document = session.scalars(select(Document).where(col(Document.invitation_id).is_not(None))).first()
    assert document is not None
    invitation = session.get_one(Invitation, document.invitation_id)
    for number in range(count):
        other = Invitation(**{**invitation.model_dump(exclude={"id"}), "code_hash": number.to_bytes(32)})
        session.add(other)
        session.flush()
        more = {"reference": f"many-{number}", "invitation_id": other.id}
        session.add(Document(**{**document.model_dump(exclude={"id"}), **more}))
    session.flush()
    session.connection().exec_driver_sql("ANALYZE")


@pytest.mark.parametrize("which", ["t", "i"])
def test_page_with_more_on_it_than_the_glance_says_is_nobody_elses(
    client: TestClient, office: World, family: dict[str, str], which: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = {"t": office.booked(10, day=1, kk="2"), "i": office.invitation(kk="3", type="KIA")}
    monkeypatch.setattr(glances, "_is_known_otherwise", lambda *_: False)

    assert "data-joining" in same(client, f"/{which}/{family[which]}")
    assert not client.app.state.drawings._kept
    assert "data-joining" not in same(client, f"/{which}/{stranger[which]}")


TABLES = re.compileTABLES = re.compile(r"(?:FROM|JOIN) (\w+)")
OF_FACTS = {"office", "service", "document_type", "opening_hours", "closure", "place"}
OF_AN_INVITATION = OF_FACTS | {
    "invitation",
    "document",
    "booking",
    "waitlist_entry",
    "seat_hold",
    "delivery_request",
    "slot",
}
OF_A_PASS = OF_FACTS | {
    *("booking", "visit", "document", "invitation", "slot", "move"),
    *("postponed_booking", "postponement", "waitlist_entry", "seat_hold"),
}
"""What the two pages are known to be drawn from. A new one belongs into what they are kept by, and into the days above;
seats held for a pass stand on no page but that of other times.
"""


@pytest.mark.parametrize(("path", "known"), [("/i/{invited}", OF_AN_INVITATION), ("/t/{booked}", OF_A_PASS)])
def test_page_drawn_anew_reads_nothing_that_it_is_not_kept_by(
    client: TestClient, office: World, path: str, known: set[str]
) -> None:
    codes = {"invited": office.invitation(kk="1"), "booked": office.booked(day=1, kk="2")}

    with anew(), counted() as costs:
        assert client.get(path.format(**codes)).status_code == 200

    assert {table for each in costs.statements for table in TABLES.findall(each)} <= known


def test_nothing_of_anybodys_is_kept(client: TestClient, office: World) -> None:
    invited, booked = office.invitation(holder="Siti Rahmawati"), office.booked(day=1, holder="Siti Rahmawati")
    client.get(f"/i/{invited}")
    client.get(f"/t/{booked}")

    kept = "".join(text for drawing in client.app.state.drawings._kept.values() for text in drawing._texts)
    assert len(client.app.state.drawings._kept) == 2
    assert not [each for each in (invited, booked, "S.R.", office.reference_of(booked)[-4:]) if each in kept]


def test_what_changes_while_a_page_is_drawn_is_not_kept_under_what_was(
    client: TestClient, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = office.invitation()
    with monkeypatch.context() as patch:
        patch.setattr(put_together, "_read_still", between(office, put_together._read_still))

        assert "Disdukcapil baru" in client.get(f"/i/{code}").text

    assert not client.app.state.drawings._kept


def between(office: World, read: Callable[..., Any]) -> Callable[..., Any]:
    """The office gets another name between the look and the reading."""

    def renamed(*args: Any, **facts: Any) -> Any:
        office.edit(name="Disdukcapil baru")
        return read(*args, **facts)

    return renamed
