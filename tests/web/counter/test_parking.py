"""What a clerk does with somebody who cannot be served just now, or here, or not at all."""

import re
from datetime import timedelta
from typing import Any

import pytest

from scheduler.db.models import Counter, Document, Handover, Move, Office, StaffSession
from scheduler.flow.counter import calls, counters
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World, at
from tests.web.counter.test_counter import PROOF, card, flash, is_dead, lacking, post
from tests.web.staff.members import sign_in, text_of

SIGNED = "[[[0.1,0.2],[0.30004,0.4]]]"


@pytest.fixture(autouse=True)
def _at_counter_one(client: Any, office: World, clock: Stopwatch) -> None:
    """Rina sits at counter 1 at nine."""
    sign_in(client, office, counter=1)
    clock.now = NINE


def served(client: Any, office: World, **facts: Any) -> str:
    """Somebody called to counter 1 and served; the registration number."""
    office.called(**facts)
    post(client, "/counter/services", ticket="A-001")
    return office.rows(Document)[-1].reference


# --- set aside, and back


@pytest.mark.parametrize(("choice", "minutes"), [("5", 5), ("10", 10), ("15", 15), ("prayer", 15)])
def test_set_aside_for_some_minutes(client: Any, office: World, choice: str, minutes: int) -> None:
    served(client, office)

    page = post(client, "/counter/pauses", ticket="A-001", choice=choice)

    assert card(page) is None
    assert office.ticket("A-001").not_before == NINE + timedelta(minutes=minutes)
    assert f"disisihkan sampai 09.{minutes:02}" in text_of(page)


def test_set_aside_until_the_document_is_ready_waits_outside(client: Any, office: World) -> None:
    served(client, office)

    page = post(client, "/counter/pauses", ticket="A-001", choice="ready")

    ticket = office.ticket("A-001")
    assert (ticket.stage, ticket.held, ticket.waits_for_document) == ("parked", 0, True)
    assert "A-001 sampai dokumennya siap" in text_of(page)


def test_set_aside_outside_frees_the_places(client: Any, office: World) -> None:
    served(client, office, party=2)

    post(client, "/counter/pauses", ticket="A-001", choice="outside")

    assert (office.ticket("A-001").held, office.day().people_inside) == (0, 0)


def test_behind_others_is_back_in_the_line(client: Any, office: World) -> None:
    served(client, office)
    office.arrived()

    page = post(client, "/counter/pauses", ticket="A-001", choice="behind")

    assert office.ticket("A-001").stage == "admitted"
    assert re.search(r"A-002.*A-001", text_of(page))
    assert "Panggil berikutnya: A-002" in text_of(page)


def test_same_pause_sent_twice_is_one_step(client: Any, office: World, clock: Stopwatch) -> None:
    served(client, office)
    first = client.post("/counter/pauses", data={"ticket": "A-001", "choice": "5", "nonce": "one"})
    clock.forward(seconds=2)

    second = client.post("/counter/pauses", data={"ticket": "A-001", "choice": "5", "nonce": "one"})

    assert (first.status_code, second.status_code) == (303, 303)
    assert office.ticket("A-001").not_before == NINE + timedelta(minutes=5)


def test_resumed_from_the_line(client: Any, office: World) -> None:
    served(client, office)
    parked = post(client, "/counter/pauses", ticket="A-001", choice="15")

    page = post(client, "/counter/resumptions", ticket="A-001")

    assert 'aria-label="Lanjutkan A-001"' in parked.text
    assert office.ticket("A-001").stage == "admitted"
    assert "Panggil berikutnya: A-001" in text_of(page)


def test_scan_of_somebody_set_aside_offers_the_call_or_the_return(client: Any, office: World) -> None:
    code = office.booked()
    office.scan(code)
    office.arrived()
    office.call()
    post(client, "/counter/services", ticket="A-001")
    post(client, "/counter/pauses", ticket="A-001", choice="15")

    free = post(client, "/counter/scans", text=code)
    post(client, "/counter/calls", ticket="A-002", reason="dekat")
    busy = post(client, "/counter/scans", text=code)

    assert flash(free) == flash(busy) == "A-001 disisihkan sampai 09.15, lalu kembali sendiri ke antrean."
    assert "Panggil A-001" in text_of(free)
    assert "Lanjutkan A-001" in text_of(busy)
    assert "Panggil A-001" not in text_of(busy)


