"""The supervisor's view of the hall, and what one tap there does."""

import re
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from scheduler.db.models import Correction, Counter, Move, Service, StaffSession, ToldWait
from scheduler.domain.refusals import Refusal
from scheduler.flow import staff
from scheduler.flow.counter import calls, corrections, counter_problems, parking
from scheduler.flow.counter.parking import PRAYER
from scheduler.flow.door import arrivals
from scheduler.flow.door.arrivals import Scan
from scheduler.flow.hall import people_count
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World, at
from tests.web.staff.members import sign_in, text_of

OURS = {"Origin": "http://testserver"}


@pytest.fixture(autouse=True)
def _supervisor(client: Any, office: World, clock: Stopwatch) -> None:
    """Rina (staff:1) sits at counter 1; Sari looks at the hall at nine."""
    sign_in(client, office, counter=1)
    sign_in(client, office, name="Sari", role="supervisor")
    clock.now = NINE


def hall(client: Any) -> Any:
    return client.get("/office/hall")


def post(client: Any, what: str, **fields: Any) -> Any:
    answer = client.post(f"/office/hall/{what}", data=fields)
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def part(page: Any, name: str) -> str:
    """What one part of the page says."""
    found = re.search(rf'<(\w+)[^>]* id="{name}".*?</\1>', page.text, re.DOTALL)
    assert found, name

    return text_of(SimpleNamespace(text=found[0]))


def counter_row(page: Any, number: int) -> str:
    found = re.search(rf'<tr[^>]*data-counter="{number}".*?</tr>', page.text, re.DOTALL)
    assert found
    return text_of(SimpleNamespace(text=found[0]))


def counters(office: World) -> list[str]:
    return [counter.state for counter in office.rows(Counter)]


# --- what it shows


def test_counter_shows_who_sits_there_and_how_long_its_number_is_at_it(
    client: Any, office: World, clock: Stopwatch
) -> None:
    number = office.called(1, holder="Siti Rahmawati")
    office.do(calls.serve, number, now=at(9, 5))
    clock.now = at(9, 17)

    page = hall(client)

    row = counter_row(page, 1)
    assert "Rina" in row
    assert f"{number} Akhiri sedang dilayani sejak 09.05, 12 menit" in row
    assert "Siti" not in page.text


def test_number_that_is_called_counts_from_the_call(client: Any, office: World, clock: Stopwatch) -> None:
    number = office.called(2)
    clock.now = at(9, 3)

    assert f"{number} dipanggil sejak 09.00, 3 menit" in counter_row(hall(client), 2)


def test_break_shows_its_reason(client: Any, office: World) -> None:
    post(client, "breaks", counter=2, reason="Rapat")

    assert "Rapat" in counter_row(hall(client), 2)


@pytest.mark.postgres("statements")
def test_session_that_is_over_or_has_lost_its_counter_sits_nowhere(
    client: Any, office: World, clock: Stopwatch
) -> None:
    mine = office.rows(StaffSession)[0]
    office.change(StaffSession, mine.id, counter_id=None, lost_counter=1)
    sign_in(client, office, name="Budi", counter=2)
    office.database.run(staff.sign_out, office.rows(StaffSession)[-1].id, now=NINE)
    sign_in(client, office, name="Wati", counter=3, now=NINE - timedelta(hours=15))
    sign_in(client, office, name="Sari", role="supervisor")

    page = hall(client)

    assert [name for name in ("Rina", "Budi", "Wati") if name in page.text] == []


def test_lobby_and_longest_wait(client: Any, office: World, clock: Stopwatch) -> None:
    first = office.arrived(9, service="B", now=at(9))
    for _ in range(4):
        office.arrived(9, now=at(9, 5))
    clock.now = at(9, 34)

    page = hall(client)

    assert "Di dalam 4 dari 4" in part(page, "fill")
    assert f"Paling lama menunggu {first} 34 menit" in part(page, "fill")
    said = part(page, "lines")
    assert "A Pengambilan KTP-el dan KIA 1 3 A-001 29 menit" in said
    assert f"B Pengambilan KK dan akta 0 1 {first} 34 menit" in said
    assert "C Perekaman KTP-el 0 0 –" in said


def test_who_is_called_in_is_not_inside_yet(client: Any, office: World) -> None:
    office.edit(guarded=True)
    office.scan(office.booked(party=4))
    waiting = office.arrived()
    office.do(corrections.correct_arrival, "A-001", people=2, by="staff:guard")

    page = hall(client)

    assert office.ticket(waiting).stage == "admitted"
    assert "Di dalam 2 dari 4 · 1 sedang masuk" in part(page, "fill")
    assert "A Pengambilan KTP-el dan KIA 0 1 1 sedang masuk A-001" in part(page, "lines")


def test_walk_ins_left_by_service(client: Any, office: World) -> None:
    service = next(each for each in office.rows(Service) if each.letter == "C")
    office.change(Service, service.id, walk_in_daily=2)
    office.walk_in(service="C")

    assert re.search(r"C Perekaman KTP-el .* 1$", part(hall(client), "lines"))


