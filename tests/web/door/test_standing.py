"""What the door says while nobody is answered: who is outside, and what holds now."""

import re
from typing import Any

import pytest

from scheduler.db.models import Correction, Office
from scheduler.flow.counter import calls
from scheduler.flow.hall import people_count
from tests.conftest import Stopwatch
from tests.scenes.factories import World, at
from tests.web.door.page import kind, post, scan
from tests.web.staff.members import text_of

pytestmark = pytest.mark.usefixtures("at_the_door")


def state(page: Any) -> str | None:
    """What the place of the answer says of the hall."""
    found = re.search(r'<section class="answer idle (\w+)" id="answer">', page.text)
    return found[1] if found else None


def listed(page: Any, which: str) -> list[str]:
    """The numbers of one of the lists beside the answer."""
    found = re.search(rf'aria-labelledby="{which}-title">(.*?)</ul>', page.text, re.DOTALL)
    return re.findall(r'name="text" value="([^"]+)"', found[1]) if found else []


def called_in(office: World) -> str:
    """The pass of somebody who was called in to a hall of four, three of whom are inside."""
    for _ in range(4):
        office.arrived()
    code = office.booked()
    office.scan(code)
    office.hand_over(office.call())
    return code


# --- who is outside


def test_who_is_called_in_waits_and_was_not_there(client: Any, guarded: World) -> None:
    called_in(guarded)
    guarded.walk_in(party=2)
    guarded.walk_in()
    missed = guarded.call()
    guarded.do(people_count.reserve, 3)
    guarded.do(calls.recall, missed, now=at(9, 2))
    guarded.do(calls.miss, missed, now=at(9, 3))

    page = client.get("/door")

    assert listed(page, "called") == ["A-005"]
    assert listed(page, "waiting") == ["A-006", "A-007"]
    assert listed(page, "missed") == ["A-002"]
    assert "Menunggu di luar: 3 orang" in text_of(page)


def test_tap_on_a_number_is_its_scan(client: Any, guarded: World) -> None:
    called_in(guarded)
    (number,) = listed(client.get("/door"), "called")

    assert kind(scan(client, number)) == "come_in"
    assert listed(client.get("/door"), "called") == []


# --- what holds now


def test_room_for_so_many(client: Any, guarded: World) -> None:
    guarded.arrived()
    guarded.do(people_count.reserve, 1)

    page = client.get("/door")

    assert (state(page), "Ada tempat untuk 2 orang." in text_of(page)) == ("room", True)


def test_full_with_those_who_are_called_in(client: Any, guarded: World) -> None:
    called_in(guarded)

    page = client.get("/door")

    assert state(page) == "full"
    assert "Di dalam 3 dari 4 · 1 sedang masuk" in text_of(page)


def test_guard_is_told_for_how_many_of_those_called_there_is_room(client: Any, guarded: World) -> None:
    guarded.scan(guarded.booked(party=4))
    for _ in range(2):
        guarded.arrived()
    post(client, "/door/corrections", ticket="A-001", people="2")
    guarded.do(people_count.recount, 3, reason="dihitung")

    page = client.get("/door")

    assert "Di dalam 3 dari 4 · 2 sedang masuk" in text_of(page)
    assert "Masih ada tempat untuk 1 orang yang dipanggil." in text_of(page)


def test_over_the_limit_nobody_is_let_in(client: Any, guarded: World) -> None:
    code = called_in(guarded)
    guarded.do(people_count.recount, 8, reason="dihitung")

    page, held = client.get("/door"), scan(client, code)

    assert (state(page), kind(held)) == ("over", "wait_at_door")
    assert "Lebih 4. Jangan masukkan siapa pun dulu." in text_of(page)
    assert "Di dalam 8, batas 4 · 1 sedang masuk" in text_of(page)
    assert "Jangan masukkan dulu A-005 Lebih 4 orang di dalam. A-005 sudah dipanggil" in text_of(held)
    assert 'class="answer stop"' in held.text
    assert 'data-tone="bad"' in held.text


def test_full_hall_says_so_to_whom_it_keeps_at_the_door(client: Any, guarded: World) -> None:
    code = called_in(guarded)
    guarded.do(people_count.recount, 4, reason="dihitung")

    assert "Belum cukup tempat di dalam. A-005 sudah dipanggil: mohon tunggu di pintu" in text_of(scan(client, code))


def test_guard_sees_who_of_those_called_in_waits_at_the_door(client: Any, guarded: World) -> None:
    for _ in range(4):
        guarded.arrived()
    for party in (2, 1):
        guarded.scan(guarded.booked(party=party))
    for counter in (1, 2, 3):
        guarded.hand_over(guarded.call(counter))
    guarded.do(people_count.recount, 3, reason="dihitung")

    assert "Dipanggil masuk, belum lewat pintu A-005 tunggu di pintu A-006 Baru saja" in text_of(client.get("/door"))


