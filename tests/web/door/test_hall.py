"""The guard's own count, the hall emptied, and what came in while the network was away."""

import re
from typing import Any

import pytest

from scheduler.db.models import Correction, KeptAnswer, OfficeDay, Service, Ticket
from scheduler.flow.hall import people_count
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World, at
from tests.web.door.page import kind, offered, post, scan
from tests.web.staff.members import text_of

pytestmark = pytest.mark.usefixtures("at_the_door")


# --- emptied, and open again


def test_emptied_hall_has_a_banner_until_it_is_opened(client: Any, guarded: World) -> None:
    scan(client, guarded.booked())

    emptied = post(client, "/door/emptyings", reason="alarm")
    opened = post(client, "/door/openings", people="2")

    assert "Ruangan dikosongkan sejak 09.00." in text_of(emptied)
    assert "Kosongkan ruangan" not in text_of(emptied)
    assert "Di dalam 0 dari 4" in text_of(emptied)
    assert "Ruangan dikosongkan" not in text_of(opened)
    assert guarded.day().halted_at is None


def test_count_sent_again_late_changes_nothing(client: Any, guarded: World) -> None:
    first = {"people": "3", "reason": "dihitung", "nonce": "n-1"}
    client.post("/door/counts", data=first)
    client.post("/door/counts", data={"people": "5", "reason": "dihitung lagi", "nonce": "n-2"})

    client.post("/door/counts", data=first)

    assert guarded.day().people_inside == 5


def test_answers_are_kept_under_words_that_stay_when_code_is_renamed(client: Any, guarded: World) -> None:
    client.post("/door/changes", data={"by": "1", "nonce": "n-1"})
    client.post("/door/counts", data={"people": "3", "reason": "dihitung", "nonce": "n-2"})
    client.post("/door/emptyings", data={"reason": "alarm", "nonce": "n-3"})
    client.post("/door/openings", data={"people": "2", "nonce": "n-4"})

    kept = sorted(row.key for row in guarded.rows(KeptAnswer))
    assert kept == ["change_by_one:n-1", "empty_hall:n-3", "open_hall:n-4", "recount:n-2"]


def test_emptying_needs_a_reason(client: Any, guarded: World) -> None:
    scan(client, guarded.booked())

    answer = client.post("/door/emptyings", data={})

    assert answer.status_code == 422
    assert "Alasan wajib diisi" in text_of(answer)
    assert guarded.day().people_inside == 1


def test_who_comes_to_an_emptied_hall_waits_outside(client: Any, guarded: World) -> None:
    guarded.do(people_count.empty_hall, reason="alarm")

    assert kind(scan(client, guarded.booked())) == "wait_outside"


def test_count_is_asked_after_a_cut(client: Any, guarded: World) -> None:
    guarded.arrived()
    guarded.change(OfficeDay, guarded.day().id, count_wanted_at=NINE)

    asked = client.get("/door")
    answered = post(client, "/door/counts", people="3", reason="Setelah gangguan")

    assert "Setelah gangguan: berapa orang di dalam sekarang?" in text_of(asked)
    assert "Setelah gangguan: berapa" not in text_of(answered)
    assert "Di dalam 3 dari 4" in text_of(answered)
    assert guarded.rows(Correction)[-1].reason == "Setelah gangguan"


def test_places_kept_free_are_shown(client: Any, guarded: World) -> None:
    none = client.get("/door")
    guarded.do(people_count.reserve, 2)

    assert "tempat dikosongkan" not in text_of(none)
    assert "2 tempat dikosongkan" in text_of(client.get("/door"))


# --- walk-ins by service, and who came in vain


def test_what_is_left_for_people_without_a_booking_is_shown(client: Any, guarded: World) -> None:
    guarded.change(Service, 3, walk_in_daily=2)

    page = post(client, "/door/walk-ins", service="C")

    assert "sisa C 1" in text_of(page)
    assert "Perekaman KTP-el: sisa 1 nomor tanpa jadwal hari ini" in text_of(page)


