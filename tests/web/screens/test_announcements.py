"""The page on which supervisors write notices for screens and phones."""

import re
from typing import Any

import pytest

from scheduler.db.models import Announcement
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World, at
from tests.web.staff.members import sign_in, text_of

PAGE = "/office/announcements"
FORM = {
    "text": "Blangko KTP-el habis.",
    "text_en": "No blank ID cards left.",
    "starts_at": "2026-11-30T09:00",
    "ends_at": "2026-11-30T12:00",
}


@pytest.fixture
def sari(client: Any, office: World, clock: Stopwatch) -> Any:
    """A supervisor at nine."""
    sign_in(client, office, name="Sari", role="supervisor")
    clock.now = NINE
    return client


def announced(client: Any, office: World, **facts: str) -> Announcement:
    answer = client.post(PAGE, data={**FORM, **facts})
    assert answer.status_code == 303, text_of(answer)
    return office.rows(Announcement)[-1]


def test_notice_is_put_up(sari: Any, office: World) -> None:
    answer = sari.post(PAGE, data=FORM)

    page = sari.get(answer.headers["location"])
    assert "Pengumuman sudah dicatat." in text_of(page)
    assert "Sedang tampil Blangko KTP-el habis. No blank ID cards left. Senin, 30 Nov, 09.00 sampai 12.00" in text_of(
        page
    )
    assert office.board(NINE).notice == {"id": FORM["text"], "en": FORM["text_en"]}
    row = office.rows(Announcement)[0]
    assert (row.starts_at, row.ends_at, row.by) == (at(9), at(12), "staff:1")


def test_same_form_sent_twice_is_one_notice(sari: Any, office: World) -> None:
    for _ in range(2):
        announced(sari, office, nonce="twice")

    assert len(office.rows(Announcement)) == 1


def test_list_tells_what_is_what_will_be_and_what_was(sari: Any, office: World, clock: Stopwatch) -> None:
    announced(sari, office, text="Sekarang")
    announced(sari, office, text="Nanti", starts_at="2026-12-01T08:00", ends_at="2026-12-02T08:00")
    announced(sari, office, text="Sudah", ends_at="2026-11-30T09:30")
    clock.now = at(10)

    page = sari.get(PAGE).text

    groups = dict(re.findall(r'<tbody data-group="(\w+)">(.*?)</tbody>', page, re.DOTALL))
    assert {name: re.findall(r"<tr>\s*<td>(\w+)", group) for name, group in groups.items()} == {
        "in_force": ["Sekarang"],
        "coming": ["Nanti"],
        "over": ["Sudah"],
    }
    assert "/end" not in groups["over"]
    assert "Selasa, 1 Des, 08.00" in groups["coming"]


def test_notice_is_changed_from_its_own_form(sari: Any, office: World) -> None:
    row = announced(sari, office)
    form = sari.get(PAGE, params={"change": row.id}).text

    answer = sari.post(f"{PAGE}/{row.id}", data={**FORM, "text": "Habis sampai Rabu.", "ends_at": "2026-12-02T15:00"})

    assert 'value="Blangko KTP-el habis."' in form
    assert 'value="30/11/2026 12.00"' in form
    assert "Pengumuman sudah diubah." in text_of(sari.get(answer.headers["location"]))
    assert [(each.text, each.ends_at) for each in office.rows(Announcement)] == [("Habis sampai Rabu.", at(15, day=2))]


def test_what_is_over_is_put_up_again_from_now_on(sari: Any, office: World, clock: Stopwatch) -> None:
    row = announced(sari, office)
    clock.now = at(13)

    form = sari.get(PAGE, params={"change": row.id}).text

    assert 'value="30/11/2026 13.00"' in form
    assert 'value="Blangko KTP-el habis."' in form
    assert re.search(r'name="ends_at"[^>]*value=""', form)