def test_nobody_is_called_who_has_to_come_in_first(client: Any, office: World) -> None:
    code = office.booked()
    office.scan(code)
    office.call()
    post(client, "/counter/pauses", ticket="A-001", choice="outside")

    page = post(client, "/counter/scans", text=code)

    assert "Panggil A-001" not in text_of(page)
    assert "Lanjutkan A-001" in text_of(page)


@pytest.mark.parametrize("choice", ["", "25", "forever"])
def test_unknown_pause_is_refused(client: Any, office: World, choice: str) -> None:
    served(client, office)

    page = post(client, "/counter/pauses", ticket="A-001", choice=choice)

    assert page.status_code == 422
    assert office.ticket("A-001").stage == "serving"


# --- passed on


def test_passed_on_to_a_free_counter(client: Any, office: World) -> None:
    served(client, office)
    offered = client.get("/counter")

    page = post(client, "/counter/transfers", ticket="A-001", to="counter:2")

    assert 'value="counter:2"' in offered.text
    assert card(page) is None
    assert office.ticket("A-001").stage == "called"
    assert office.rows(Counter)[1].id == office.ticket("A-001").counter_id


def test_passed_on_to_another_service_keeps_its_turn(client: Any, office: World) -> None:
    served(client, office)
    due = office.ticket("A-001").due_at

    post(client, "/counter/transfers", ticket="A-001", to="service:C")

    assert (office.ticket("A-001").stage, office.ticket("A-001").due_at) == ("admitted", due)


def test_others_that_could_take_them_are_offered_and_never_this_counter(client: Any, office: World) -> None:
    office.edit(counters=4)
    office.at_time(counters.close_counter, 3)
    office.arrived()
    office.call(2)
    served_here = office.arrived()
    post(client, "/counter/calls")

    page = client.get("/counter")

    assert card(page) == (served_here, "called")
    assert re.findall(r'name="to" value="([^"]+)"\s+data-digit="(\d)"', page.text) == [
        ("counter:2", "2"),
        ("counter:4", "4"),
        ("service:C", "1"),
    ]
    assert "Loket 2 Sedang melayani. Dipanggil di sana begitu kosong." in text_of(page)
    assert "Loket 4 Kosong. Langsung dipanggil ke sana." in text_of(page)


@pytest.mark.parametrize("to", ["", "counter:0", "service:", "service:Z", "counter:99", "elsewhere:1"])
def test_bad_target_is_refused(client: Any, office: World, to: str) -> None:
    served(client, office)

    page = post(client, "/counter/transfers", ticket="A-001", to=to)

    assert 400 <= page.status_code < 500
    assert card(page) == ("A-001", "serving")


# --- problems


@pytest.mark.parametrize(
    ("reason", "document", "ticket"),
    [
        ("misplaced", "misplaced", "parked"),
        ("misprint", "in_production", "left"),
        ("wrong_data", "incomplete", "left"),
        ("refused", "ready", "left"),
        ("not_entitled", "ready", "parked"),
        ("papers_missing", "ready", "parked"),
    ],
)
def test_problem_moves_document_and_ticket(client: Any, office: World, reason: str, document: str, ticket: str) -> None:
    reference = served(client, office)

    page = post(client, "/counter/problems", ticket="A-001", reason=reason, note="buram", visit="1")

    assert card(page) is None
    assert (office.stage(reference), office.ticket("A-001").stage) == (document, ticket)
    assert "buram" in {move.note for move in office.rows(Move)}


def test_problem_of_several_documents_has_to_say_which(client: Any, office: World) -> None:
    served(client, office)

    page = post(client, "/counter/problems", ticket="A-001", reason="misprint", visit="2")

    assert page.status_code == 422
    assert flash(page) == "Pilih dokumen yang bermasalah."
    assert card(page) == ("A-001", "serving")


