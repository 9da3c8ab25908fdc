import json
import re
from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import Booking, Correction, KeptAnswer, Material, Move, Slot, Ticket
from scheduler.domain.text.codes import written_short
from scheduler.flow.blanks import printing_stops
from scheduler.flow.counter import calls, handovers
from scheduler.flow.delivery.batches import signing
from scheduler.flow.invitations.invitations import pass_of
from scheduler.web.shared import throttling
from tests.conftest import Stopwatch
from tests.scenes.blanks import KTP, material, opened
from tests.scenes.factories import NINE, World, at
from tests.scenes.places import a_batch, a_place
from tests.web.door.page import kind, offered, post, scan
from tests.web.staff.members import sign_in, text_of

pytestmark = pytest.mark.usefixtures("at_the_door")


# --- the rows of the door's table


def test_nothing_was_scanned_yet(client: Any) -> None:
    assert "Silakan tunjukkan QR atau resi" in text_of(client.get("/door"))


@pytest.mark.parametrize("way", ["pass", "short", "reference", "lower case"])
def test_one_field_takes_whatever_is_shown(client: Any, guarded: World, way: str) -> None:
    code = guarded.booked()
    shown = {
        "pass": code,
        "lower case": code.lower(),
        "short": written_short(guarded.booking(code).short),
        "reference": guarded.reference_of(code),
    }

    page = scan(client, shown[way])

    assert kind(page) == "come_in"
    assert "Silakan masuk , A-001" in text_of(page)


def test_number_of_today_is_taken_too(client: Any, guarded: World) -> None:
    number = guarded.arrived()

    assert kind(scan(client, number.lower())) == "welcome_back"


def test_full_lobby_asks_to_wait_outside(client: Any, guarded: World) -> None:
    guarded.arrived(party=4)

    page = scan(client, guarded.booked())

    said = text_of(page)
    assert kind(page) == "wait_outside"
    assert re.search(
        r"Mohon tunggu di luar\. Nomor Anda A-002, kira-kira \d+-\d+ menit lagi\. "
        r"Kami panggil lewat layar, suara, dan ponsel\.",
        said,
    )


def test_waiting_and_shown_again(client: Any, guarded: World) -> None:
    guarded.arrived(party=4)
    code = guarded.booked()
    scan(client, code)

    said = text_of(scan(client, code))

    assert re.search(r"A-002 sudah terdaftar\. Mohon tunggu di luar, kira-kira \d+-\d+ menit lagi\.", said)


def test_back_from_outside(client: Any, guarded: World) -> None:
    code = guarded.booked()
    scan(client, code)

    page = scan(client, code)

    assert "Silakan masuk kembali , A-001" in text_of(page)


def test_missed_and_back_behind_others(client: Any, guarded: World) -> None:
    code = guarded.booked()
    scan(client, code)
    for counter in (1, 2, 3):
        guarded.arrived()
        guarded.call(counter)
    guarded.do(calls.miss, "A-001")
    for _ in range(2):
        guarded.arrived()

    page = scan(client, code)

    assert kind(page) == "rejoined"
    assert "A-001 masuk antrean lagi. Dipanggil setelah 5 nomor." in text_of(page)


def test_missed_and_back_in_an_empty_hall_comes_in(client: Any, guarded: World) -> None:
    code = guarded.booked()
    scan(client, code)
    guarded.call()
    guarded.do(calls.miss, "A-001")

    assert kind(scan(client, code)) == "come_in"


def test_called_number_is_sent_on_to_its_counter(client: Any, guarded: World) -> None:
    code = guarded.booked()
    scan(client, code)
    guarded.call(2)

    assert "Nomor ini sedang dipanggil ke loket 2." in text_of(scan(client, code))


def test_before_its_time_and_let_in_all_the_same(client: Any, guarded: World) -> None:
    code = guarded.booked(10, 30)

    page = scan(client, code)
    let_in = post(client, "/door/scans", of=offered(page, "of"), early="true")

    assert "Jadwal Anda pukul 10.30. Anda bisa daftar mulai pukul 10.15. Boleh menunggu di luar." in text_of(page)
    assert kind(let_in) == "come_in"
    assert guarded.ticket("A-001").due_at == at(10, 30)


