"""The page on which an office tries its devices: a TV, a test call, a test print, a scan, and what came of each."""

import re
from typing import Any

import pytest

from scheduler.board.screen import Report
from scheduler.db.models import DeedRow, DeviceTrial, Message, Move, Office, Pairing, Screen
from scheduler.domain.trials import PAPER
from scheduler.flow.screens import screen_watch, screens
from scheduler.flow.screens.screens import Looks
from tests.conftest import Stopwatch
from tests.printing.test_delivery import PAPER as WITH_PAPER
from tests.printing.test_delivery import printing
from tests.printing.test_escpos import lines_of
from tests.scenes.factories import NINE, TELEVISION, World
from tests.web.staff.members import sign_in, text_of

PATH = "/office/settings/trial"
CALM = Report(day=None, version=0, sound="on", width=1920, height=1080, build="abc")


@pytest.fixture(autouse=True)
def _manager(client: Any, office: World, clock: Stopwatch) -> None:
    """Sari settles how the office works, and is no supervisor."""
    sign_in(client, office, name="Sari", role="manager")
    clock.now = NINE


def asked(office: World) -> str:
    found = office.database.run(screens.ask, TELEVISION, now=NINE)
    assert found is not None
    return found[1].code


def paired(office: World, name: str = "Pintu") -> int:
    return office.do(screens.confirm, asked(office), Looks(name), by="staff:1", now=NINE).id


def heard(office: World, screen: int, sound: Any = "on") -> None:
    report = Report(**{**{name: getattr(CALM, name) for name in CALM.__slots__}, "sound": sound})
    office.database.run(screen_watch.hear, screen, report, now=NINE)


def post(client: Any, what: str, **fields: Any) -> Any:
    answer = client.post(f"{PATH}/{what}", data=fields)
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


# --- a TV


def test_code_typed_here_makes_a_tv_that_is_seen_to_be_there(client: Any, office: World) -> None:
    said = text_of(post(client, "pairings", code=asked(office), name="Ruang tunggu", layout="hall"))
    screen = office.rows(Screen)[0]
    heard(office, screen.id)

    assert "TV dipasangkan" in said
    assert "Ruang tunggu Tidak tersambung" in said
    assert "Ruang tunggu TV tersambung Suara menyala" in text_of(client.get(PATH))


@pytest.mark.parametrize(("query", "shown"), [("?code=BCDFGH", "BCDFGH"), ("", "")])
def test_qr_of_a_tv_leads_a_manager_to_where_it_is_paired(client: Any, query: str, shown: str) -> None:
    answer = client.get(f"/office/screens{query}")

    assert (answer.status_code, answer.headers["location"]) == (303, f"{PATH}{query}#tv")
    assert f'id="code" name="code" value="{shown}"' in client.get(answer.headers["location"]).text


def test_refusal_keeps_what_was_typed(client: Any, office: World) -> None:
    answer = post(client, "pairings", code="BCDFGH", name="Kanan", layout="door", back="settings")

    assert answer.status_code == 404
    assert "Kode itu tidak ada" in text_of(answer)
    assert 'value="BCDFGH"' in answer.text
    assert 'value="Kanan"' in answer.text
    assert '<option value="door" selected>' in answer.text
    assert 'name="back" value="settings"' in answer.text


