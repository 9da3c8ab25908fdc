"""The page of an application that was sent opens for its own people; who has the link alone sees initials and steps.

And on a device that is not theirs they let it forget them.
"""

import re
from typing import Any

import pytest
from starlette.routing import Route

from scheduler.db.models import Document
from scheduler.flow.applying import withdrawing
from scheduler.flow.applying.applications import application_code
from scheduler.flow.contact import wrong_number
from scheduler.web.app import ROUTES
from scheduler.web.shared.forms import clean
from tests.conftest import Stopwatch
from tests.scenes.applications import PHONE, document, incomplete, move, sent, set_items, theirs, whole
from tests.scenes.clerks_desk import applied
from tests.scenes.factories import NINE, World, at
from tests.web.staff.members import sign_in, text_of

OPEN = {"GET", "POST proof", "POST clearing", "GET wrong-number", "POST wrong-number"}
"""What needs the link alone of an application that was sent, by its method and the end of its address."""
HEADERS = {"Upload-Length": "5", "Upload-Offset": "0"}


@pytest.fixture(autouse=True)
def _at_nine(clock: Stopwatch) -> None:
    clock.now = NINE


def strangers(client: Any, code: str, **query: str) -> Any:
    """The page as a browser shows it that has never seen it."""
    client.cookies.clear()
    return client.get(f"/a/{code}", params=query)


def steps_of(client: Any, code: str) -> str:
    return " ".join(re.findall(r'<ol class="way-on".*?</ol>', strangers(client, code).text, re.DOTALL))


# --- who sees it


@pytest.mark.parametrize("stages", [[], ["in_production"], ["in_production", "ready"], ["withdrawn"]])
@pytest.mark.parametrize(("language", "type_name"), [("id", "KTP-el"), ("en", "ID card")])
def test_stranger_sees_initials_and_steps_and_nothing_that_leads_on(
    client: Any, office: World, stages: list[str], language: str, type_name: str
) -> None:
    code = sent(office)
    move(office, code, *stages)
    known = document(office, code)

    page = strangers(client, code, lang=language)

    assert page.status_code == 200
    assert "S.R." in page.text
    assert (type_name in text_of(page), 'name="phone4"' in page.text) == (True, True)
    ways = ["/i/", "/t/", "/pages/", "/items/"]
    secrets = ["Siti", "Rahmawati", known.reference, known.reference[-4:], PHONE[-4:], *ways]
    assert [each for each in secrets if each in page.text.replace("\u2011", "-")] == []


def test_stranger_sees_how_far_it_has_come(client: Any, office: World) -> None:
    code = sent(office)
    first = steps_of(client, code)
    move(office, code, "in_production")

    assert "sekarang di sini" in first
    assert steps_of(client, code) != first


def test_what_may_be_taken_back_is_shown_to_a_stranger_where_it_stood(
    client: Any, office: World, clock: Stopwatch
) -> None:
    code = sent(office)
    before = steps_of(client, code)
    office.do(withdrawing.withdraw, document(office, code).reference, reason="dobel")

    assert steps_of(client, code) == before
    clock.now = at(9, 11)
    assert steps_of(client, code) != before


@pytest.mark.postgres("statements")
def test_end_of_the_phone_opens_all_of_it_in_this_browser(client: Any, office: World) -> None:
    code = sent(office)

    answer = client.post(f"/a/{code}/proof", data={"phone4": " 7890 "})

    assert answer.headers["location"] == f"/a/{code}"
    (cookie,) = answer.headers.get_list("set-cookie")
    assert {"HttpOnly", "Path=/a/", "SameSite=lax"} <= set(cookie.split("; "))
    assert code not in cookie
    assert document(office, code).reference in text_of(client.get(f"/a/{code}")).replace("\u2011", "-")
    assert document(office, code).reference in text_of(client.get(f"/a/{code.lower()}")).replace("\u2011", "-")
    assert "Buka permohonan" in text_of(client.get(f"/a/{sent(office)}"))
    assert "Buka permohonan" in text_of(strangers(client, code))