def test_problem_sent_twice_is_one(client: Any, office: World) -> None:
    served(client, office)

    answers = [
        client.post("/counter/problems", data={"ticket": "A-001", "reason": "misplaced", "nonce": "one"}).status_code
        for _ in range(2)
    ]

    assert answers == [303, 303]


# --- called again, absent


def test_absence_waits_for_the_offices_number_of_calls(client: Any, office: World, clock: Stopwatch) -> None:
    office.change(Office, office.office.id, absent_after=2)
    office.called()
    first = client.get("/counter")
    clock.forward(seconds=30)

    second = post(client, "/counter/recalls", ticket="A-001")

    assert is_dead(first, "F9")
    assert "1 dari 2 panggilan" in text_of(first)
    assert not is_dead(second, "F9")
    assert "2 dari 2 panggilan" in text_of(second)


def test_rest_between_two_calls_is_told_and_kept(client: Any, office: World, clock: Stopwatch) -> None:
    office.called()
    clock.now = NINE + timedelta(seconds=8)

    page = client.get("/counter")
    refused = post(client, "/counter/recalls", ticket="A-001")

    assert 'data-rest="12"' in page.text
    assert refused.status_code == 409
    assert flash(refused) == "Nomor ini baru saja dipanggil. Panggil lagi setelah 12 detik."


@pytest.mark.postgres("statements")
def test_number_called_often_enough_is_not_called_again(client: Any, office: World, clock: Stopwatch) -> None:
    office.change(Office, office.office.id, max_calls=2)
    office.called()
    office.do(calls.recall, "A-001", now=at(9, 1))
    clock.now = at(9, 2)

    assert is_dead(client.get("/counter"), "F3")


# --- handed over


def test_receipt_names_nobody_in_full(client: Any, office: World) -> None:
    reference = served(client, office, holder="Siti Rahmawati", nik="2172014506901204", reason="first")
    done = post(
        client,
        "/counter/handovers",
        ticket="A-001",
        document=reference,
        identity="kk",
        collector="proxy",
        collector_name="Budi Hartono",
        collector_letter="SK-1",
        visit="1",
        sure="1",
    )

    receipt = client.get("/counter/receipts/A-001")

    assert flash(done) == "A-001: KTP-el diserahkan."
    assert 'href="/counter/receipts/A-001"' in done.text
    said = text_of(receipt)
    assert "S.R. · NIK ••••••••••••1204" in said
    assert "wakil (B.H.)" in said
    assert "Loket 1 pukul 09.00 WIB" in said
    assert "Data keliru? Hubungi kami paling lambat 7 hari." in said
    assert not re.search("Siti|Budi|21720145069|SK-1", receipt.text)


@pytest.mark.parametrize("paper", ["58", "80", "a6"])
def test_receipt_on_each_paper(client: Any, office: World, paper: str) -> None:
    reference = served(client, office, reason="first")
    post(client, "/counter/handovers", ticket="A-001", document=reference, **PROOF)

    answer = client.get(f"/counter/receipts/A-001?paper={paper}")

    assert answer.status_code == 200
    assert f'class="slip receipt {"a6" if paper == "a6" else f"mm{paper}"}"' in answer.text


def test_no_receipt_of_what_was_not_handed_over(client: Any, office: World) -> None:
    reference = served(client, office, reason="first")
    before = client.get("/counter/receipts/A-001")
    post(client, "/counter/handovers", ticket="A-001", document=reference, **PROOF)
    post(client, "/counter/undos", ticket="A-001")
    undone = client.get("/counter/receipts/A-001")

    assert [answer.status_code for answer in (before, undone, client.get("/counter/receipts/Z-999"))] == [404] * 3


def test_scan_of_what_was_handed_over_says_to_whom(client: Any, office: World) -> None:
    code = office.booked(reason="first")
    office.scan(code)
    office.call()
    post(client, "/counter/services", ticket="A-001")
    reference = office.rows(Document)[0].reference
    post(
        client,
        "/counter/handovers",
        ticket="A-001",
        document=reference,
        identity="kk",
        collector="family",
        collector_name="Budi Hartono",
        visit="1",
        sure="1",
    )

    page = post(client, "/counter/scans", text=code)

    assert page.status_code == 409
    assert re.search(r"Sudah diserahkan .*09\.00.*, loket 1, kepada .*\(B\.H\.\)", flash(page))
    assert 'data-tone="bad"' in page.text


