import re
from typing import Any

import pytest

from scheduler.db.models import Document, DocumentType, Handover, Move, Office, Ticket
from scheduler.domain.text.codes import written_short
from scheduler.flow.counter import calls, counters, handovers
from scheduler.flow.counter.tickets import PartySeen
from scheduler.flow.invitations.invitations import pass_of
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, NINE, World, at
from tests.web.staff.members import sign_in, text_of

PROOF = {"identity": "face", "collector": "holder", "visit": "1", "sure": "1"}


@pytest.fixture(autouse=True)
def _at_counter_one(client: Any, office: World, clock: Stopwatch) -> None:
    """Rina sits at counter 1 at nine."""
    sign_in(client, office, counter=1)
    clock.now = NINE


def post(client: Any, path: str, **fields: Any) -> Any:
    """Send a form and see the page it leads to."""
    answer = client.post(path, data=fields)
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def card(page: Any) -> tuple[str, str] | None:
    found = re.search(r'id="card" data-ticket="([\w-]+)" data-stage="(\w+)"', page.text)
    return (found[1], found[2]) if found else None


def is_dead(page: Any, key: str) -> bool:
    """Whether the button of a key cannot be pressed now."""
    found = re.search(rf'<(?:button|summary)[^>]*data-key="{key}"[^>]*>', page.text)
    return found is None or "disabled" in found[0]


def stamp(page: Any) -> str:
    """What the card stands at, by the part of the page that follows the hall."""
    found = re.search(r'id="now" data-stamp="([^"]+)"', page.text)
    assert found
    return found[1]


def lacking(page: Any) -> list[str]:
    """The fields beside which it stands that they are still to be filled in."""
    return re.findall(r'data-lack="(\w+)" >', page.text)


