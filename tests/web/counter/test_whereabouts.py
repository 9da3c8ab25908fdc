"""A counter says where a number is: of one that stands elsewhere, and of one that it has just sent away."""

from collections.abc import Callable
from typing import Any

import pytest

from scheduler.flow.counter import calls, counters, handovers, parking
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World, at
from tests.web.counter.test_counter import flash, is_dead, post
from tests.web.staff.members import sign_in, text_of


@pytest.fixture(autouse=True)
def _at_counter_one(client: Any, office: World, clock: Stopwatch) -> None:
    """Rina sits at counter 1 at nine."""
    sign_in(client, office, counter=1)
    clock.now = NINE


def being_served(office: World) -> None:
    office.do(calls.serve, office.called(3))


def sent_home(office: World) -> None:
    office.called(3)
    office.do(handovers.leave, "A-001")


def set_aside(**facts: Any) -> Callable[[World], None]:
    def step(office: World) -> None:
        office.called(3)
        office.do(parking.park, "A-001", **facts)

    return step


def behind_others(office: World) -> None:
    for _ in range(3):
        office.arrived()
    office.call(2)
    office.do(parking.park, "A-001", after=1)


def for_a_busy_counter(office: World) -> None:
    office.called(2)
    office.called(3)
    office.do(parking.transfer, "A-001", counter=3)


def missed(office: World) -> None:
    office.called(3)
    office.do(calls.miss, "A-001")


def where_nobody_calls(office: World) -> None:
    office.arrived()
    for counter in (1, 2, 3):
        office.at_time(counters.close_counter, counter)


@pytest.mark.parametrize(
    ("scene", "said"),
    [
        (being_served, "A-001 sedang dilayani di loket 3."),
        (lambda office: office.called(3), "A-001 dipanggil ke loket 3."),
        (set_aside(until=at(9, 10)), "A-001 disisihkan sampai 09.10, lalu kembali sendiri ke antrean."),
        (set_aside(until_ready=True), "A-001 disisihkan sampai dokumennya siap, lalu kembali sendiri ke antrean."),
        (set_aside(), "A-001 disisihkan di dalam, sampai dilanjutkan."),
        (
            set_aside(outside=True),
            "A-001 disisihkan dan menunggu di luar, sampai QR-nya dipindai lagi di pintu.",
        ),
        (behind_others, "A-001 menunggu dipanggil ke loket 1, 2, 3, setelah 1 nomor lain."),
        (for_a_busy_counter, "A-001 menunggu dipanggil ke loket 3."),
        (where_nobody_calls, "A-001 menunggu dipanggil. Loketnya sedang tidak buka."),
        (
            missed,
            "A-001 sudah dipanggil dan tidak datang. Pindai QR-nya di pintu supaya masuk antrean lagi.",
        ),
        (sent_home, "A-001 sudah pulang pukul 09.00. Tidak ada yang diserahkan."),
    ],
)
def test_number_that_stands_elsewhere(client: Any, office: World, scene: Callable[[World], Any], said: str) -> None:
    scene(office)

    assert flash(post(client, "/counter/scans", text="A-001")) == said


def test_number_that_was_handed_everything(client: Any, office: World) -> None:
    office.hand_over(office.called(3))

    page = post(client, "/counter/scans", text="A-001")

    assert flash(page).startswith("Sudah diserahkan Senin, 30 November 2026 pukul 09.00 WIB, loket 3")


def test_number_that_nobody_was_given(client: Any, office: World) -> None:
    assert flash(post(client, "/counter/scans", text="A-077")) == "Nomor antrean itu tidak ada hari ini."


@pytest.mark.parametrize(
    ("path", "fields", "said"),
    [
        ("pauses", {"choice": "10"}, "A-001 disisihkan sampai 09.10, lalu kembali sendiri ke antrean."),
        ("transfers", {"to": "service:C"}, "A-001 menunggu dipanggil ke loket 3."),
        ("transfers", {"to": "counter:2"}, "A-001 dipanggil ke loket 2."),
        (
            "problems",
            {"reason": "misplaced"},
            "A-001 disisihkan sampai 09.10, lalu kembali sendiri ke antrean. KTP-el: Sedang dicari petugas.",
        ),
        (
            "problems",
            {"reason": "misprint"},
            "A-001 sudah pulang pukul 09.00. Tidak ada yang diserahkan. KTP-el: Sedang dicetak.",
        ),
        (
            "absences",
            {},
            "A-001 sudah dipanggil dan tidak datang. Pindai QR-nya di pintu supaya masuk antrean lagi.",
        ),
        ("departures", {}, "A-001 sudah pulang pukul 09.00. Tidak ada yang diserahkan."),
    ],
)
def test_number_that_was_sent_away(client: Any, office: World, path: str, fields: dict[str, str], said: str) -> None:
    office.called()
    if path != "absences":
        post(client, "/counter/services", ticket="A-001")

    page = post(client, f"/counter/{path}", ticket="A-001", **fields)

    assert flash(page) == said
    assert "Panggil A-001Enter" not in text_of(page)
    assert not is_dead(page, "F12")


def test_visit_that_was_ended_after_a_part(client: Any, office: World) -> None:
    office.called()
    post(client, "/counter/services", ticket="A-001")
    office.hand_over("A-001")

    assert flash(client.get("/counter?moved=A-001")) == "A-001 selesai."


def test_number_that_lasts_long_is_marked(client: Any, office: World, clock: Stopwatch) -> None:
    office.called()
    post(client, "/counter/services", ticket="A-001")
    clock.now = at(9, 14)
    before = client.get("/counter/line")
    clock.now = at(9, 28)

    assert "menit di loket" not in text_of(before)
    assert "Sudah 28 menit di loket" in text_of(client.get("/counter/line"))


def test_out_of_order_needs_a_number(client: Any, office: World) -> None:
    office.arrived()

    page = post(client, "/counter/calls", given="1", reason="sakit")

    assert (page.status_code, flash(page)) == (422, "Isi nomor antreannya.")
    assert office.ticket("A-001").stage == "admitted"