@pytest.mark.parametrize("typed", ["0000", "", "789", "17890", "78901", "x" * 300, "\x00"])
def test_anything_else_opens_nothing(client: Any, office: World, typed: str) -> None:
    code = sent(office)

    answer = client.post(f"/a/{code}/proof", data={"phone4": typed})

    assert answer.status_code == 403
    assert "Bukan 4 angka terakhir nomor ponsel permohonan ini." in text_of(answer)
    kept = clean(typed)[:40]
    assert (f"Tadi Anda ketik: {kept}<" in answer.text) == bool(kept)
    assert re.search(r'name="phone4"[^>]* autofocus>', answer.text)
    assert "set-cookie" not in answer.headers
    assert "Buka permohonan" in text_of(client.get(f"/a/{code}"))


def test_guesses_come_to_an_end_whoever_tries_and_however_the_code_is_written(client: Any, office: World) -> None:
    office.edit(phone="0771-123456")
    code, other = sent(office), sent(office)
    for guess in range(5):
        client.cookies.clear()
        spelling = code.lower() if guess % 2 else code.replace("-", "")
        assert client.post(f"/a/{spelling}/proof", data={"phone4": f"000{guess}"}).status_code == 403

    paused = client.post(f"/a/{code}/proof", data={"phone4": PHONE[-4:]})
    assert paused.status_code == 429
    assert "Atau hubungi 0771-123456." in text_of(paused)
    assert f'href="/a/{code}">Kembali ke permohonan</a>' in paused.text
    assert client.post(f"/a/{other}/proof", data={"phone4": PHONE[-4:]}).status_code == 303


def test_browser_that_sent_it_is_not_asked(client: Any, office: World) -> None:
    code = whole(office)

    answer = client.post(f"/a/{code}/sending")

    assert answer.status_code == 303
    assert document(office, code).reference in text_of(client.get(f"/a/{code}")).replace("\u2011", "-")
    assert "Buka permohonan" in text_of(strangers(client, code))


def test_draft_is_filled_in_by_whoever_has_its_link(client: Any, office: World) -> None:
    code = whole(office)

    answer = client.post(f"/a/{code}/proof", data={"phone4": "0000"})

    assert answer.headers["location"] == f"/a/{code}"
    assert "Siti Rahmawati" in strangers(client, code).text


def test_phone_that_was_put_right_is_asked_for_anew(client: Any, office: World) -> None:
    code = theirs(client, sent(office))
    reference = document(office, code).reference
    office.do(wrong_number.confirm_phone, reference, "0813-1111-2222")

    assert "Buka permohonan" in text_of(client.get(f"/a/{code}"))
    assert client.post(f"/a/{code}/proof", data={"phone4": PHONE[-4:]}).status_code == 403
    assert client.post(f"/a/{code}/proof", data={"phone4": "2222"}).status_code == 303


def test_without_a_phone_on_record_the_office_is_asked(client: Any, office: World) -> None:
    code = sent(office)
    office.change(Document, document(office, code).id, phone=None, phone_hash=None)

    page = strangers(client, code)

    assert "Permohonan ini tidak punya nomor ponsel. Hubungi kantor" in text_of(page)
    assert client.post(f"/a/{code}/proof", data={"phone4": "None"}).status_code == 403


# --- what they do with it


def ways() -> list[tuple[str, str]]:
    """Every route of an application, by its method and what stands behind the code."""
    found = [route for route in ROUTES if isinstance(route, Route) and route.path.startswith("/a/{code}")]
    assert len(found) > 15
    return [(method, route.path[len("/a/{code}") :]) for route in found for method in sorted(route.methods or ())]


def test_stranger_can_do_nothing_to_what_was_sent(client: Any, office: World) -> None:
    some = applied(office)
    some.decide(0, "unreadable", "blurred")
    some.decide(1)
    some.decide(2)
    some.ask_again()
    code, mark = application_code(some.row), some.pages[0][0]
    before = office.rows(Document)[0].stage
    wrong = []

    for method, rest in ways():
        path = rest.replace("{position:int}", "0").replace("{token}", "x").replace("{mark}", mark)
        asks = "GET" if method == "HEAD" and "uploads" not in path else method
        if f"{asks} {path.strip('/')}".strip() in OPEN:
            continue
        answer = client.request(method, f"/a/{code}{path}", headers=HEADERS)
        shut = answer.status_code == 403 and (method == "HEAD" or "4 angka terakhir" in answer.text)
        if not shut:
            wrong.append((method, path, answer.status_code))

    assert wrong == []
    assert office.rows(Document)[0].stage == before