def flash(page: Any) -> str:
    found = re.search(r"<p[^>]* data-said.*?</p>", page.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


# --- what stands on the screen


def test_empty_counter_names_the_next_and_its_shelf(client: Any, office: World) -> None:
    office.arrived(shelf="C-20")

    page = client.get("/counter")

    said = text_of(page)
    assert "Loket 1 Pengambilan KTP-el dan KIA · Pengambilan KK dan akta" in said
    assert "Rina · istirahat 12.00" in said
    assert "Panggil berikutnya: A-001 · Rak C-20" in said
    assert not is_dead(page, "F2")


def test_line_tells_numbers_and_times_and_no_names(client: Any, office: World) -> None:
    office.arrived(party=3, holder="Rahmawati Sari")
    office.walk_in(priority=True)
    office.arrived(9, 30, now=at(9, 20), party=2)

    page = client.get("/counter")

    said = text_of(page)
    assert "Di dalam 4 dari 4" in said
    assert "A-001" in said
    assert "A-002 Rak - datang 09.00 didahulukan" in said
    assert "datang 09.00" in said
    assert re.search(r"A-003 di luar 2 orang jadwal 09\.30 (\d+-\d+ menit · )?sejak 09\.20", said)
    assert "Rahmawati" not in page.text


@pytest.mark.postgres("statements")
def test_who_fetches_nothing_has_no_shelf(client: Any, office: World) -> None:
    office.arrived(holder="Rahmawati Sari")
    for kind in office.rows(DocumentType):
        office.change(DocumentType, kind.id, hands_over=False)

    waiting = text_of(client.get("/counter"))
    office.call(1)
    called = text_of(client.get("/counter"))

    assert "A-001 jadwal 09.00" in waiting
    assert "Rak" not in waiting + called


def test_line_is_that_of_the_counters_services(client: Any, office: World) -> None:
    office.edit(counters=4)
    office.walk_in(service="C")

    assert "C-001" not in client.get("/counter").text


def test_called_card_says_who_comes_and_what_to_fetch_where(client: Any, office: World, clock: Stopwatch) -> None:
    office.arrived(holder="Siti Rahmawati", nik="2172014506901204", shelf="C-14")

    page = post(client, "/counter/calls")

    said = text_of(page)
    assert card(page) == ("A-001", "called")
    assert "Dipanggil · jadwal 09.00 A-001 Siti Rahmawati NIK ••••••••••••1204 · mengambil sendiri" in said
    assert "Tanyakan: nama lengkap dan tanggal lahir" in said
    assert "Siapkan KTP-el pertama kali Rak C-14" in said
    assert "Dipanggil pukul 09.00" in said
    assert "217201450690" not in page.text


def test_time_since_the_call_is_known_and_how_often_it_was_made(client: Any, office: World, clock: Stopwatch) -> None:
    office.arrived()
    post(client, "/counter/calls")
    clock.forward(seconds=25)
    assert 'data-since="25"' in client.get("/counter").text

    again = post(client, "/counter/recalls", ticket="A-001")
    clock.forward(seconds=5)

    assert "Dipanggil pukul 09.00 · panggilan ke-2" in text_of(again)
    assert 'data-since="5"' in client.get("/counter").text
    assert "data-since" not in post(client, "/counter/services", ticket="A-001").text


@pytest.mark.parametrize(
    ("reason", "asked"), [("damaged", "minta kartu lama"), ("lost", "minta surat polisi"), ("first", "")]
)
def test_called_card_says_what_to_ask_back_for(client: Any, office: World, reason: str, asked: str) -> None:
    office.called(reason=reason)

    assert re.findall(r"minta (?:kartu lama|surat polisi)", text_of(client.get("/counter"))) == [asked] * bool(asked)


def test_keys_are_alive_only_where_the_stage_allows(client: Any, office: World) -> None:
    keys = ["F2", "F3", "F4", "F9", "F10", "F12"]
    empty = client.get("/counter")
    office.arrived()
    called = post(client, "/counter/calls")
    serving = post(client, "/counter/services", ticket="A-001")

    alive = [[key for key in keys if not is_dead(page, key)] for page in (empty, called, serving)]
    assert alive == [["F2", "F10"], ["F3", "F9", "F12"], ["F4", "F12"]]


def test_serving_shows_what_is_to_be_asked(client: Any, office: World) -> None:
    office.called(reason="damaged")

    said = text_of(post(client, "/counter/services", ticket="A-001"))

    assert "Sedang dilayani" in said
    assert "KTP-el rusak" in said
    assert "KTP lama Ditarik Hilang, surat polisi Belum pernah punya Tidak dibawa" in said
    assert "Siapa yang mengambil Pemilik Keluarga Orang tua Wali Orang lain" in said


def test_old_card_is_asked_only_where_the_reason_asks(client: Any, office: World) -> None:
    office.called(reason="first")

    assert "KTP lama" not in text_of(post(client, "/counter/services", ticket="A-001"))


@pytest.mark.postgres("statements")
def test_what_is_wanted_on_paper_is_marked(client: Any, office: World) -> None:
    first, second = (office.arrived(service="B", type="KK") for _ in range(2))
    (document, _) = office.rows(Document)
    office.change(Document, document.id, channel="self_print", paper_asked_at=EARLY)

    called = post(client, "/counter/calls")
    post(client, "/counter/departures", ticket=first)
    after = post(client, "/counter/calls")

    assert (card(called)[0], card(after)[0]) == (first, second)
    assert "KK pertama kali diminta di kertas" in text_of(called)
    assert "diminta di kertas" not in text_of(after)


def test_old_card_of_a_child_is_no_ktp(client: Any, office: World) -> None:
    office.called(type="KIA", reason="damaged")

    said = text_of(post(client, "/counter/services", ticket="A-001"))

    assert "Kartu lama Ditarik" in said
    assert "KTP lama" not in said


def test_child_cannot_collect_in_person(client: Any, office: World) -> None:
    office.called(type="KIA")

    page = post(client, "/counter/services", ticket="A-001")

    assert 'name="collector" value="holder"' not in page.text
    assert 'name="collector" value="parent"' in page.text


# --- steps


def test_call_recall_serve_and_hand_over(client: Any, office: World) -> None:
    office.arrived()

    post(client, "/counter/calls")
    post(client, "/counter/recalls", ticket="A-001")
    post(client, "/counter/services", ticket="A-001")
    page = post(client, "/counter/handovers", ticket="A-001", document="tanjungpinang/0001", **PROOF)

    assert card(page) is None
    assert office.stage("tanjungpinang/0001") == "collected"
    assert [(row.collector_kind, row.identity, row.counter_number) for row in office.rows(Handover)] == [
        ("holder", "face", 1)
    ]
    assert {move.by for move in office.rows(Move) if move.after in ("called", "serving", "served")} == {"staff:1"}


def test_nobody_waits(client: Any, office: World) -> None:
    page = post(client, "/counter/calls")

    assert page.status_code == 409
    assert flash(page) == "Belum ada yang menunggu."


def test_absent_person_frees_the_counter(client: Any, office: World) -> None:
    office.called()

    page = post(client, "/counter/absences", ticket="A-001")

    assert card(page) is None
    assert office.ticket("A-001").stage == "missed"


@pytest.mark.postgres("statements")
def test_documents_one_by_one_then_the_visit_ends(client: Any, office: World) -> None:
    office.document("R/1", kk="1")
    document = office.document("R/2", kk="1", type="KIA")
    office.scan(pass_of(office.book(office.code(document), office.slot(), collector="parent")))
    office.call()
    post(client, "/counter/services", ticket="A-001")

    part = post(
        client,
        "/counter/handovers",
        ticket="A-001",
        document="R/1",
        identity="kk",
        collector="proxy",
        visit="2",
        collector_name="Budi",
        collector_letter="SK-1",
        sure="1",
    )
    end = post(client, "/counter/departures", ticket="A-001")

    assert card(part) == ("A-001", "serving")
    assert "KTP-el pertama kali · Sudah diambil" in text_of(part)
    assert flash(part) == "A-001: KTP-el diserahkan. KIA masih di sini."
    assert not is_dead(part, "F9")
    assert card(end) is None
    assert [office.stage(reference) for reference in ("R/1", "R/2")] == ["collected", "ready"]
    assert [(row.collector_name, row.collector_letter) for row in office.rows(Handover)] == [("Budi", "SK-1")]


def test_old_card_must_be_settled(client: Any, office: World) -> None:
    office.called(reason="changed")
    post(client, "/counter/services", ticket="A-001")

    fields = {"ticket": "A-001", "document": "tanjungpinang/0001", **PROOF}
    refused = post(client, "/counter/handovers", **fields)
    no_letter = post(client, "/counter/handovers", **fields, old_card="lost", old_card_letter=" ")
    not_brought = post(client, "/counter/handovers", **fields, old_card="not_brought")
    done = post(client, "/counter/handovers", **fields, old_card="lost", old_card_letter="LP/12")

    assert (lacking(refused), lacking(no_letter)) == (["old_card"], ["old_card_letter"])
    assert card(refused) == card(not_brought) == ("A-001", "serving")
    assert card(done) is None
    assert [(row.old_card, row.old_card_letter) for row in office.rows(Handover)] == [("lost", "LP/12")]


def test_nothing_ticked_hands_nothing_over(client: Any, office: World) -> None:
    office.called()
    post(client, "/counter/services", ticket="A-001")

    page = post(client, "/counter/handovers", ticket="A-001", **PROOF)

    assert page.status_code == 422
    assert flash(page) == "Belum diserahkan. Lengkapi yang ditandai."
    assert lacking(page) == ["document"]
    assert office.stage("tanjungpinang/0001") == "ready"


def test_visit_without_documents_is_finished(client: Any, office: World) -> None:
    sign_in(client, office, counter=3)
    office.walk_in(service="C")
    post(client, "/counter/calls")
    serving = post(client, "/counter/services", ticket="C-001")

    page = post(client, "/counter/handovers", ticket="C-001", identity="face", collector="holder", visit="0")

    assert "Selesai F4" in text_of(serving)
    assert card(page) is None
    assert office.ticket("C-001").stage == "served"


def test_number_out_of_order_needs_a_reason(client: Any, office: World) -> None:
    office.arrived()
    office.arrived()

    refused = post(client, "/counter/calls", ticket="A-002")
    called = post(client, "/counter/calls", ticket="a-002", reason="sakit")

    assert refused.status_code == 422
    assert flash(refused) == "Alasan wajib diisi. Tercatat atas nama Anda."
    assert card(called) == ("A-002", "called")
    assert (office.rows(Move)[-1].after, office.rows(Move)[-1].note) == ("called", "sakit")


# --- scans


@pytest.mark.parametrize("way", ["pass", "short", "reference", "number"])
def test_scan_of_the_called_person_begins_the_service(client: Any, office: World, way: str) -> None:
    code = office.booked()
    office.scan(code)
    office.call()
    shown = {
        "pass": code,
        "short": written_short(office.booking(code).short),
        "reference": office.reference_of(code),
        "number": "a001",
    }

    assert card(post(client, "/counter/scans", text=shown[way])) == ("A-001", "serving")


def test_scan_of_others_tells_where_they_are(client: Any, office: World) -> None:
    inside, outside, away = office.booked(party=4), office.booked(), office.booked(day=1)
    office.scan(inside)
    office.scan(outside)

    said = [flash(post(client, "/counter/scans", text=text)) for text in (inside, outside, away)]

    assert said == [
        "A-001 menunggu dipanggil ke loket 1, 2, 3.",
        "A-002 menunggu di luar.",
        "Belum terdaftar di pintu hari ini. Jadwalnya Selasa, 1 Desember 2026 pukul 09.00 WIB.",
    ]


def test_old_pass_serves_the_visit_that_was_booked_after_it(client: Any, office: World) -> None:
    document = office.document()
    old = pass_of(office.book(office.code(document), office.slot()))
    office.scan(old)
    office.do(handovers.leave, "A-001")
    office.scan(pass_of(office.book(office.code(document), office.slot(9, 30), now=NINE)), early=True)
    office.call(1)

    page = post(client, "/counter/scans", text=old)

    assert card(page) == ("A-002", "serving")


def test_scan_of_somebody_elses_guest_names_the_counter(client: Any, office: World) -> None:
    code = office.booked()
    office.scan(code)
    office.call(2)

    assert flash(post(client, "/counter/scans", text=code)) == "A-001 dipanggil ke loket 2."
    assert office.ticket("A-001").stage == "called"


def test_scan_after_the_handover_tells_when_and_where(client: Any, office: World) -> None:
    code = office.booked()
    office.scan(code)
    office.hand_over(office.call(2), now=at(9, 12))

    page = post(client, "/counter/scans", text=code)

    assert page.status_code == 409
    assert flash(page).startswith("Sudah diserahkan")
    assert "09.12" in flash(page)
    assert "loket 2" in flash(page)


@pytest.mark.parametrize("shown", ["https://tte.example.go.id/cek/3fa85f64-5717", "00020101021126" + "6" * 300])
def test_scan_of_somebody_elses_qr_is_no_wrong_registration_number(client: Any, shown: str) -> None:
    page = post(client, "/counter/scans", text=shown)

    assert page.status_code == 404
    assert flash(page).startswith("QR ini bukan dari kantor ini")


def test_scan_of_an_unknown_code(client: Any, elsewhere: World) -> None:
    for text in ("7K4M-P2QX-9RD3-FHNT", elsewhere.booked()):
        assert flash(post(client, "/counter/scans", text=text)).startswith("QR ini bukan dari kantor ini")


# --- taken back, and breaks


def test_undo_takes_back_the_last_handover(client: Any, office: World) -> None:
    office.called()
    post(client, "/counter/services", ticket="A-001")
    served = post(client, "/counter/handovers", ticket="A-001", document="tanjungpinang/0001", **PROOF)

    page = post(client, "/counter/undos", ticket="A-001")

    assert 'name="ticket" value="A-001"' in served.text
    assert card(page) == ("A-001", "serving")
    assert office.stage("tanjungpinang/0001") == "ready"


def test_undo_into_a_full_hall_tells_where_the_person_is(client: Any, office: World) -> None:
    office.called(party=4)
    post(client, "/counter/services", ticket="A-001")
    post(client, "/counter/handovers", ticket="A-001", document="tanjungpinang/0001", **PROOF)
    office.arrived()

    page = post(client, "/counter/undos", ticket="A-001")

    assert card(page) is None
    assert flash(page) == "A-001 menunggu di luar."


def test_undo_of_a_call_leaves_the_person_in_the_line(client: Any, office: World) -> None:
    office.called()

    page = post(client, "/counter/undos", ticket="A-001")

    assert card(page) is None
    assert flash(page) == "A-001 menunggu dipanggil ke loket 1, 2, 3."


def test_undo_is_for_the_own_counter_only(client: Any, office: World) -> None:
    office.called(2)

    page = post(client, "/counter/undos", ticket="A-001")

    assert page.status_code == 409
    assert flash(page) == "Tidak ada langkah yang bisa dibatalkan."
    assert office.ticket("A-001").stage == "called"


@pytest.mark.parametrize("path", ["recalls", "services", "absences", "departures"])
def test_number_at_another_counter_is_left_alone(client: Any, office: World, path: str) -> None:
    office.called(2)

    page = post(client, f"/counter/{path}", ticket="A-001")

    assert page.status_code == 409
    assert flash(page) == "Langkah itu tidak bisa lagi: keadaan nomornya sudah berubah."
    assert office.ticket("A-001").stage == "called"


def test_number_that_cannot_be_called_says_where_it_is(client: Any, office: World) -> None:
    office.edit(lobby_limit=4)
    served, missed, elsewhere, outside = office.called(), office.called(2), office.called(3), office.arrived(party=4)
    office.hand_over(served)
    office.change(Office, office.office.id, absent_after=1)
    office.do(calls.miss, missed)

    said = {
        number: flash(post(client, "/counter/calls", ticket=number, reason="sakit"))
        for number in (served, missed, elsewhere, outside, "A-099")
    }

    assert said == {
        served: "Nomor itu sudah selesai hari ini.",
        missed: "Nomor itu sedang di luar. Pindai dahulu di pintu, lalu panggil.",
        elsewhere: "Nomor itu sedang di loket lain.",
        outside: "Nomor itu sedang di luar. Pindai dahulu di pintu, lalu panggil.",
        "A-099": "Nomor antrean itu tidak ada hari ini.",
    }


def test_break_and_back(client: Any, office: World) -> None:
    refused = post(client, "/counter/break")
    paused = post(client, "/counter/break", reason="Salat")
    call = post(client, "/counter/calls")
    opened = post(client, "/counter/opening")
    closed = post(client, "/counter/closing")

    assert refused.status_code == 422
    assert "Salat" in text_of(paused)
    assert "Buka loket F10" in text_of(paused)
    assert flash(call) == "Loket ini sedang tutup. Buka loket dahulu."
    assert "Istirahat F10" in text_of(opened)
    assert "Loket ini tutup" in text_of(closed)


def test_break_of_the_office_is_told_and_offers_no_call(client: Any, office: World, clock: Stopwatch) -> None:
    office.arrived()
    before = client.get("/counter")
    clock.now = at(12, 5)
    office.tick(now=clock.now)
    during = client.get("/counter")
    clock.now = at(13)
    office.tick(now=clock.now)
    after = client.get("/counter")

    assert "Istirahat sampai 13.00. Nomor dipanggil lagi sesudahnya." in text_of(during)
    assert "Sedang istirahat. Untuk melayani yang sudah di dalam, panggil nomornya dengan alasan." in text_of(during)
    assert [is_dead(page, "F2") for page in (before, during, after)] == [False, True, False]
    assert stamp(before) == stamp(after) != stamp(during)


def test_number_that_was_called_before_the_break_rests_too(client: Any, office: World, clock: Stopwatch) -> None:
    office.change(Office, office.office.id, absent_after=1)
    office.called()
    clock.now = at(11, 59)
    before = client.get("/counter")
    clock.now = at(12, 5)
    office.tick(now=clock.now)
    during = client.get("/counter")

    assert [[is_dead(page, key) for key in ("F3", "F9")] for page in (before, during)] == [[False] * 2, [True] * 2]
    assert card(post(client, "/counter/services", ticket="A-001")) == ("A-001", "serving")


def test_no_break_with_somebody_at_the_counter(client: Any, office: World) -> None:
    office.called()

    page = post(client, "/counter/break", reason="Salat")

    assert flash(page) == "Loket ini masih melayani A-001. Selesaikan dahulu."


def test_people_whom_no_counter_takes_are_sent_outside_with_one_button(client: Any, office: World) -> None:
    number = office.arrived(service="C")
    assert "/counter/outside" not in client.get("/counter").text
    office.at_time(counters.close_counter, 3)

    offered = client.get("/counter")
    sent = post(client, "/counter/outside", nonce="one")

    assert "Tidak ada loket terbuka untuk 1 nomor di dalam. Tunggu di luar" in text_of(offered)
    assert 'action="/counter/outside"' in offered.text
    assert "/counter/outside" not in sent.text
    assert (office.ticket(number).stage, office.rows(Move)[-1].by) == ("waiting", "staff:1")


# --- twice, stale, bad


def test_same_form_twice_calls_once(client: Any, office: World) -> None:
    office.arrived()
    office.arrived()

    first = post(client, "/counter/calls", nonce="one")
    second = post(client, "/counter/calls", nonce="one")

    assert card(first) == card(second) == ("A-001", "called")
    assert second.status_code == 200


def test_slow_look_brings_the_line_and_tells_when_the_card_is_out_of_date(client: Any, office: World) -> None:
    page = client.get("/counter")
    same = client.get("/counter/line")
    office.called(holder="Siti Rahmawati")
    changed = client.get("/counter/line")

    assert stamp(same) == stamp(page)
    assert stamp(changed) != stamp(page)
    assert re.findall(r'id="(fill|rows|next)"', changed.text) == ["fill", "rows", "next"]
    assert "Siti" not in changed.text


BAD_INPUT = [
    ("scans", {}),
    ("scans", {"text": "\0"}),
    ("scans", {"text": "x" * 3000}),
    ("calls", {"ticket": "Z-999", "reason": "x"}),
    ("recalls", {"ticket": "A-001"}),
    ("services", {}),
    ("handovers", {"ticket": "A-001", "identity": "guess", "collector": "holder"}),
    ("handovers", {"ticket": "A-001", **PROOF, "document": "no such"}),
    ("undos", {}),
    ("undos", {"ticket": ""}),
    ("departures", {"ticket": "A-001"}),
]


def test_bad_input_is_answered_on_the_screen(client: Any, subtests: pytest.Subtests) -> None:
    for path, fields in BAD_INPUT:
        with subtests.test(path=path, fields=fields):
            page = post(client, f"/counter/{path}", **fields)

            assert 400 <= page.status_code < 500
            assert flash(page)
            assert 'id="scan"' in page.text


def test_clerk_without_a_counter_is_asked_for_one(client: Any, office: World) -> None:
    sign_in(client, office)

    answers = [client.get("/counter"), client.post("/counter/calls")]

    assert [answer.headers["location"] for answer in answers] == ["/login?next=%2Fcounter"] * 2
    assert office.rows(Ticket) == []


# --- somebody who is gone to, somebody who collects for many


def test_clerk_is_told_to_go_to_who_cannot_hear_or_see_a_call(client: Any, office: World) -> None:
    office.scan(office.booked(), wish=PartySeen(escort=True))

    called = post(client, "/counter/calls")
    serving = post(client, "/counter/services", ticket="A-001")

    assert "Jemput orangnya di ruang tunggu." in text_of(called)
    assert "Jemput orangnya" not in text_of(serving)


def test_only_a_supervisor_lets_a_proxy_go_beyond_the_cap(client: Any, office: World) -> None:
    office.change(Office, office.office.id, proxy_cap=0)
    office.called()
    reference = office.rows(Document)[0].reference
    form = {
        "ticket": "A-001",
        "document": reference,
        "identity": "collector_ktp",
        "visit": "1",
        "collector": "proxy",
        "collector_name": "Budi",
        "collector_letter": "SK-1",
        "sure": "1",
        "beyond_cap": "ketua RT mengantar warga sakit",
    }
    serving = post(client, "/counter/services", ticket="A-001")

    refused = client.post("/counter/handovers", data=form)
    sign_in(client, office, name="Sari", role="supervisor", counter=1)
    page = client.get("/counter")
    done = client.post("/counter/handovers", data=form)

    assert 'name="beyond_cap"' not in serving.text
    assert refused.status_code == 409
    assert "Orang ini sudah 0 kali mengambil untuk orang lain bulan ini." in refused.text
    assert 'name="beyond_cap"' in page.text
    assert done.status_code == 303
    assert [row.collector_name for row in office.rows(Handover)] == ["Budi"]


@pytest.mark.parametrize(
    ("hour", "inside", "said"),
    [
        (10, True, ""),
        (7, False, "Kantor belum buka."),
        (16, True, "Kantor sudah tutup. Yang sudah di dalam tetap dilayani."),
        (16, False, "Kantor sudah tutup."),
    ],
)
def test_counter_knows_the_hours(
    client: Any, office: World, clock: Stopwatch, hour: int, inside: bool, said: str
) -> None:
    if inside:
        office.arrived()
    clock.now = at(hour)
    office.tick(now=clock.now)

    page = client.get("/counter")

    assert re.findall(r'shut-now told">(.*?)</p>', page.text) == [said] * bool(said)
