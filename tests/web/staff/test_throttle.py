"""What could be guessing is counted for a quarter of an hour, at every door: no shorter, and no longer."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from starlette.routing import Route

from scheduler.db.engine.database import Database
from scheduler.domain.refusals import TooManyTries
from scheduler.web.app import ROUTES
from scheduler.web.shared import throttling
from tests.conftest import Stopwatch
from tests.scenes.applications import sent
from tests.scenes.factories import NINE, World
from tests.scenes.places import a_place
from tests.web.hooked import account
from tests.web.staff.members import sign_in

NOBODYS = "0000-0000-0000-0000"

TRIES = {
    "ref4": 5,  # three digits: of a thousand these are few, and the owner of the pass may mistype
    "link_of": 5,  # a birth date or four digits of a phone, which neighbours know in part; docs/operating.md says five
    "phone_digits": 5,  # four digits of a phone, which whoever has the link of an application types
    "place_proof": 5,  # a NIK of which all but a few digits follow from a birth date and a kecamatan, or a name
    "kiosk_proof": 5,  # four digits of a phone or a birth date, typed by whoever stands at a kiosk
    "pairing": 20,  # six letters that stand on a television for minutes, typed by who sees it
    "hook": 30,  # a secret of the office, which whoever calls knows: a service set up wrongly calls again and again
    "place_finds": 60,  # a registration number and a NIK, typed by staff of a place for who stands there
    "kiosk": 60,  # a number of five digits, typed by all who come; on paper they may be read wrongly
    "short": 120,  # the same five digits, typed by staff all day
    "code": 600,  # 80 bits, so that all who are behind one carrier's address may err; docs/api.md says 600
}
"""What guards a secret: how often it may be tried in vain within a quarter of an hour, and why so often."""
FEW_DIGITS = ("ref4", "phone_digits", "kiosk_proof", "place_proof")
ELSEWHERE = ("sign_in_noted", "provider", "start")
"""Held where they are counted: what asks for more than an office with its staff."""
AT_A_DOOR = (*FEW_DIGITS, "link_of")
"""So few that a test may knock; of the others it asks what counts for the door."""


class Visitor:
    """Does what is counted: one method for each kind, told how often it was done before."""

    def __init__(self, client: Any, office: World) -> None:
        self.client, self.office = client, office

    def code(self, n: int) -> Any:
        return self.client.get(f"/i/{NOBODYS}")

    def ref4(self, n: int) -> Any:
        if n == 0:
            self.booked = self.office.booked(10)
        return self.client.post(f"/t/{self.booked}/cancellation", data={"ref4": "9999"})

    def short(self, n: int) -> Any:
        self._at_work("clerk")
        return self.client.get(f"/office/bookings/{10_000 + n}")

    def pairing(self, n: int) -> Any:
        self._at_work("supervisor manager")
        looks = {"name": "Pintu", "layout": "door", "language": "both", "theme": "light", "volume": "60"}
        return self.client.post("/office/screens", data={"code": "BBBBBB", **looks})

    def channel_test(self, n: int) -> Any:
        self._at_work("supervisor manager")
        return self.client.post("/office/messages/channels/accounts/sms/test", data={"to": "081234567890"})

    def hook(self, n: int) -> Any:
        if n == 0:
            account(self.office, "fonnte")
        return self.client.post(f"/hooks/fonnte/tanjungpinang/guess{n}", data={"sender": "6281234567890"})

    def link(self, n: int) -> Any:
        return self._ask_for_a_link(f"472.11/{n}")

    def link_of(self, n: int) -> Any:
        return self._ask_for_a_link("472.11/0412")

    def begin(self, n: int) -> Any:
        return self.client.post("/o/tanjungpinang/permohonan", data={"procedure": "ktp-el.lost"})

    def kiosk(self, n: int) -> Any:
        return self._at_the_kiosk(n, "scans", text=f"99-{n:03}")

    def kiosk_typed(self, n: int) -> Any:
        if n == 0:
            self.known = self.office.reference_of(self.office.booked(10))
        return self._at_the_kiosk(n, "scans", text=self.known)

    def kiosk_numbers(self, n: int) -> Any:
        return self._at_the_kiosk(n, "walk-ins", service="C")

    def phone_digits(self, n: int) -> Any:
        if n == 0:
            self.sent = sent(self.office)
        return self.client.post(f"/a/{self.sent}/proof", data={"phone4": "0000"})

    def kiosk_proof(self, n: int) -> Any:
        if n == 0:
            self.asked = self.office.reference_of(self.office.booked(10, day=1, phone="+6281234567890"))
        where = self._at_the_kiosk(n, "scans", text=self.asked).headers["location"]
        of = where.partition("answer=")[2]
        return self._at_the_kiosk(1, "moves", of=of, slot="1", proof="0000")

    def place_proof(self, n: int) -> Any:
        return self._at_a_place(n, reference="472.11/0412")

    def place_finds(self, n: int) -> Any:
        return self._at_a_place(n, reference=f"472.11/{n}")

    def _at_a_place(self, n: int, reference: str) -> Any:
        if n == 0:
            self.place = a_place(self.office).id
            sign_in(self.client, self.office, name="Yuni", role="place", places=[self.place])
        return self.client.post(
            f"/place/{self.place}/searches", data={"reference": reference, "proof": "2172014101900001"}
        )

    def passkey(self, n: int) -> Any:
        return self.client.post("/login/passkey/challenge")

    def door_finds(self, n: int) -> Any:
        self._at_work("guard")
        return self.client.post("/door/finds", data={"ending": f"{n:04}"})

    def _at_work(self, role: str) -> None:
        if "giliran" not in self.client.cookies:
            sign_in(self.client, self.office, name="Sari", role=role)

    def _ask_for_a_link(self, reference: str) -> Any:
        return self.client.post("/o/tanjungpinang/links", data={"reference": reference, "phone4": "0987"})

    def _at_the_kiosk(self, n: int, path: str, **fields: str) -> Any:
        if n == 0:
            sign_in(self.client, self.office, name="Gani", role="guard")
            self.client.post("/door/kiosk", data={})
        return self.client.post(f"/door/kiosk/{path}", data=fields)


@pytest.mark.postgres("statements")
@pytest.mark.parametrize("kind", sorted(throttling.MOST.keys() - {*FEW_DIGITS, *ELSEWHERE}))
def test_counts_for_a_quarter_of_an_hour(
    client: Any, office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    clock.now = NINE
    monkeypatch.setitem(throttling.MOST, kind, 2)
    knock = getattr(Visitor(client, office), kind)

    def refused(n: int) -> bool:
        return bool(knock(n).status_code == 429)

    assert [refused(0), refused(1)] == [False, False], "It may be done twice."
    assert refused(2)
    clock.forward(minutes=14, seconds=59)
    assert refused(3), "It counts for a quarter of an hour."
    clock.forward(seconds=1)
    assert [refused(4), refused(5), refused(6)] == [False, False, True], "It counts no longer, and counts anew."


@pytest.mark.parametrize("kind", FEW_DIGITS)
def test_of_a_few_digits_each_further_wrong_one_costs_a_longer_pause(
    client: Any, office: World, clock: Stopwatch, kind: str
) -> None:
    clock.now = NINE
    knock = getattr(Visitor(client, office), kind)

    def refused(n: int) -> bool:
        return bool(knock(n).status_code == 429)

    assert [refused(n) for n in range(6)] == [False] * 5 + [True]
    clock.forward(seconds=60)
    assert [refused(6), refused(7)] == [False, True]
    clock.forward(seconds=60)
    assert refused(8), "Twice as long as the one before."
    clock.forward(seconds=60)
    assert not refused(9)


@pytest.mark.parametrize("kind", AT_A_DOOR)
def test_few_tries_are_taken_where_a_secret_is_small(client: Any, office: World, clock: Stopwatch, kind: str) -> None:
    clock.now = NINE
    knock = getattr(Visitor(client, office), kind)

    refused = [knock(n).status_code == 429 for n in range(TRIES[kind] + 1)]

    assert refused == [False] * TRIES[kind] + [True]


@pytest.mark.parametrize("kind", [each for each in TRIES if each not in AT_A_DOOR])
async def test_tries_are_as_many_as_people_err_and_no_more(clock: Stopwatch, database: Database, kind: str) -> None:
    throttle = throttling.Throttle(clock, database)  # type: ignore[arg-type]
    for _ in range(TRIES[kind]):
        await throttle.take(kind, "somebody")

    with pytest.raises(TooManyTries):
        await throttle.take(kind, "somebody")


@pytest.mark.parametrize("kind", sorted(throttling.KEPT))
async def test_what_guards_a_secret_is_counted_by_all_processes_and_over_a_restart(
    clock: Stopwatch, database: Database, open_database: Callable[[], Database], kind: str
) -> None:
    for _ in range(throttling.MOST[kind]):
        await throttling.Throttle(clock, database).take(kind, "somebody")  # type: ignore[arg-type]

    with pytest.raises(TooManyTries):
        await throttling.Throttle(clock, open_database()).take(kind, "somebody")  # type: ignore[arg-type]


async def test_who_is_refused_costs_no_write(
    clock: Stopwatch, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    throttle = throttling.Throttle(clock, database)  # type: ignore[arg-type]
    for _ in range(throttling.MOST["ref4"]):
        await throttle.take("ref4", "somebody")
    monkeypatch.delattr(Database, "write")

    with pytest.raises(TooManyTries):
        await throttle.take("ref4", "somebody")


def test_each_counts_from_when_it_was_done(
    client: Any, office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(throttling.MOST, "code", 2)

    answers = []
    for minutes in (0, 10, 4, 1, 9, 1):
        clock.forward(minutes=minutes)
        answers.append(client.get(f"/i/{NOBODYS}").status_code)

    assert answers == [404, 404, 429, 404, 429, 404]


async def test_who_is_counted_no_longer_is_forgotten(clock: Stopwatch, database: Database) -> None:
    throttle = throttling.Throttle(clock, database)  # type: ignore[arg-type]
    for number in range(100):
        throttle.count("code", f"10.0.0.{number}")
    clock.forward(minutes=10)
    throttle.count("code", "10.0.0.7")
    clock.forward(minutes=5)

    throttle.count("short", "somebody")

    assert list(throttle._counted) == [("code", "10.0.0.7"), ("short", "somebody")]


def test_every_door_that_says_a_code_is_unknown_has_counted_it(
    client: Any, office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(throttling.MOST, "code", 2)
    routes = [route for route in ROUTES if isinstance(route, Route) and re.match(r"/./{code}", route.path)]
    wrong = []

    for method, path in [(method, route.path) for route in routes for method in sorted(route.methods or ())]:
        where = re.sub(r"{\w+:int}", "1", re.sub(r"{\w+}", "x", path.replace("{code}", NOBODYS)))
        first, _, third = (client.request(method, where).status_code for _ in range(3))
        reads_badly = (first, third) == (422, 422) and method not in {"GET", "HEAD"}  # which tells nothing of the code
        if (first, third) != (404, 429) and not reads_badly:
            wrong.append((method, path, first, third))
        clock.forward(minutes=15)

    assert len(routes) > 40
    assert wrong == []