def test_full_day_offers_the_next_times_with_one_tap(client: Any, guarded: World) -> None:
    guarded.change(Service, 1, walk_in_daily=0)
    reference = guarded.document().reference

    page = scan(client, reference)
    booked = post(client, "/door/moves", of=offered(page, "of"), slot=str(guarded.slot(10).id))
    again = post(client, "/door/moves", of=offered(page, "of"), slot=str(guarded.slot(10).id))

    assert kind(page) == "walk_ins_full"
    assert "Hari ini 09.30" in text_of(page)
    assert kind(booked) == kind(again) == "too_early"
    assert "Anda bisa daftar mulai pukul 09.45." in text_of(booked)


def test_time_on_another_day_is_given_with_its_number(client: Any, guarded: World) -> None:
    guarded.change(Service, 1, walk_in_daily=0)
    page = scan(client, guarded.document().reference)

    booked = post(client, "/door/moves", of=offered(page, "of"), slot=str(guarded.slot(9, day=1).id), nonce="tap")
    again = post(client, "/door/moves", of=offered(page, "of"), slot=str(guarded.slot(9, day=1).id), nonce="tap")

    assert kind(booked) == kind(again) == "booked"
    assert re.search(r'class="n">\d\d-\d{3}<', booked.text)
    assert "Datang Selasa, 1 Desember 2026 pukul 09.00 WIB." in text_of(booked)


@pytest.mark.postgres("statements")
def test_service_without_documents_offers_no_tap(client: Any, guarded: World) -> None:
    guarded.change(Service, 3, walk_in_daily=0)

    page = post(client, "/door/walk-ins", service="C")

    assert kind(page) == "walk_ins_full"
    assert "/door/moves" not in page.text


def test_turned_away_are_counted_at_the_foot(client: Any, guarded: World) -> None:
    scan(client, guarded.document(stage="in_production").reference)
    early = scan(client, guarded.booked(10, 30))
    post(client, "/door/scans", of=offered(early, "of"), early="true")

    said = text_of(client.get("/door"))

    assert "Hari ini datang sia-sia: 1 orang" in said
    assert "ditolak karena sebab lain: 0 orang" in said


# --- what the door did while the network was away


def test_kept_scan_counts_from_when_it_was_seen(client: Any, guarded: World, clock: Stopwatch) -> None:
    code = guarded.booked()
    clock.now = at(9, 40)

    page = scan(client, code, ago="2400")

    assert kind(page) == "come_in"
    assert guarded.ticket("A-001").due_at == NINE  # in time, though it was sent forty minutes later


def test_kept_scan_that_the_office_has_already_gets_the_same_answer(client: Any, guarded: World) -> None:
    code = guarded.booked()
    first = scan(client, code, nonce="cut")

    again = scan(client, code, nonce="cut", ago="30")

    assert kind(first) == kind(again) == "come_in"
    assert len(guarded.rows(KeptAnswer)) == len(guarded.rows(Ticket)) == 1


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/door/scans", {"text": "A-001"}),
        ("/door/walk-ins", {"service": "C"}),
        ("/door/changes", {"by": "1"}),
        ("/door/corrections", {"ticket": "A-001", "people": "2"}),
        ("/door/departures", {"text": "A-001", "sure": "true"}),
        ("/door/undos", {"of": "nothing"}),
    ],
)
def test_what_was_seen_yesterday_does_nothing_today(
    client: Any, guarded: World, path: str, fields: dict[str, str]
) -> None:
    guarded.arrived()

    answer = client.post(path, data={**fields, "ago": str(9 * 3600 + 1)})

    assert answer.status_code == 409
    assert kind(answer) == "seen_too_long_ago"
    assert "Dipindai Minggu, 29 November 2026 pukul 23.59 WIB, terlalu lama yang lalu." in text_of(answer)
    assert (guarded.day().people_inside, guarded.ticket("A-001").people) == (1, 1)


def test_answer_tells_how_it_sounds(client: Any, guarded: World) -> None:
    assert 'data-tone="good"' in scan(client, guarded.booked()).text
    assert 'data-kind="pass_unknown" data-tone="bad"' in scan(client, "7K4M-P2QX-9RD3-FHNT").text


def test_script_that_keeps_the_page_may_see_the_door_alone(client: Any) -> None:
    script = client.get("/door/offline.js")

    assert script.headers["Service-Worker-Allowed"] == "/door"
    assert script.headers["Cache-Control"] == "no-cache"
    assert script.headers["Content-Type"].startswith("text/javascript")