def test_numbers_set_aside_with_their_reason(client: Any, office: World) -> None:
    numbers = [office.arrived() for _ in range(4)]
    office.do(parking.park, numbers[0], reason=PRAYER)
    office.do(parking.park, numbers[1], outside=True, until_ready=True, reason="Pak Budi menunggu")
    office.do(counter_problems.report_problem, office.call(1), reason="misplaced")

    page = hall(client)

    said = part(page, "aside")
    assert f"{numbers[0]} sedang salat, sampai 09.15" in said
    assert f"{numbers[1]} menunggu dokumennya, di luar" in said
    assert f"{numbers[2]} dokumen belum ketemu, sampai 09.10" in said
    assert "Pak Budi" not in page.text


@pytest.mark.postgres("statements")
def test_misplaced_document_is_listed_with_its_shelf_and_the_number_that_waits(client: Any, office: World) -> None:
    number = office.called(1, reference="2172/0412", shelf="C-14")
    office.do(counter_problems.report_problem, number, reason="misplaced")

    page = hall(client)

    assert f"2172/0412 Rak C-14 {number}, sejak 09.00" in part(page, "aside")
    assert 'href="/office/documents?q=2172/0412"' in page.text


def test_missed_numbers(client: Any, office: World) -> None:
    number = office.called(1)
    office.do(calls.miss, number, now=at(9, 2))

    assert f"Tidak datang {number} 09.02" in part(hall(client), "aside")


def test_turned_away_today_in_vain_apart(client: Any, office: World) -> None:
    fetched = office.booked()
    office.scan(fetched)
    office.hand_over(office.call())
    scans = (Scan(reference=office.document(stage="in_production").reference), Scan(office.booked(10, day=1)))
    for scan in (*scans, Scan("7K4M-P2QX-9RD3-FHNT"), Scan(fetched)):
        _turn_away(office, scan)

    said = part(hall(client), "turned")

    assert said == (
        "Ditolak di pintu hari ini 2 2 sia-sia Dokumen belum jadi 1 1 sia-sia Jadwalnya hari lain 1 1 sia-sia"
    )


def test_day_on_which_nothing_has_happened(client: Any, office: World) -> None:
    page = hall(client)

    assert page.status_code == 200
    assert "Di dalam 0 dari 4" in text_of(page)


def test_share_of_waits_that_were_as_told_once_there_are_enough(
    client: Any, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        office.arrived()
    for _ in range(2):
        office.call(1)
        office.do(calls.miss, office.board().counters[0].ticket)
    told = office.rows(ToldWait)
    few = hall(client)
    monkeypatch.setattr("scheduler.web.office.hall.view.ENOUGH", 1)

    page = hall(client)

    assert told
    assert "Perkiraan tunggu" not in few.text
    assert re.search(r"Perkiraan tunggu hari ini tepat \d+% \(\d+ dari [1-9]\d*\)\.", text_of(page))


def test_other_office_is_not_shown(client: Any, office: World, elsewhere: World) -> None:
    elsewhere.called(1)
    elsewhere.do(counter_problems.report_problem, "A-001", reason="misplaced")

    assert "A-001" not in hall(client).text


# --- one tap


def test_counter_is_opened_paused_and_closed(client: Any, office: World) -> None:
    closed = post(client, "closings", counter=3)
    paused = post(client, "breaks", counter=2, reason="Istirahat")
    states = counters(office)
    opened = [post(client, "openings", counter=number) for number in (2, 3)]

    assert states[:3] == ["open", "break", "closed"]
    assert counters(office)[:3] == ["open", "open", "open"]
    assert [page.status_code for page in (closed, paused, *opened)] == [200] * 4


def test_state_of_a_counter_is_the_pressed_one_of_three(client: Any, office: World) -> None:
    page = post(client, "breaks", counter=2, reason="Istirahat")

    row = re.search(r'<tr[^>]*data-counter="2".*?</tr>', page.text, re.DOTALL)
    assert row
    assert re.findall(r'aria-pressed="(\w+)"', row[0]) == ["false", "true", "false"]


def test_counter_with_somebody_at_it_is_not_closed(client: Any, office: World) -> None:
    number = office.called(1)

    page = post(client, "closings", counter=1)

    assert page.status_code == 409
    assert f"Loket ini masih melayani {number}. Selesaikan dahulu." in text_of(page)
    assert counters(office)[0] == "open"


def test_places_are_kept_free_and_given_back(client: Any, office: World) -> None:
    more = post(client, "reserve", places=1)
    office.arrived()
    reserved = office.day().reserved
    post(client, "reserve", places=0)

    assert 'name="places" value="2"' in more.text
    assert reserved == 1
    assert office.day().reserved == 0
    assert {row.by for row in office.rows(Correction)} == {"staff:2"}


def test_place_of_the_queue_is_not_kept(client: Any, office: World) -> None:
    page = post(client, "reserve", places=4)

    assert page.status_code == 422
    assert office.rows(Correction) == []


def test_hall_is_emptied_and_opened_again(client: Any, office: World) -> None:
    office.arrived()

    emptied = post(client, "emptyings", reason="alarm")
    halted_at = office.day().halted_at
    opened = post(client, "reopenings", people=1)

    assert "Ruangan dikosongkan sejak 09.00. Tidak ada yang dipanggil." in text_of(emptied)
    assert halted_at == NINE
    assert office.day().halted_at is None
    assert "Kosongkan ruangan" in text_of(opened)


def test_hall_is_not_emptied_without_a_reason(client: Any, office: World) -> None:
    page = post(client, "emptyings", reason=" ")

    assert "Alasan wajib diisi. Tercatat atas nama Anda." in text_of(page)


def test_numbers_that_no_counter_takes_wait_outside(client: Any, office: World) -> None:
    number = office.arrived()
    for counter in office.rows(Counter):
        page = post(client, "closings", counter=counter.number)

    after = post(client, "outside")

    assert "Tidak ada loket terbuka untuk 1 nomor di dalam." in text_of(page)
    assert office.ticket(number).stage == "waiting"
    assert "Tidak ada loket terbuka" not in text_of(after)


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("openings", {}),
        ("openings", {"counter": "x"}),
        ("openings", {"counter": "77"}),
        ("breaks", {"counter": "1"}),
        ("reserve", {"places": "-2"}),
        ("reopenings", {}),
    ],
)
def test_odd_forms_are_refused_in_words(client: Any, office: World, what: str, fields: dict[str, str]) -> None:
    answer = client.post(f"/office/hall/{what}", data=fields)

    assert 400 <= answer.status_code < 500
    assert 'class="flash"' in answer.text