def test_wrong_day_moves_to_today_with_one_tap(client: Any, guarded: World, clock: Stopwatch) -> None:
    clock.now = at(8, 50)
    code = guarded.booked(day=1)

    page = scan(client, code)
    moved = post(client, "/door/moves", of=offered(page, "of"), slot=offered(page, "slot"))

    assert (
        "Jadwal Anda bukan hari ini, tetapi Selasa, 1 Desember 2026 pukul 09.00 WIB. "
        "Mau dipindah ke hari ini pukul 09.00?" in text_of(page)
    )
    assert kind(moved) == "come_in"
    assert guarded.booking(code).slot_id == guarded.slot(9).id


def test_time_that_is_too_short_for_the_visit_is_not_offered(client: Any, guarded: World) -> None:
    half_past = guarded.slot(9, 30)
    guarded.change(Slot, half_past.id, taken=half_past.planned - 1)
    single = scan(client, guarded.booked(day=1))
    guarded.document("R/1", kk="1")
    family = guarded.book(guarded.code(guarded.document("R/2", kk="1")), guarded.slot(day=1))

    page = scan(client, pass_of(family))

    assert "Mau dipindah ke hari ini pukul 09.30?" in text_of(single)
    assert "Mau dipindah ke hari ini pukul 10.00?" in text_of(page)
    assert kind(post(client, "/door/moves", of=offered(page, "of"), slot=offered(page, "slot"))) == "too_early"


def test_old_pass_moves_the_visit_that_was_booked_after_it(client: Any, guarded: World, clock: Stopwatch) -> None:
    document = guarded.document()
    old = pass_of(guarded.book(guarded.code(document), guarded.slot()))
    clock.now = at(8, 50, day=1)
    for day in (0, 1):
        guarded.tick(now=at(8, day=day))
    sign_in(client, guarded, name="Gani", now=clock.now)
    new = guarded.book(guarded.code(document), guarded.slot(day=2), now=at(8, day=1))

    page = scan(client, old)
    moved = post(client, "/door/moves", of=offered(page, "of"), slot=offered(page, "slot"))

    assert (kind(page), kind(moved)) == ("wrong_day", "come_in")
    assert [ticket.booking_id for ticket in guarded.rows(Ticket)] == [new.id]


def test_move_to_a_later_time_says_when_to_come(client: Any, guarded: World) -> None:
    page = scan(client, guarded.booked(day=1))

    moved = post(client, "/door/moves", of=offered(page, "of"), slot=str(guarded.slot(11).id))

    assert kind(moved) == "too_early"
    assert "Anda bisa daftar mulai pukul 10.45." in text_of(moved)


def test_whoever_waits_in_a_break_is_told_until_when(client: Any, guarded: World, clock: Stopwatch) -> None:
    clock.now = at(12, 5)
    code = guarded.booked(13)

    page = scan(client, code, early="true")
    again = scan(client, code)

    for shown, kind_of in ((page, "wait_outside"), (again, "waiting_again")):
        assert kind(shown) == kind_of
        assert "Loket istirahat sampai 13.00 WIB. Nomor Anda tetap berlaku." in text_of(shown)
    assert "Istirahat sampai 13.00. Nomor dipanggil lagi sesudahnya." in text_of(page)


def test_whoever_comes_too_late_for_a_turn_is_told_at_the_door(client: Any, guarded: World, clock: Stopwatch) -> None:
    clock.now = at(14, 58)
    for hour in (9, 9, 9, 10, 10, 10, 11, 11, 11):
        guarded.arrived(hour, now=clock.now)
    code = guarded.booked(14, 30)

    page = scan(client, code)
    clock.now = at(15, 0)
    guarded.tick(now=clock.now)
    closed = scan(client, code)

    assert kind(page) == "wait_outside"
    assert "Hari ini mungkin tidak sempat kami layani." in text_of(page)
    assert kind(closed) == "wrong_day"
    assert "Hari ini sudah tutup. Maaf. Anda kami beri jadwal pertama: Selasa, 1 Desember 2026 pukul 08." in text_of(
        closed
    )
    assert "Jadwal terdekat" not in text_of(closed)