def test_same_form_sent_twice_pairs_once(client: Any, office: World) -> None:
    typed = {"code": asked(office), "name": "Kanan", "nonce": "one"}

    answers = [client.post(f"{PATH}/pairings", data=typed).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert len(office.rows(Screen)) == 1
    assert office.rows(Pairing) == []


# --- a test call


@pytest.mark.postgres("statements")
def test_call_is_shown_and_its_answer_kept(client: Any, office: World) -> None:
    screen = paired(office)

    called = text_of(post(client, "calls", screens=[str(screen)]))
    said = text_of(post(client, "answers", device="screen", screen=str(screen), outcome="good"))

    assert "Panggilan percobaan dikirim" in called
    assert office.rows(Screen)[0].test_call == int(NINE.timestamp())
    assert "Dicoba Senin, 30 November 2026 oleh Sari: baik" in said
    assert [row.outcome for row in office.rows(DeviceTrial)] == ["good"]


@pytest.mark.parametrize(
    ("outcome", "sound", "advice"),
    [
        ("unheard", "off", "sentuh layarnya atau tekan OK"),
        ("unheard", "unable", "Peramban TV ini tidak bisa bersuara"),
        ("unheard", "on", "Naikkan volume TV"),
        ("unseen", "on", "Periksa apakah TV menyala"),
    ],
)
def test_what_to_do_stands_beside_an_answer_that_is_not_good(
    client: Any, office: World, outcome: str, sound: str, advice: str
) -> None:
    screen = paired(office)
    heard(office, screen, sound)
    post(client, "calls", screens=[str(screen)])

    said = text_of(post(client, "answers", device="screen", screen=str(screen), outcome=outcome))

    assert advice in said


@pytest.mark.postgres("statements")
def test_while_somebody_holds_a_number_the_page_says_why_there_is_no_test_call(client: Any, office: World) -> None:
    screen = paired(office)
    office.walk_in()

    shown, refused = client.get(PATH), post(client, "calls", screens=[str(screen)])

    assert "Sekarang tidak bisa: 1 orang memegang nomor antrean" in text_of(shown)
    assert "<button disabled>" in shown.text
    assert refused.status_code == 409
    assert "Masih ada 1 orang yang memegang nomor antrean" in text_of(refused)
    assert office.rows(Screen)[0].test_call == 0


@pytest.mark.parametrize(
    ("what", "fields", "status"),
    [
        ("calls", {}, 422),
        ("calls", {"screens": "999"}, 404),
        ("calls", {"screens": "99999999999"}, 422),
        ("calls", {"screens": "x"}, 422),
        ("answers", {"device": "screen", "screen": "999", "outcome": "good"}, 404),
        ("answers", {"device": "toaster", "outcome": "good"}, 422),
        ("answers", {"device": "scanner", "outcome": "good"}, 422),
        ("answers", {"device": "sheet", "outcome": "so so"}, 422),
        ("answers", {}, 422),
        ("prints", {}, 409),
        ("scans", {"text": PAPER, "how": "thought"}, 422),
        ("pairings", {"code": "BCDFGH", "name": "x", "layout": "ceiling"}, 422),
    ],
)
def test_what_makes_no_sense_is_refused_on_the_page(
    client: Any, office: World, what: str, fields: dict[str, str], status: int
) -> None:
    answer = post(client, what, **fields)

    assert answer.status_code == status
    assert 'role="alert"' in answer.text
    assert "Panggilan percobaan" in text_of(answer)
    assert office.rows(DeviceTrial) == []


# --- a test print


def test_printer_of_the_server_prints_what_is_no_number(client: Any, office: World) -> None:
    with printing(WITH_PAPER) as device:
        office.change(Office, office.office.id, printer=f"tcp://127.0.0.1:{device.printer.port}")
        said = text_of(post(client, "prints"))

    lines = " ".join(lines_of(device.printed[0]))
    assert "Sudah dikirim ke pencetak" in said
    assert "UJI COBA" in lines
    assert "Bukan nomor antrean" in lines
    assert PAPER.encode() in device.printed[0]


@pytest.mark.parametrize("paper", ["slip", "slip?width=80", "slip?width=x", "sheet"])
def test_browser_prints_what_is_no_number(client: Any, paper: str) -> None:
    answer = client.get(f"{PATH}/{paper}")

    assert answer.status_code == 200
    assert "UJI COBA" in text_of(answer)
    assert 'class="qr"' in answer.text


def test_answer_about_a_paper_is_kept(client: Any, office: World) -> None:
    said = text_of(post(client, "answers", device="sheet", outcome="bad"))

    assert "Dicoba Senin, 30 November 2026 oleh Sari: belum baik" in said
    assert "skala 100%" in said


# --- a scan


def test_scanner_that_ends_with_enter_works(client: Any, office: World) -> None:
    said = text_of(post(client, "scans", text=PAPER, how="enter"))

    assert "Pemindai bekerja: isinya utuh dan Enter terkirim." in said
    assert [(row.device, row.outcome) for row in office.rows(DeviceTrial)] == [("scanner", "good")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (PAPER, "tidak menekan Enter sendiri"),
        (PAPER.lower(), "Matikan Caps Lock"),
        (PAPER.replace("-", "/"), "- menjadi /"),
        (PAPER[:9], "Isinya terpotong"),
        ("", "Tidak ada yang sampai"),
        ("7K4M-P2QX-9RD3-FHNT", "bukan QR percobaan"),
        ("x" * 5000, "bukan QR percobaan"),
    ],
)
def test_what_is_wrong_with_a_scan_is_said_with_what_to_do(client: Any, text: str, told: str) -> None:
    answer = post(client, "scans", text=text, how="pressed")

    assert answer.status_code == 200
    assert told in text_of(answer)


def test_enter_presses_the_first_button_of_the_form(client: Any) -> None:
    """Whether a scanner ends with Enter shows without a script: a browser presses the first button then."""
    form = re.search(r'<form id="scan-form".*?</form>', client.get(PATH).text, re.DOTALL)

    assert form
    assert re.findall(r'name="how" value="(\w+)"', form[0])[:2] == ["enter", "pressed"]


