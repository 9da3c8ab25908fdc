"""The clerks' inbox: what waits is seen, answered once, handed on, and nobody's number stands in the open."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import ConversationLine, Disclosure, Message, ReadyAnswer
from scheduler.flow.core import opt_outs
from scheduler.flow.talks import inbox
from scheduler.flow.talks.conversations import STEP
from scheduler.flow.talks.ready_answers import MOST, PRESETS
from scheduler.web.office.talks.lines import sent_beside
from scheduler.web.office.talks.view import PAGE as A_PAGE
from scheduler.web.shared.wording import DEFAULT_ZONE, Wording
from tests.conftest import Stopwatch
from tests.scenes.conversations import PHONE, conversation, newest, written
from tests.scenes.factories import NINE, World, at
from tests.support.databases import ON_SQLITE
from tests.support.plans import sent_by, sqlite_plan
from tests.web.staff.members import sign_in, text_of

PAGE = "/office/inbox"
MASKED = "0812-****-7890"


@pytest.fixture(autouse=True)
def _clerk(client: Any, office: World, clock: Stopwatch) -> None:
    """Rina (staff:1) has Budi (staff:2) as a colleague; it is half past eleven."""
    sign_in(client, office)
    cookie = client.cookies["giliran"]
    sign_in(client, office, name="Budi")
    client.cookies.set("giliran", cookie)
    clock.now = at(11, 30)


def send(
    client: Any, office: World, text: str = "Bisa.", *, what: str = "replies", number: int = 1, **form: Any
) -> Any:
    """Press a button of the reply form; the page that comes."""
    answer = client.post(f"{PAGE}/{number}/{what}", data={"text": text, "seen": newest(office), **form})
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def sent(office: World) -> list[str]:
    """What went out."""
    mine = col(ConversationLine.direction) == "out", col(ConversationLine.kind) != STEP
    return [line.text for line in office.rows(ConversationLine, *mine)]


def rows(page: Any) -> list[str]:
    """The rows of the list, without tags."""
    found = re.findall(r'<tr data-conversation="\d+">.*?</tr>', page.text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def box(page: Any) -> str:
    found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", page.text, re.DOTALL)
    assert found
    return found[1]


# --- the list


def test_list_shows_who_waits_the_oldest_first(client: Any, office: World) -> None:
    office.document("2171/KTP/0412", holder="Siti Rahmawati", phone=PHONE)
    written(office, "Bisa <b>diwakilkan</b>?", now=at(9, 25))
    written(office, "Halo", phone="+6281377712345", channel="fonnte", now=at(9))

    page = client.get(PAGE)

    assert rows(page) == [
        "0813-****-2345 2 jam 30 menit Halo 09.00 tanpa batas siapa saja",
        f"{MASKED} S.R. …0412 2 jam 5 menit Bisa &lt;b&gt;diwakilkan&lt;/b&gt;? 09.25 21 jam 55 menit siapa saja",
    ]
    assert "2 percakapan menunggu paling lama 2 jam" in text_of(page)
    assert PHONE not in page.text
    assert PHONE[3:] not in page.text


@pytest.mark.postgres("statements")
def test_list_is_narrowed(client: Any, office: World) -> None:
    for number, phone in enumerate(("+628111", "+628222", "+628333", "+628444"), 1):
        written(office, f"Soal {number}", phone=f"{phone}000000", now=at(9, number))
    office.do(inbox.assign, 2, 1, was=None)
    office.do(inbox.reply, 2, "Baik", seen=newest(office))
    office.do(inbox.assign, 3, 2, was=None)
    office.do(inbox.close, 4, seen=newest(office))

    def shown(what: str) -> list[str]:
        page = client.get(PAGE, params={"show": what})
        return re.findall(r'data-conversation="(\d+)"', page.text)

    assert {what: shown(what) for what in ("", "waiting", "mine", "open", "closed", "nonsense")} == {
        "": ["1", "3"],
        "waiting": ["1", "3"],
        "mine": ["2"],
        "open": ["1", "3", "2"],
        "closed": ["4"],
        "nonsense": ["1", "3"],
    }
    assert "Menunggu 2 Milik saya 1 Semua yang terbuka 3 Ditutup 1" in text_of(client.get(PAGE))
    assert "petugas: Baik" in text_of(client.get(PAGE, params={"show": "mine"}))


def test_list_has_pages(client: Any, office: World) -> None:
    for number in range(A_PAGE + 1):
        written(office, phone=f"+6281200000{number:03}", now=at(9) + timedelta(seconds=number))

    first, second = client.get(PAGE), client.get(PAGE, params={"page": 2})

    assert (len(rows(first)), len(rows(second))) == (A_PAGE, 1)
    assert "Halaman 1 dari 2" in text_of(first)
    assert [len(rows(client.get(PAGE, params={"page": each}))) for each in ("99", "x", "-1")] == [1, A_PAGE, A_PAGE]


@pytest.mark.postgres("statements")
def test_another_offices_conversations_are_not_there(client: Any, office: World, elsewhere: World) -> None:
    written(elsewhere)

    assert rows(client.get(PAGE, params={"show": "open"})) == []
    assert client.get(f"{PAGE}/1").status_code == 404
    assert "Percakapan itu tidak ada di kantor ini." in text_of(send(client, elsewhere))
    assert sent(elsewhere) == []


@pytest.mark.parametrize("path", ["/office/documents", "/office/calendar", PAGE, "/office/bookings"])
def test_every_page_of_the_office_says_how_many_wait(client: Any, office: World, path: str) -> None:
    calm = text_of(client.get(path))
    written(office, now=at(9, 25))

    assert "Percakapan menunggu: 1 · paling lama 2 jam" in text_of(client.get(path))
    assert "menunggu: 1" not in calm
    assert "menunggu: 1" in text_of(client.get(f"{PAGE}/waiting"))


def test_guards_and_strangers_see_nothing(client: Any, office: World) -> None:
    written(office)
    sign_in(client, office, name="Gani", role="guard")
    refused = [client.get(PAGE).status_code, client.get(f"{PAGE}/1").status_code, client.post(f"{PAGE}/1/phone")]
    client.cookies.clear()

    assert (refused[0], refused[1], refused[2].status_code) == (403, 403, 403)
    assert client.get(f"{PAGE}/1").headers["location"].startswith("/login")


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0.9, "0 menit"),
        (59, "59 menit"),
        (60, "1 jam"),
        (125, "2 jam 5 menit"),
        (1440, "1 hari"),
        (4530, "3 hari 3 jam"),
    ],
)
def test_age_is_said_in_two_words_at_most(minutes: float, said: str) -> None:
    assert Wording("id", DEFAULT_ZONE).lasts(timedelta(minutes=minutes)) == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(-5, "0 menit"), (59, "59 menit"), (60, "1 jam"), (1439, "23 jam"), (4530, "3 hari")]
)
def test_age_is_said_in_its_larger_unit(minutes: int, said: str) -> None:
    assert Wording("id", DEFAULT_ZONE).age(timedelta(minutes=minutes)) == said


# --- one conversation


@pytest.mark.postgres("statements")
def test_conversation_tells_what_is_known_of_its_citizen(client: Any, office: World) -> None:
    code = office.booked(13, reference="2171/KTP/0412", holder="Siti Rahmawati", phone=PHONE)
    written(office, now=at(9, 25))
    office.change(Message, 1, state="delivered", sent_at=at(9, 30))

    page = client.get(f"{PAGE}/1")

    said = text_of(page)
    short = f"{office.booking(code).short:05}"
    assert "KTP-el S.R. 2171/KTP/0412 · Siap diambil" in said
    assert f'href="/office/bookings/{short[:2]}-{short[2:]}"' in page.text
    assert "Senin, 30 November 2026 pukul 13.00 WIB" in said
    assert "Sisa waktu balas: 21 jam 55 menit" in said
    assert "menunggu 2 jam" in said
    assert "menunggu 2 jam 5" not in said
    assert re.search(r"Pesan otomatis: .+ · 09.30 · Sudah sampai", said)
    assert "Siti" not in page.text


@ON_SQLITE
def test_what_went_out_beside_a_conversation_is_found_by_whose_it_is(office: World) -> None:
    document = office.document()

    (query,) = sent_by(office.database, lambda session: sent_beside(session, [document], []))

    plan = [line for line in sqlite_plan(office.database, query) if "message" in line]
    assert plan
    assert all("rowid=?" in line or "document_id=?" in line or "invitation_id=?" in line for line in plan), plan


def test_words_of_a_citizen_stay_words(client: Any, office: World) -> None:
    written(office, "<script>alert(1)</script> https://jahat.example/undian")
    written(office, "KTP saya", kind="image")

    page = client.get(f"{PAGE}/1")

    assert "&lt;script&gt;alert(1)&lt;/script&gt; https://jahat.example/undian" in page.text
    assert 'href="https://jahat' not in page.text
    assert "[Foto, tidak ditampilkan di sini] KTP saya" in text_of(page)


def test_reply_goes_out_once_however_often_the_form_is_sent(client: Any, office: World) -> None:
    written(office)

    seen = newest(office)
    for _ in range(2):
        page = send(client, office, "Bisa, dengan surat kuasa.", nonce="once", seen=seen)

    assert "Balasan dicatat dan dikirim." in text_of(page)
    assert sent(office) == ["Bisa, dengan surat kuasa."]
    assert "Rina · 11.30 · Menunggu" in text_of(page)
    assert conversation(office).waiting_since is None


def test_reply_can_be_the_last_word(client: Any, office: World) -> None:
    written(office)

    page = send(client, office, ends="1")

    assert "Rina menandai selesai" in text_of(page)
    assert conversation(office).state == "closed"
    assert sent(office) == ["Bisa."]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("  ", "Tulis jawabannya."),
        ("x" * 1001, "Paling panjang 1.000 huruf."),
        ("x" * 10_001, "Paling panjang 1.000 huruf."),
    ],
)
def test_faulty_reply_is_told_and_stays_in_the_box(client: Any, office: World, text: str, told: str) -> None:
    written(office)

    page = send(client, office, text)

    assert page.status_code == 422
    assert told in text_of(page)
    assert box(page).startswith(text.strip()[:1000])
    assert sent(office) == []


def test_newer_line_is_told_before_anything_is_sent(client: Any, office: World) -> None:
    written(office)
    seen = newest(office)
    written(office, "Maaf, sudah tidak perlu.", now=at(11))

    page = send(client, office, "Bisa & boleh.", seen=seen)

    assert page.status_code == 409
    assert "Ada pesan baru dari warga." in text_of(page)
    assert "warga · 11.00 · baru" in text_of(page)
    assert box(page) == "Bisa &amp; boleh."
    assert f'name="seen" value="{newest(office)}"' in page.text
    assert sent(office) == []


def test_second_clerk_reads_that_a_colleague_has_answered(client: Any, office: World) -> None:
    written(office)
    seen = newest(office)
    office.do(inbox.reply, 1, "Bisa.", seen=seen, by="staff:2", now=at(11, 29))

    page = send(client, office, "Tidak bisa.", seen=seen)

    assert "Budi sudah menjawab pukul 11.29." in text_of(page)
    assert box(page) == "Tidak bisa."
    assert sent(office) == ["Bisa."]
    send(client, office, "Tambahan.")
    assert sent(office) == ["Bisa.", "Tambahan."]


def test_after_a_day_the_box_gives_way_to_what_can_be_done(client: Any, office: World) -> None:
    written(office, now=at(11, day=-1))

    page = client.get(f"{PAGE}/1")
    refused = send(client, office, "Terlambat <sekali>.")

    assert "Waktu balas sudah lewat" in text_of(page)
    assert "telepon warga, atau tunggu sampai ia menulis lagi" in text_of(page)
    assert "<textarea" not in page.text
    assert refused.status_code == 409
    assert "Terlambat &lt;sekali&gt;." in refused.text
    assert rows(client.get(PAGE))[0].endswith("lewat siapa saja")
    assert sent(office) == []


def test_after_an_answer_comes_the_first_that_can_still_be_answered(client: Any, office: World) -> None:
    late = written(office, now=at(7, day=-1), phone="+6281234567891")
    mine, next_one = (written(office, now=at(8, minute), phone=f"+628123456789{minute}") for minute in (2, 3))

    before = client.get(f"{PAGE}/{mine}").text
    send(client, office, "", what="closing", number=mine)
    after = client.get(f"{PAGE}/{mine}").text

    assert re.search(rf'data-key="Shift.F2" href="/office/inbox/{late}"', before)
    assert re.search(rf'data-key="F2" href="/office/inbox/{next_one}"', after)


def test_number_is_shown_once_to_call_and_it_is_kept_who_asked(client: Any, office: World) -> None:
    written(office, phone="+6281377712345")
    number = written(office)

    page = send(client, office, "sudah ditulis", what="phone", number=number)

    assert f'href="tel:{PHONE}"' in page.text
    assert box(page) == "sudah ditulis"
    assert page.headers["Cache-Control"] == "no-store"
    (row,) = office.rows(Disclosure)
    assert (row.conversation_id, row.document_id, row.fields, row.place, row.by, row.at) == (
        number,
        None,
        "phone",
        "conversation",
        "staff:1",
        at(11, 30),
    )
    assert PHONE not in client.get(f"{PAGE}/{number}").text


def test_stopped_number_is_said(client: Any, office: World) -> None:
    written(office)
    office.database.run(opt_outs.stop, office.office.id, PHONE, why="stop", now=NINE)

    assert "Nomor ini minta tidak dikirimi pesan lagi." in text_of(client.get(f"{PAGE}/1"))


# --- closed, opened, put back, handed on


def test_closed_opened_and_put_back(client: Any, office: World) -> None:
    written(office)

    closed = send(client, office, "", what="closing")
    opened = send(client, office, "", what="reopening")
    marked = send(client, office, "", what="mark")

    assert "Percakapan ditandai selesai." in text_of(closed)
    assert "Percakapan dibuka lagi." in text_of(opened)
    assert "Percakapan menunggu lagi." in text_of(marked)
    assert "Rina menandai selesai · 11.30 Rina membuka lagi · 11.30 Rina menandai belum selesai" in text_of(marked)
    assert conversation(office).waiting_since == at(11, 30)


@pytest.mark.parametrize("what", ["closing", "mark"])
def test_what_was_typed_is_not_thrown_away_by_another_button(client: Any, office: World, what: str) -> None:
    written(office)

    page = send(client, office, "Hampir selesai", what=what)

    assert "Yang Anda tulis belum terkirim." in text_of(page)
    assert box(page) == "Hampir selesai"
    assert conversation(office).state == "open"


def test_handed_on_taken_and_left_to_anybody(client: Any, office: World) -> None:
    written(office)

    taken = send(client, office, what="assignment", to="1")
    given = send(client, office, what="assignment", to="2", was="staff:1")
    late = send(client, office, what="assignment", to="1", was="staff:1")
    left = send(client, office, what="assignment", to="0", was="staff:2")

    assert "Rina mengambil percakapan ini" in text_of(taken)
    assert "Dipegang Budi, dicatat oleh Rina" in text_of(given)
    assert "Percakapan ini baru saja dipindahkan. Sekarang dipegang: Budi." in text_of(late)
    assert "Rina melepas ke siapa saja" in text_of(left)
    assert "Pilih petugas kantor ini." in text_of(send(client, office, what="assignment", to="4711"))


def test_way_leads_along_those_that_wait_but_not_to_a_colleagues(client: Any, office: World) -> None:
    for number in range(4):
        written(office, phone=f"+628120000000{number}", now=at(9, number))
    office.do(inbox.assign, 2, 2, was=None)

    def ways(number: int) -> list[str]:
        page = client.get(f"{PAGE}/{number}").text
        return re.findall(r'accesskey="(\w)" data-key="[\w+]+" href="/office/inbox/(\d+)"', page)  # type: ignore[return-value]

    assert ways(1) == [("n", "3")]
    assert ways(3) == [("p", "1"), ("n", "4")]
    assert ways(4) == [("p", "3"), ("n", "1")]
    send(client, office, number=1)
    assert ways(1) == [("n", "3")]


@pytest.mark.postgres("statements")
def test_older_lines_are_a_page_of_their_own(client: Any, office: World) -> None:
    for number in range(62):
        written(office, f"baris {number:02}", now=at(9, number % 60))

    page = client.get(f"{PAGE}/1")
    older = re.search(r'href="(/office/inbox/1\?before=\d+)"', page.text)

    assert older
    assert "baris 61" in page.text
    assert "baris 01" not in page.text
    assert "baris 01" in client.get(older[1]).text
    assert "<textarea" not in client.get(older[1]).text


@pytest.mark.parametrize("number", ["4711", "99999999999999999999"])
def test_conversation_that_is_not_there_is_refused(client: Any, office: World, number: str) -> None:
    for answer in (client.get(f"{PAGE}/{number}"), client.post(f"{PAGE}/{number}/replies", data={"text": "x"})):
        assert answer.status_code == 404
        assert "Percakapan itu tidak ada di kantor ini." in text_of(answer)


# --- ready answers


def test_ready_answer_goes_into_the_box_without_a_script(client: Any, office: World) -> None:
    written(office)

    page = send(client, office, "Selamat siang.", what="drafts", use="Jam buka")

    assert box(page) == (
        "Selamat siang.\nJam layanan Disdukcapil tanjungpinang: hari ini pukul 08.00-12.00 dan 13.00-15.00 WIB. "
        "Selengkapnya: http://testserver/o/tanjungpinang"
    )
    assert sent(office) == []
    assert "Jawaban siap pakai itu sudah dihapus." in text_of(send(client, office, what="drafts", use="Tidak ada"))


def test_ready_answer_says_when_the_office_opens_again(client: Any, office: World, clock: Stopwatch) -> None:
    written(office, now=at(9, day=5))
    clock.now = at(10, day=5)
    sign_in(client, office, now=clock.now)

    page = send(client, office, "", what="drafts", use="Jam buka")

    assert "hari ini tutup, buka lagi Senin, 7 Desember 2026 pukul 08.00 WIB." in box(page)


ANSWERS = f"{PAGE}/answers"


@pytest.fixture
def sari(client: Any, office: World) -> Any:
    """A supervisor."""
    sign_in(client, office, name="Sari", role="supervisor")
    return client


def answered(client: Any, path: str = "", **form: str) -> Any:
    answer = client.post(f"{ANSWERS}{path}", data=form)
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def titles(office: World) -> list[str]:
    return [row.title for row in sorted(office.rows(ReadyAnswer), key=lambda row: row.position)]


def test_office_begins_with_the_usual_answers_and_makes_them_its_own(sari: Any, office: World) -> None:
    page = sari.get(ANSWERS)
    assert "Ini jawaban bawaan." in text_of(page)

    for _ in range(2):
        page = answered(sari, title="Parkir", text="Parkir di belakang kantor.")

    assert "Jawaban ditambahkan." in text_of(page)
    assert titles(office) == [*(each.title for each in PRESETS), "Parkir"]
    written(office)
    assert box(send(sari, office, "", what="drafts", use="Parkir")) == "Parkir di belakang kantor."


@pytest.mark.postgres("statements")
def test_usual_answer_is_changed_and_removed(sari: Any, office: World) -> None:
    form = sari.get(ANSWERS, params={"change": "Gratis"})
    changed = answered(sari, "/changes", was="Gratis", title="Biaya", text="Semua gratis.")
    removed = answered(sari, "/removals", was="Jam buka")

    assert 'value="Gratis"' in form.text
    assert "Jawaban sudah diubah." in text_of(changed)
    assert "Jawaban sudah dihapus." in text_of(removed)
    assert titles(office)[:2] == ["Apa yang dibawa", "Biaya"]
    assert "Jawaban siap pakai itu sudah dihapus." in text_of(answered(sari, "/removals", was="Jam buka"))


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"title": "", "text": "Ada"}, "Tulis judulnya."),
        ({"title": "Parkir", "text": " "}, "Tulis jawabannya."),
        ({"title": "x" * 41, "text": "Ada"}, "Judul paling panjang 40 huruf."),
        ({"title": "Parkir", "text": "x" * 1001}, "Paling panjang 1.000 huruf."),
        ({"title": "gratis", "text": "Ada"}, "Sudah ada jawaban dengan judul itu."),
    ],
)
def test_faulty_answer_is_told_and_stays_in_the_form(sari: Any, office: World, form: dict[str, str], told: str) -> None:
    page = answered(sari, **form)

    assert page.status_code == 422
    assert told in text_of(page)
    assert box(page) == form["text"]
    assert titles(office) == []


def test_too_many_answers_are_refused(sari: Any, office: World) -> None:
    for number in range(MOST - len(PRESETS)):
        answered(sari, title=f"Nomor {number}", text="Ada")

    page = answered(sari, title="Satu lagi", text="Ada")

    assert "Sudah ada 30 jawaban siap pakai." in text_of(page)


def test_clerks_change_no_answers(client: Any, office: World) -> None:
    assert client.get(ANSWERS).status_code == 403
    assert client.post(ANSWERS, data={"title": "Parkir", "text": "Ada"}).status_code == 403
    assert ANSWERS not in client.get(PAGE).text
    assert titles(office) == []