@pytest.mark.parametrize("shown", ["https://tte.example.go.id/cek/3fa85f64-5717", "00020101021126" + "6" * 300])
def test_somebody_elses_qr_is_no_wrong_registration_number(client: Any, shown: str) -> None:
    page = scan(client, shown)

    assert kind(page) == "pass_unknown"
    assert "QR ini bukan dari kantor ini atau sudah tidak berlaku." in text_of(page)


def test_past_day_offers_the_nearest_time(client: Any, guarded: World, clock: Stopwatch) -> None:
    code = guarded.booked()
    clock.now = at(8, 50, day=1)
    guarded.tick(now=at(8, day=1))
    sign_in(client, guarded, name="Gani", now=clock.now)

    page = scan(client, code)
    moved = post(client, "/door/moves", of=offered(page, "of"), slot=offered(page, "slot"))
    again = post(client, "/door/moves", of=offered(page, "of"), slot=offered(page, "slot"))

    assert "Jadwal Anda Senin lalu sudah lewat. Dokumen tetap kami simpan. Jadwal terdekat: hari ini 09.00." in text_of(
        page
    )
    assert kind(moved) == "come_in"
    assert kind(again) == "welcome_back"


def test_handed_over_says_when_and_where(client: Any, guarded: World, clock: Stopwatch) -> None:
    code = guarded.booked()
    scan(client, code)
    guarded.hand_over(guarded.call(), now=at(9, 12))
    clock.now = at(9, 20)

    page = scan(client, code)

    assert (
        "Dokumen untuk QR ini sudah diserahkan, 30 November pukul 09.12, loket 1. Ada masalah? Tanya petugas."
        in text_of(page)
    )
    assert "A-001 sudah diserahkan 09.12" in text_of(page)


def test_unknown_code(client: Any) -> None:
    said = text_of(scan(client, "7K4M-P2QX-9RD3-FHNT"))

    assert (
        "QR ini bukan dari kantor ini atau sudah tidak berlaku. Tunjukkan resi atau sebutkan nomor registrasi." in said
    )


def test_pass_of_another_office_is_unknown(client: Any, guarded: World, elsewhere: World) -> None:
    assert kind(scan(client, elsewhere.booked())) == "pass_unknown"


@pytest.mark.parametrize(
    ("stage", "said"),
    [
        ("in_production", "masih dicetak"),
        ("waiting_for_blank", "masih menunggu blangko"),
        ("incomplete", "masih kurang berkas"),
    ],
)
def test_walk_in_whose_document_is_not_ready(client: Any, guarded: World, stage: str, said: str) -> None:
    document = guarded.document(stage=stage)

    page = scan(client, document.reference)

    assert f"Belum jadi. KTP-el Anda {said}. Anda tidak perlu antre hari ini. Kami kabari lewat" in text_of(page)
    assert guarded.rows(Ticket) == []


@pytest.mark.parametrize(
    ("stops", "said"),
    [
        (True, "masih menunggu, karena pencetakan sedang terhenti"),
        (False, "masih menunggu giliran dicetak"),
    ],
)
def test_walk_in_whose_card_waits_for_something_else_than_a_blank(
    client: Any, guarded: World, said: str, *, stops: bool
) -> None:
    opened(guarded, 0)
    document = guarded.document(stage="in_production")
    guarded.change(Material, material(guarded).id, stock=1)
    if stops:
        guarded.do(printing_stops.stop_printing, KTP, why="printer", note=None)

    page = scan(client, document.reference)

    assert f"Belum jadi. KTP-el Anda {said}. Anda tidak perlu antre hari ini." in text_of(page)
    assert "blangko" not in text_of(page)


def test_document_elsewhere(client: Any, guarded: World) -> None:
    document = guarded.document(channel="branch")

    assert "Dokumen Anda ada di kecamatan atau kelurahan." in text_of(scan(client, document.reference))