def test_proxy_needs_a_name_and_a_letter(client: Any, office: World) -> None:
    reference = served(client, office, reason="first")

    page = post(
        client,
        "/counter/handovers",
        ticket="A-001",
        document=reference,
        identity="kk",
        collector="proxy",
        collector_name="Budi",
        visit="1",
        sure="1",
    )

    assert page.status_code == 422
    assert lacking(page) == ["collector_letter"]
    assert re.search(r'value="proxy" [^>]*required checked', page.text)
    assert 'name="collector_name" value="Budi"' in page.text
    assert re.search(r'value="kk" [^>]*required checked', page.text)


def test_old_card_not_brought_is_a_supervisors_to_pass(client: Any, office: World) -> None:
    reference = served(client, office, reason="changed")
    form = {
        "ticket": "A-001",
        "document": reference,
        **PROOF,
        "old_card": "not_brought",
        "without_card": "hanyut banjir",
    }

    refused = post(client, "/counter/handovers", **form)
    sign_in(client, office, name="Sari", role="supervisor", counter=1)
    done = post(client, "/counter/handovers", **form)

    assert flash(refused) == "Belum diserahkan. Lengkapi yang ditandai."
    assert "Pengawas bisa mengizinkan dengan alasan." in text_of(refused)
    assert card(done) is None
    assert "hanyut banjir" in {move.note for move in office.rows(Move)}


def test_signature_is_kept_to_a_thousandth(client: Any, office: World) -> None:
    reference = served(client, office, reason="first")

    post(client, "/counter/handovers", ticket="A-001", document=reference, **PROOF, signature=SIGNED)
    receipt = client.get("/counter/receipts/A-001")

    assert [row.signature for row in office.rows(Handover)] == ["[[[0.1,0.2],[0.3,0.4]]]"]
    assert '<polyline points="72,40 216,80"/>' in receipt.text


NO_SIGNATURES = [
    "x",
    "[]",
    "[[]]",
    "{}",
    "[[[2,0]]]",
    "[[[0.1]]]",
    '[[["a","b"]]]',
    "[[[NaN,0]]]",
    "[" * 900,
    "[[[0,0]" * 3000,
]


def test_signature_that_is_none_is_refused(client: Any, office: World, subtests: pytest.Subtests) -> None:
    reference = served(client, office, reason="first")

    for signature in NO_SIGNATURES:
        with subtests.test(signature=signature):
            page = post(client, "/counter/handovers", ticket="A-001", document=reference, **PROOF, signature=signature)

            assert page.status_code == 422
            assert office.rows(Handover) == []


# --- a counter that stops, or was taken over


def test_break_may_send_outside_whom_nobody_else_takes(client: Any, office: World) -> None:
    for number in (2, 3):
        office.at_time(counters.close_counter, number)
    office.arrived()
    offered = client.get("/counter")

    post(client, "/counter/break", reason="Salat", outside="1")

    assert "1 nomor di dalam tidak punya loket lain: tunggu di luar" in text_of(offered)
    assert office.ticket("A-001").stage == "waiting"


def test_break_leaves_people_inside_unless_told(client: Any, office: World) -> None:
    for number in (2, 3):
        office.at_time(counters.close_counter, number)
    office.arrived()

    post(client, "/counter/break", reason="Salat")

    assert office.ticket("A-001").stage == "admitted"


@pytest.mark.parametrize("path", ["calls", "services", "pauses", "opening", "closing", "scans"])
def test_screen_that_lost_its_counter_does_nothing(client: Any, office: World, path: str) -> None:
    office.called()
    office.change(StaffSession, office.rows(StaffSession)[0].id, counter_id=None, lost_counter=1)
    before = len(office.rows(Move))

    page = post(client, f"/counter/{path}", ticket="A-001", choice="5", text="A-001")

    assert page.status_code == 409
    assert "Loket 1 sekarang dipakai di layar lain." in text_of(page)
    assert re.search(r'href="/login[^"]*"[^>]*>Ambil kembali', page.text)
    assert len(office.rows(Move)) == before