@pytest.mark.postgres("statements")
def test_notice_is_taken_down(sari: Any, office: World, clock: Stopwatch) -> None:
    row = announced(sari, office)
    clock.now = at(10)

    answer = sari.post(f"{PAGE}/{row.id}/end")

    assert "Pengumuman sudah diakhiri." in text_of(sari.get(answer.headers["location"]))
    assert office.board(at(10)).notice is None


def test_foot_of_the_screen_is_seen_before_anybody_else_sees_it(sari: Any, office: World) -> None:
    page = sari.get(PAGE, params={**FORM, "text": "Bawa <map>", "look": "1"})

    foot = re.search(r'<div class="foot"(.*?)>(.*?)</div>', page.text, re.DOTALL)
    assert foot is not None
    assert "hidden" not in foot[1]
    assert "Bawa &lt;map&gt;" in foot[2]
    assert office.rows(Announcement) == []


NONSENSE = [
    ({"text": ""}, "Tulis pengumumannya."),
    ({"text": "x" * 141}, "Pengumuman paling panjang 140 huruf."),
    ({"text": "x" * 201}, "Pengumuman paling panjang 140 huruf."),
    ({"text_en": "x" * 141}, "Pengumuman dalam bahasa Inggris paling panjang 140 huruf."),
    ({"starts_at": "besok"}, "Isi hari dan jam mulai."),
    ({"ends_at": ""}, "Isi hari dan jam berakhirnya."),
    ({"ends_at": "2026-02-31T10:00"}, "Isi hari dan jam berakhirnya."),
    ({"ends_at": "9999-12-31T10:00"}, "Isi hari dan jam berakhirnya."),
    ({"ends_at": "2026-11-30T09:00"}, "Pengumuman harus berakhir sesudah mulai."),
    ({"starts_at": "2026-11-30T07:00", "ends_at": "2026-11-30T08:00"}, "Waktu berakhirnya sudah lewat."),
]


def test_nonsense_is_told_and_what_was_typed_stays(sari: Any, office: World, subtests: pytest.Subtests) -> None:
    for wrong, told in NONSENSE:
        with subtests.test(wrong=wrong):
            page = sari.post(PAGE, data={**FORM, **wrong})

            assert page.status_code == 422
            assert told in text_of(page)
            assert FORM["text_en"] in page.text or "text_en" in wrong
            assert office.rows(Announcement) == []


def test_too_many_are_refused_in_words(sari: Any, office: World) -> None:
    for number in range(10):
        announced(sari, office, text=f"Nomor {number}")

    page = sari.post(PAGE, data=FORM)

    assert page.status_code == 409
    assert "Sudah ada 10 pengumuman yang belum berakhir." in text_of(page)


@pytest.mark.parametrize("number", ["4711", "99999999999999999999"])
def test_notice_that_is_not_there_is_refused(sari: Any, number: str) -> None:
    for path in (f"{PAGE}/{number}", f"{PAGE}/{number}/end"):
        page = sari.post(path, data=FORM)

        assert page.status_code == 404
        assert "Pengumuman itu tidak ada lagi." in text_of(page)


def test_clerk_may_not(client: Any, office: World) -> None:
    sign_in(client, office)

    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, data=FORM).status_code == 403
    assert office.rows(Announcement) == []


def test_page_needs_somebody_signed_in(client: Any, office: World) -> None:
    assert client.get(PAGE).headers["location"].startswith("/login")
    assert client.post(PAGE, data=FORM).headers["location"].startswith("/login")


def test_only_supervisors_are_led_there(client: Any, office: World) -> None:
    sign_in(client, office)
    clerk = text_of(client.get("/office/calendar"))
    sign_in(client, office, name="Sari", role="supervisor")

    supervisor = text_of(client.get("/office/calendar"))

    assert [name in clerk for name in ("Pengumuman", "Gambar layar")] == [False, False]
    assert [name in supervisor for name in ("Pengumuman", "Gambar layar")] == [True, True]