def test_document_for_a_place_is_not_there_before_its_batch_leaves(client: Any, guarded: World) -> None:
    place = a_place(guarded)
    batch = a_batch(guarded, place, "2172/0001")

    before = scan(client, "2172/0001")
    guarded.do(signing.sign_batch, batch.id, taken_by="Hasan", signature=None, now=NINE)
    after = scan(client, "2172/0001")

    assert f"sudah jadi dan akan kami bawa ke {place.name}. Kami kabari begitu bisa diambil di sana." in text_of(before)
    assert "ada di" not in text_of(before).split("Kami kabari")[0]
    assert f"Dokumen Anda ada di {place.name}. Alamat dan jam buka: {place.address}, {place.hours}." in text_of(after)


@pytest.mark.parametrize("stage", ["received", "in_production", "collected"])
def test_document_for_a_place_that_is_not_ready_is_not_said_to_be_there(
    client: Any, guarded: World, stage: str
) -> None:
    document = guarded.document(stage=stage, channel="branch")

    page = scan(client, document.reference)

    assert kind(page) == "not_ready"
    assert "Dokumen Anda ada di" not in text_of(page)


def test_reference_nobody_knows(client: Any) -> None:
    assert kind(scan(client, "2172/1/1")) == "document_unknown"


def test_closed_office_says_when_it_opens(client: Any, guarded: World, clock: Stopwatch) -> None:
    code = guarded.booked(14, 30)
    clock.now = at(16)

    assert kind(scan(client, code)) == "office_closed"


# --- walk-ins, corrections, the count


def test_walk_in_gets_a_number_and_a_slip(client: Any, guarded: World) -> None:
    page = scan(client, guarded.document().reference)
    slip = client.get("/door/slips/A-001")

    (booking,) = guarded.rows(Booking)
    assert kind(page) == "come_in"
    assert 'href="/door/slips/A-001"' in page.text
    assert "A-001" in slip.text
    assert written_short(booking.short) in slip.text
    assert 'class="qr"' in slip.text
    assert "Gratis. Tidak ada jalur cepat berbayar." in slip.text


def test_recording_needs_no_registration_number(client: Any, guarded: World) -> None:
    page = post(client, "/door/walk-ins", service="C")

    assert "Silakan masuk , C-001" in text_of(page)


def test_other_services_ask_for_the_registration_number(client: Any) -> None:
    assert kind(post(client, "/door/walk-ins", service="A")) == "reference_required"


def test_party_is_put_right_with_one_tap(client: Any, guarded: World) -> None:
    scan(client, guarded.booked())

    page = post(client, "/door/corrections", ticket="A-001", people="3")

    assert "3 orang" in text_of(page)
    assert "Di dalam 3 dari 4" in text_of(page)
    assert guarded.ticket("A-001").held == 3


def test_party_gets_smaller_and_frees_its_places(client: Any, guarded: World) -> None:
    scan(client, guarded.booked(party=4))
    waiting = guarded.arrived()

    page = post(client, "/door/corrections", ticket="A-001", people="2")

    assert "Di dalam 2 dari 4 · 1 sedang masuk" in text_of(page)
    assert guarded.ticket(waiting).stage == "admitted"


def test_party_that_does_not_fit_is_told_about_companions(client: Any, guarded: World) -> None:
    guarded.arrived(party=3)
    scan(client, guarded.booked())

    page = post(client, "/door/corrections", ticket="A-002", people="2")

    assert "Cukup satu pendamping di dalam. Yang lain mohon menunggu di luar." in text_of(page)
    assert guarded.ticket("A-002").people == 1
    assert guarded.day().people_inside == 4


def test_party_larger_than_the_hall_is_refused(client: Any, guarded: World) -> None:
    scan(client, guarded.booked())

    assert kind(post(client, "/door/corrections", ticket="A-001", people="5")) == "party_too_large"


def test_priority_is_one_tap_and_one_tap_back(client: Any, guarded: World) -> None:
    guarded.arrived(party=4)
    scan(client, guarded.booked(9, 30), early="true")

    post(client, "/door/corrections", ticket="A-002", priority="true")
    first = guarded.ticket("A-002")
    post(client, "/door/corrections", ticket="A-002", priority="false")
    then = guarded.ticket("A-002")

    assert (first.priority, first.due_at) == (True, at(9, 15))
    assert (then.priority, then.due_at) == (False, at(9, 30))