# --- for whom


@pytest.mark.parametrize("path", ["/office/hall", "/office/figures/hall"])
def test_only_a_supervisor_looks(client: Any, office: World, path: str) -> None:
    sign_in(client, office)
    clerk = client.get(path)
    places = client.get("/office/documents").text
    client.cookies.clear()
    nobody = client.get(path)

    assert clerk.status_code == 403
    assert path not in places
    assert nobody.headers["location"].startswith("/login")


def test_clerk_opens_no_counter_there(client: Any, office: World) -> None:
    post(client, "closings", counter=1)
    sign_in(client, office)

    answer = client.post("/office/hall/openings", data={"counter": 1})

    assert answer.status_code == 403
    assert counters(office)[0] == "closed"


def test_hall_is_the_first_place_of_the_office(client: Any, office: World) -> None:
    places = re.findall(r'<a href="(/office/[^"]+)"', client.get("/office/documents").text)

    assert places[0] == "/office/hall"
    assert "/office/figures" in places


# --- as it happens


def test_picture_comes_at_once_and_after_every_change(client: Any, office: World) -> None:
    with client.websocket_connect("/office/hall/live", headers=OURS) as socket:
        first = picture(socket)
        number = office.called(2)
        second = picture(socket, number)
        office.do(people_count.reserve, 1)
        third = picture(socket, "1:4:0")

    assert "Belum ada yang menunggu." in first
    assert f"<b>{number}</b>" in second
    assert 'id="rows"' in third


def test_picture_of_an_unchanged_hall_is_the_same(client: Any, office: World) -> None:
    office.tick()  # else the server's own may come in between
    with client.websocket_connect("/office/hall/live", headers=OURS) as socket:
        picture(socket)
        assert 'id="beat"' in socket.receive_text()


def picture(socket: Any, wanted: str = "") -> str:
    while True:
        text: str = socket.receive_text()
        if 'id="rows"' in text and wanted in text:
            return text


def _turn_away(office: World, scan: Scan) -> None:
    with pytest.raises(Refusal) as refused:
        office.do(arrivals.arrive, scan)
    office.do(arrivals.turn_away, scan, refused.value)


# --- a service that lasts too long


def test_long_service_is_marked_and_ended_with_a_reason(client: Any, office: World, clock: Stopwatch) -> None:
    office.do(calls.serve, office.called())
    clock.now = at(9, 28)

    page = client.get("/office/hall")
    asked = client.get("/office/hall/ending?ticket=A-001")
    without = client.post("/office/hall/ending", data={"ticket": "A-001"})
    done = client.post("/office/hall/ending", data={"ticket": "A-001", "reason": "petugas pulang sakit"})

    assert "sejak 09.00, 28 menit. Terlalu lama" in text_of(page)
    assert 'href="/office/hall/ending?ticket=A-001"' in page.text
    assert "Akhiri pelayanan A-001" in text_of(asked)
    assert without.status_code == 422
    assert "Alasan wajib diisi" in text_of(without)
    assert done.status_code == 303
    assert (office.ticket("A-001").stage, office.rows(Move)[-2].note) == ("left", "petugas pulang sakit")


def test_short_service_is_not_marked(client: Any, office: World, clock: Stopwatch) -> None:
    office.do(calls.serve, office.called())
    clock.now = at(9, 14)

    assert "Terlalu lama" not in text_of(client.get("/office/hall"))


def test_clerk_ends_no_service_there(client: Any, office: World) -> None:
    office.do(calls.serve, office.called())
    sign_in(client, office, counter=1)

    answer = client.post("/office/hall/ending", data={"ticket": "A-001", "reason": "x"})

    assert answer.status_code == 403
    assert office.ticket("A-001").stage == "serving"