def test_whoever_is_known_goes_on_with_it(client: Any, office: World) -> None:
    code = incomplete(office)
    set_items(office, code, "sent", position=0)

    refused = client.post(f"/a/{code}/sending")
    theirs(client, code)
    taken = client.post(f"/a/{code}/sending")

    assert (refused.status_code, taken.status_code) == (403, 303)
    assert document(office, code).stage == "received"


def test_photo_is_for_its_own_people(client: Any, office: World) -> None:
    some = applied(office)
    code, mark = application_code(some.row), some.pages[0][0]

    shut = client.get(f"/a/{code}/pages/{mark}")
    theirs(client, code)
    gone = client.get(f"/a/{code}/pages/{mark}")

    assert shut.status_code == 403
    assert gone.status_code == 404, "it is theirs to see; this test has no file of it"


def test_message_that_reached_somebody_else_is_told_of_without_a_proof(client: Any, office: World) -> None:
    code = sent(office)

    assert "Pesan kami salah alamat?" in text_of(client.get(f"/a/{code}/wrong-number"))
    assert client.post(f"/a/{code}/wrong-number").status_code == 303
    assert client.get(f"/a/{code}").status_code == 404


# --- on a device that is not theirs


def test_device_is_told_to_clear_what_it_keeps_and_knows_nobody_any_more(client: Any, office: World) -> None:
    code, other = (theirs(client, sent(office)) for _ in range(2))
    assert "data-clears " in client.get(f"/a/{code}").text

    answer = client.post(f"/a/{code}/clearing")

    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert answer.headers["cache-control"] == "no-store"
    assert all("Max-Age=0" in cookie for cookie in answer.headers.get_list("set-cookie"))
    for each in (code, other):
        assert "Buka permohonan" in text_of(client.get(f"/a/{each}"))
    said = client.get(answer.headers["location"])
    assert "Sudah dihapus dari perangkat ini" in text_of(said)
    assert "riwayat browser" in text_of(said)
    assert "clear-site-data" not in said.headers


def test_device_that_staff_are_signed_in_at_keeps_what_they_have_not_sent(client: Any, office: World) -> None:
    code = sent(office)
    sign_in(client, office, now=NINE)

    answer = client.post(f"/a/{code}/clearing")

    assert answer.headers["clear-site-data"] == '"cache"'
    assert "giliran=" not in str(answer.headers.get_list("set-cookie")).replace("giliran-", "")


def test_device_may_be_cleared_before_anything_was_sent(client: Any, office: World) -> None:
    page = client.get(f"/a/{whole(office)}")

    assert "Selesai di perangkat ini" in text_of(page)
    assert "Permohonan ini belum dikirim: siapa pun yang punya tautannya" in text_of(page)


def test_ticket_is_dropped_by_a_tap_and_the_others_stay(client: Any, office: World, clock: Stopwatch) -> None:
    data = {"party": "1", "collector": "holder"}
    first, second = (
        client.post(f"/i/{office.invitation()}/booking", data={"slot": str(office.slot(10).id), **data})
        .headers["location"]
        .removeprefix("/t/")
        for _ in range(2)
    )
    assert f'action="/t/{first}/clearing" data-drops ' in client.get(f"/t/{first}").text

    answer = client.post(f"/t/{first}/clearing")

    assert answer.headers["clear-site-data"] == '"cache"'
    assert answer.headers["location"] == "/o/tanjungpinang/cleared"
    assert office.booking(first).stage == "booked"
    clock.now = at(9, 50)
    for pass_code, is_known in ((first, False), (second, True)):
        office.scan(pass_code, now=clock.now)
        page = client.get(f"/t/{pass_code}").text
        assert "Saya pulang dulu" in page
        assert ("ref4-leaving" not in page) == is_known


@pytest.mark.parametrize("path", ["/a/7K4M-P2QX-9RD3-FHNT/clearing", "/t/7K4M-P2QX-9RD3-FHNT/clearing"])
def test_unknown_code_clears_nothing(client: Any, office: World, path: str) -> None:
    answer = client.post(path)

    assert answer.status_code == 404
    assert "clear-site-data" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/o/tanjungpinang"])
def test_pages_that_count_kept_tickets_name_none(client: Any, office: World, path: str) -> None:
    page = client.get(path)

    assert 'data-kept-here hidden data-said="Tiket yang tersimpan di perangkat ini' in page.text
    assert "this-device.js" in page.text