def test_called_number_is_not_corrected_any_more(client: Any, guarded: World) -> None:
    scan(client, guarded.booked())
    guarded.call()

    assert kind(post(client, "/door/corrections", ticket="A-001", people="2")) == "illegal_step"
    assert guarded.ticket("A-001").people == 1


def test_one_more_and_one_less(client: Any, guarded: World) -> None:
    more = post(client, "/door/changes", by="1")
    less = post(client, "/door/changes", by="-1")

    assert "Di dalam 1 dari 4" in text_of(more)
    assert "Di dalam 0 dari 4" in text_of(less)


def test_one_more_in_a_full_hall_is_counted_and_warned_of(client: Any, guarded: World) -> None:
    guarded.arrived(party=4)

    said = text_of(post(client, "/door/changes", by="1"))

    assert "Di dalam 5, batas 4" in said
    assert "Lebih 1. Jangan masukkan siapa pun dulu." in said


def test_count_again_with_a_reason(client: Any, guarded: World) -> None:
    page = post(client, "/door/counts", people="6", reason="rombongan sekolah")

    assert "Di dalam 6, batas 4" in text_of(page)
    assert [(row.people, row.reason) for row in guarded.rows(Correction)] == [(6, "rombongan sekolah")]


def test_count_again_without_a_reason_is_refused(client: Any, guarded: World) -> None:
    answer = client.post("/door/counts", data={"people": "2"})

    assert answer.status_code == 422
    assert "Alasan wajib diisi. Tercatat atas nama Anda." in text_of(answer)


# --- once, and by whom


def test_same_form_twice_is_one_arrival(client: Any, guarded: World) -> None:
    code = guarded.booked()

    first = scan(client, code, nonce="one")
    second = scan(client, code, nonce="one")

    assert kind(first) == kind(second) == "come_in"
    assert len(guarded.rows(KeptAnswer)) == 1
    assert len(guarded.rows(Ticket)) == 1


def test_same_tap_twice_counts_once(client: Any, guarded: World) -> None:
    for _ in range(2):
        post(client, "/door/changes", by="1", nonce="tap")

    assert guarded.day().people_inside == 1


def test_history_names_the_guard(client: Any, guarded: World) -> None:
    scan(client, guarded.booked())

    entered = guarded.rows(Move, col(Move.why) == "entered")
    assert [move.by for move in entered] == ["staff:2"]


def test_who_came_another_way_is_listed_as_they_are_now(client: Any, guarded: World) -> None:
    for _ in range(2):
        guarded.arrived(party=2)
    waiting, gone = guarded.arrived(), guarded.arrived()
    guarded.do(handovers.leave, gone, now=at(9, 5))

    recent = text_of(client.get("/door"))

    assert f"{gone} pulang 09.05" in recent
    assert f"{waiting} tunggu di luar" in recent
    assert "A-001 masuk 09.00" in recent


def test_recent_answers_are_numbers_and_reasons_without_names(client: Any, guarded: World) -> None:
    scan(client, guarded.booked(holder="Rahmawati Sari"))
    scan(client, guarded.booked(10, 30))
    guarded.arrived()

    page = client.get("/door")

    said = text_of(page)
    assert "A-001 masuk 09.00" in said
    assert re.search(r"\d\d-\d{3} daftar mulai 10\.15", said)
    assert "A-002" in said
    assert "Rahmawati" not in page.text


def test_answer_of_a_row_can_be_seen_again(client: Any, guarded: World) -> None:
    scan(client, guarded.booked(), nonce="first")
    scan(client, guarded.booked())

    page = client.get("/door?answer=first")

    assert "Silakan masuk , A-001" in text_of(page)