@pytest.mark.parametrize(
    ("hour", "minute", "which", "said"),
    [
        (12, 30, "break", "Istirahat Sampai 13.00 WIB. Yang datang tetap didaftarkan, lalu menunggu di luar."),
        (16, 0, "closed", "Kantor tutup Kantor sedang tutup. Buka lagi Selasa, 1 Desember 2026 pukul 08.00 WIB."),
    ],
)
def test_break_and_closing(
    client: Any, guarded: World, clock: Stopwatch, hour: int, minute: int, which: str, said: str
) -> None:
    guarded.arrived()
    clock.now = at(hour, minute)
    guarded.tick(now=clock.now)

    page = client.get("/door")

    assert (state(page), said in text_of(page)) == (which, True)


def test_closed_office_offers_no_numbers(client: Any, guarded: World, clock: Stopwatch) -> None:
    open_now = text_of(client.get("/door"))
    clock.now = at(16)
    page = client.get("/door")

    assert "Perekaman KTP-el, tanpa nomor registrasi" in open_now
    assert "Belum punya jadwal kantor tutup" in text_of(page)
    assert "tanpa nomor registrasi" not in text_of(page)
    assert "sisa" not in text_of(page)


def test_before_opening_the_door_takes_people(client: Any, guarded: World, clock: Stopwatch) -> None:
    clock.now = at(7, 50)

    assert state(client.get("/door")) == "room"


def test_emptied_hall_is_the_gravest(client: Any, guarded: World) -> None:
    guarded.do(people_count.recount, 8, reason="dihitung")
    guarded.do(people_count.empty_hall, reason="gempa")

    assert state(client.get("/door")) == "emptied"


# --- counted anew


def test_reason_is_chosen_from_a_list_beside_the_present_figure(client: Any, guarded: World) -> None:
    called_in(guarded)
    asked = text_of(client.get("/door"))
    post(client, "/door/counts", people="5", reason="Ada yang masuk tanpa tercatat")
    post(client, "/door/counts", people="6", reason="other", words="rombongan sekolah")

    assert "Tercatat sekarang: 3 di dalam. 1 yang sedang masuk jangan dihitung." in asked
    reasons = [row.reason for row in guarded.rows(Correction)]
    assert reasons == ["Ada yang masuk tanpa tercatat", "rombongan sekolah"]
    assert (guarded.board().lobby.people, guarded.board().lobby.entering) == (6, 1)


def test_other_reason_needs_words(client: Any, guarded: World) -> None:
    answer = client.post("/door/counts", data={"people": "2", "reason": "other"})

    assert (answer.status_code, guarded.rows(Correction)) == (422, [])


# --- our own link


@pytest.mark.parametrize("base", ["https://antre.example", "http://192.168.1.5:8000/giliran"])
def test_link_of_a_ticket_is_the_ticket(client: Any, guarded: World, base: str) -> None:
    assert kind(scan(client, f"{base}/t/{guarded.booked()}")) == "come_in"


def test_link_of_an_invitation_is_the_visit_booked_with_it(client: Any, guarded: World) -> None:
    invited, booked = guarded.invitation(), guarded.invitation()
    guarded.book(booked, guarded.slot(9))

    assert kind(scan(client, f"https://antre.example/i/{booked}")) == "come_in"
    assert kind(scan(client, f"https://antre.example/i/{invited}")) == "come_in"


def test_link_of_another_offices_invitation_is_unknown(client: Any, guarded: World, elsewhere: World) -> None:
    assert kind(scan(client, f"https://antre.example/i/{elsewhere.invitation()}")) == "pass_unknown"


# --- colours


@pytest.mark.parametrize(("early", "tone"), [(True, "wait"), (False, "no")])
def test_too_early_is_calm_and_unknown_is_not(client: Any, guarded: World, early: bool, tone: str) -> None:
    page = scan(client, guarded.booked(11) if early else "7K4M-P2QX-9RD3-FHNT")

    assert f'class="answer {tone}" id="answer"' in page.text
    assert 'data-tone="bad"' in page.text


@pytest.mark.postgres("statements")
def test_too_large_a_party_is_full(client: Any, guarded: World) -> None:
    guarded.change(Office, guarded.office.id, lobby_limit=4)
    scan(client, guarded.booked())

    page = post(client, "/door/corrections", ticket="A-001", people="5")

    assert 'class="answer full" id="answer"' in page.text