def test_door_answers_the_paper_as_good_news(client: Any, office: World) -> None:
    sign_in(client, office, name="Rudi", role="guard")

    answer = client.post("/door/scans", data={"text": PAPER, "nonce": "one"}).text

    assert '<section class="answer wait" id="answer"' in answer
    assert 'data-kind="test_paper" data-tone="good"' in answer


@pytest.mark.parametrize("page", ["door", "counter"])
def test_paper_scanned_at_work_says_that_the_scanner_works(client: Any, office: World, page: str) -> None:
    sign_in(client, office, name="Ani", role="clerk", counter=1 if page == "counter" else None)

    answer = client.post(f"/{page}/scans", data={"text": PAPER, "nonce": "one"}, follow_redirects=True)

    assert "Pemindai bekerja. Ini kertas uji coba, bukan nomor antrean." in text_of(answer)
    assert office.rows(Move) == []
    assert office.rows(Message) == []


# --- who, and the way back


@pytest.mark.parametrize("role", ["guard", "clerk"])
def test_who_leads_nothing_tries_nothing(client: Any, office: World, role: str) -> None:
    sign_in(client, office, name="Rina", role=role)

    assert client.get(PATH).status_code == 403
    assert client.get(f"{PATH}/slip").status_code == 403
    assert post(client, "calls", screens="1").status_code == 403


def test_supervisor_tries_devices_too(client: Any, office: World) -> None:
    sign_in(client, office, name="Budi", role="supervisor")

    shown = client.get(PATH)

    assert "Coba" in text_of(shown)
    assert 'href="/office/settings"' not in shown.text
    assert '<p><a href="/office/screens">Layar</a></p>' in shown.text
    assert post(client, "answers", device="slip", outcome="good").status_code == 200


def test_auditor_sees_what_was_tried_and_tries_nothing(client: Any, office: World) -> None:
    screen = paired(office)
    post(client, "answers", device="slip", outcome="good")
    sign_in(client, office, name="Tari", role="auditor")

    shown = client.get(PATH)
    sent = [
        post(client, what, **fields).status_code
        for what, fields in (
            ("pairings", {"code": "BCDFGH", "name": "x"}),
            ("calls", {"screens": str(screen)}),
            ("answers", {"device": "slip", "outcome": "bad"}),
            ("prints", {}),
            ("scans", {"text": PAPER}),
        )
    ]

    assert "oleh Sari: baik" in text_of(shown)
    assert f'action="{PATH}/' not in shown.text
    assert sent == [403] * 5
    assert [row.outcome for row in office.rows(DeviceTrial)] == ["good"]


def test_screens_of_another_office_are_not_reached(client: Any, office: World, elsewhere: World) -> None:
    foreign = paired(elsewhere, "Layar asing")

    shown = client.get(PATH)
    refused = [
        post(client, "calls", screens=str(foreign)).status_code,
        post(client, "answers", device="screen", screen=str(foreign), outcome="good").status_code,
    ]

    assert "Layar asing" not in shown.text
    assert refused == [404, 404]
    assert office.rows(Screen)[0].test_call == 0
    assert [deed.deed for deed in office.rows(DeedRow) if deed.deed in ("device_tried", "test_call_shown")] == []


@pytest.mark.parametrize(
    ("wish", "path"),
    [
        ("settings", "/office/settings"),
        ("screens", "/office/screens"),
        ("door", None),
        ("login", None),
        ("nowhere", None),
        ("https://example.com", None),
        ("//example.com", None),
        ("/start/../office", None),
        ("/start/none-of-ours", None),
        ("/starting", None),
        ("/\\example.com", None),
        ("javascript:alert(1)", None),
    ],
)
def test_way_back_is_a_page_of_ours_or_none(client: Any, wish: str, path: str | None) -> None:
    shown = client.get(PATH, params={"back": wish}).text
    links = re.findall(r'<a class="button(?: quiet)?" href="([^"]+)">(?:Kembali|Selesai mencoba, kembali)</a>', shown)

    assert set(links) == ({path} if path else set())


def test_hub_leads_here_and_says_what_was_never_tried(client: Any, office: World) -> None:
    before = text_of(client.get("/office/settings"))
    screen = paired(office)
    between = text_of(client.get("/office/settings"))
    post(client, "answers", device="screen", screen=str(screen), outcome="good")
    after = text_of(client.get("/office/settings"))

    assert "belum ada yang dicoba" in before
    assert "TV yang belum pernah dicoba: 1" in between
    assert "terakhir dicoba Senin, 30 November 2026" in after