def test_page_of_a_lost_counter_says_so(client: Any, office: World) -> None:
    office.change(StaffSession, office.rows(StaffSession)[0].id, counter_id=None, lost_counter=2)

    page, line = client.get("/counter"), client.get("/counter/line")

    assert "Loket 2 sekarang dipakai di layar lain." in text_of(page)
    assert (line.status_code, line.headers["hx-redirect"]) == (204, "/counter")


# --- what answers a scan


def test_scan_that_changes_nothing_leaves_the_card_alone(client: Any, office: World) -> None:
    office.called()
    office.arrived()
    page = client.get("/counter")
    stamp = re.search(r'data-stamp="([^"]+)"', page.text)
    assert stamp

    same = client.post("/counter/scans", data={"text": "A-002"}, headers={"X-Stamp": stamp[1]})
    unknown = client.post("/counter/scans", data={"text": "Z-999"}, headers={"X-Stamp": stamp[1]})
    other = client.post("/counter/scans", data={"text": "A-002"}, headers={"X-Stamp": "-"})

    assert [answer.headers.get("hx-retarget") for answer in (same, unknown, other)] == ["#said", "#said", None]
    assert 'data-tone="good"' in same.text
    assert 'data-tone="bad"' in unknown.text


def test_scan_that_serves_sounds_good(client: Any, office: World) -> None:
    office.called()

    page = post(client, "/counter/scans", text="A-001")

    assert card(page) == ("A-001", "serving")
    assert flash(page) == "A-001 sedang dilayani di loket 1."
    assert 'data-tone="good"' in page.text


def test_page_says_that_it_is_training(client: Any, office: World, app: Any) -> None:
    app.state.training = True

    assert "LATIHAN. Tidak ada pesan yang terkirim." in text_of(client.get("/counter"))


# --- taking it back


def key_f12(page: Any) -> str | None:
    """The number whose last step F12 would take back; None where the key is dead."""
    found = re.search(r'/counter/undos".*?name="ticket" value="([^"]*)"', page.text, re.DOTALL)
    assert found is not None
    return found[1] or None


@pytest.mark.postgres("statements")
@pytest.mark.parametrize(
    ("path", "facts"),
    [
        ("pauses", {"choice": "10"}),
        ("pauses", {"choice": "behind"}),
        ("pauses", {"choice": "outside"}),
        ("transfers", {"to": "service:B"}),
        ("transfers", {"to": "counter:2"}),
        ("problems", {"reason": "misplaced", "visit": "1"}),
    ],
)
def test_undo_takes_back_what_was_just_done_and_not_the_handover_before_it(
    client: Any, office: World, path: str, facts: dict[str, str]
) -> None:
    served(client, office)
    post(client, "/counter/handovers", ticket="A-001", document=office.rows(Document)[0].reference, **PROOF)
    office.called()
    post(client, "/counter/services", ticket="A-002")

    page = post(client, f"/counter/{path}", ticket="A-002", **facts)
    assert card(page) is None
    assert key_f12(page) == "A-002"
    again = post(client, "/counter/undos", ticket="A-002")

    assert card(again) == ("A-002", "serving")
    assert office.ticket("A-001").stage == "served"


def test_undo_is_dead_once_somebody_else_goes_on_with_the_number(client: Any, office: World) -> None:
    served(client, office)
    post(client, "/counter/transfers", ticket="A-001", to="counter:2")
    office.do(calls.serve, "A-001", now=NINE + timedelta(minutes=1))

    page = client.get("/counter")

    assert key_f12(page) is None


def test_undo_is_dead_once_it_would_come_too_late(client: Any, office: World, clock: Stopwatch) -> None:
    served(client, office)

    clock.now += timedelta(minutes=10)
    assert key_f12(client.get("/counter")) == "A-001"
    clock.now += timedelta(seconds=1)
    assert key_f12(client.get("/counter")) is None