def test_guesses_at_short_numbers_are_counted(client: Any, guarded: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(throttling.MOST, "short", 3)
    known = written_short(guarded.booking(guarded.booked()).short)

    kinds = [kind(scan(client, f"10-00{n}")) for n in range(3)]
    refused = client.post("/door/scans", data={"text": known})

    assert kinds == ["pass_unknown"] * 3
    assert refused.status_code == 429


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/door/scans", {}),
        ("/door/scans", {"text": "a\0b"}),
        ("/door/scans", {"text": "x" * 5000}),
        ("/door/scans", {"of": "nothing"}),
        ("/door/scans", {"text": "A-999"}),
        ("/door/scans", {"text": "A-001", "nonce": "no such ' thing"}),
        ("/door/moves", {"of": "nothing", "slot": "1"}),
        ("/door/moves", {"of": "x", "slot": "9" * 30}),
        ("/door/corrections", {"ticket": "A-001", "people": "-5"}),
        ("/door/changes", {"by": "7"}),
        ("/door/counts", {"people": "many", "reason": "x"}),
        ("/door/walk-ins", {}),
    ],
)
def test_bad_input_is_answered_on_the_screen(client: Any, path: str, fields: dict[str, str]) -> None:
    page = post(client, path, **fields)

    assert page.status_code < 500
    assert kind(page)
    assert 'id="scan"' in page.text


@pytest.mark.parametrize("path", ["/door/slips/A-999", "/door/slips/%00", "/door/slips/x'y"])
def test_slip_of_no_number(client: Any, path: str) -> None:
    assert client.get(path).status_code == 404


def test_other_content_types_are_refused(client: Any) -> None:
    assert client.post("/door/scans", json={"text": "x"}).status_code == 415


def test_form_of_another_site_is_refused(client: Any, guarded: World) -> None:
    answer = client.post("/door/scans", data={"text": guarded.booked()}, headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 403
    assert guarded.rows(Ticket) == []


def test_guard_has_no_counter_and_no_office(client: Any) -> None:
    assert client.get("/counter").status_code == 403
    assert client.get("/office/documents").status_code == 403


# --- wishes at booking


def _wished(office: World, **wishes: bool) -> str:
    code = office.booked()
    office.change(Booking, office.booking(code).id, **wishes)
    return code


@pytest.mark.postgres("statements")
def test_wish_is_a_suggestion_that_one_tap_confirms(client: Any, guarded: World) -> None:
    page = scan(client, _wished(guarded, wish_priority=True, wish_escort=True))
    before = guarded.ticket("A-001")

    post(client, "/door/corrections", ticket="A-001", priority="true")
    confirmed = post(client, "/door/corrections", ticket="A-001", escort="true")

    assert "Permintaan saat memesan: didahulukan, dijemput. Tekan jika benar." in text_of(page)
    assert (before.priority, before.escort) == (False, False)
    after = guarded.ticket("A-001")
    assert (after.priority, after.escort) == (True, True)
    assert "Permintaan saat memesan" not in text_of(confirmed)
    assert "✓ Perlu dijemput" in text_of(confirmed)


@pytest.mark.postgres("statements")
def test_escort_is_taken_back_by_the_same_tap(client: Any, guarded: World) -> None:
    scan(client, _wished(guarded, wish_escort=True))
    for tap in ("true", "false"):
        post(client, "/door/corrections", ticket="A-001", escort=tap)

    assert guarded.ticket("A-001").escort is False
    assert "escort_corrected" in {why for _, _, why in guarded.moves("A-001")}


def test_who_wished_for_nothing_is_shown_no_suggestion(client: Any, guarded: World) -> None:
    assert "Permintaan saat memesan" not in text_of(scan(client, guarded.booked()))


def test_wish_is_on_no_screen_and_no_paper(client: Any, guarded: World) -> None:
    scan(client, _wished(guarded, wish_priority=True, wish_escort=True))
    post(client, "/door/corrections", ticket="A-001", escort="true")
    post(client, "/door/corrections", ticket="A-001", priority="true")

    paper = client.get("/door/slips/A-001")
    shown = json.dumps(guarded.board().to_json()) + paper.text

    assert paper.status_code == 200
    assert not re.search("priorit|escort|dahulu|jemput", shown, re.IGNORECASE)
