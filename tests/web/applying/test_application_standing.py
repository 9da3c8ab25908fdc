"""What the page of an application says while its document waits, and where it is fetched."""

from datetime import date
from typing import Any

import pytest

from scheduler.db.models import Document, Material
from scheduler.domain.regency import Unwanted
from scheduler.flow.blanks import printing_stops, supplies
from scheduler.flow.delivery.batches import making, signing
from scheduler.flow.regency import returning, sending
from tests.conftest import Stopwatch
from tests.scenes.applications import document, move, sent, theirs
from tests.scenes.blanks import KTP, material, opened
from tests.scenes.factories import NINE, World, at
from tests.scenes.places import BUGIS, a_place
from tests.web.staff.members import text_of

LACKS = "KTP-el Anda belum bisa dicetak karena blangko KTP-el habis."


@pytest.fixture(autouse=True)
def _at_nine(clock: Stopwatch) -> None:
    clock.now = NINE


def page(client: Any, code: str) -> str:
    return text_of(client.get(f"/a/{theirs(client, code)}"))


def waiting(office: World, *, pieces: int = 0) -> str:
    """The code of one that waits for a blank of an office that counts them."""
    opened(office, pieces)
    code = sent(office)
    move(office, code, "in_production")
    return code


def test_lacking_blank_says_the_place_and_what_helps_meanwhile(client: Any, office: World) -> None:
    first, second = waiting(office), sent(office)
    move(office, second, "in_production")
    office.change(Material, material(office).id, substitute={"id": "Pakai surat keterangan dari loket 5."})

    said = page(client, second)

    assert "Menunggu blangko" in said
    assert f"Urutan Anda: 2 {LACKS} Tanggal pastinya belum ada." in said
    assert "Perlu segera? Pakai surat keterangan dari loket 5. " in said
    assert "Urutan Anda: 1" in page(client, first)


def test_lacking_blank_says_what_helps_though_the_office_wrote_nothing(client: Any, office: World) -> None:
    assert "Perlu segera? Pakai Identitas Kependudukan Digital (IKD) di ponsel" in page(client, waiting(office))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 12, 3), "Blangko berikutnya bisa kami ambil di pusat mulai Kamis, 3 Desember 2026;"),
        (date(2026, 11, 29), "Tanggal pastinya belum ada."),
        (None, "Tanggal pastinya belum ada."),
    ],
)
def test_blanks_to_come_are_said_with_the_day_from_which(
    client: Any, office: World, day: date | None, words: str
) -> None:
    code = waiting(office)
    asked = office.do(supplies.ask_centre, KTP, 300, note=None)
    office.database.run(supplies.grant_supply, office.office, asked.id, 300, by="staff:1", now=NINE, fetchable_on=day)
    office.do(supplies.ask_centre, "blangko KIA", 300, note=None)

    assert f"{LACKS} {words}" in page(client, code)


@pytest.mark.parametrize("pieces", [0, 50])
def test_stopped_printing_is_said_with_its_reason(client: Any, office: World, pieces: int) -> None:
    office.do(printing_stops.stop_printing, None, why="ribbon", note=None)
    code = waiting(office, pieces=pieces)

    said = page(client, code)

    assert "Cetak sedang terhenti" in said
    assert "KTP-el Anda belum bisa dicetak karena tinta cetak habis." in said
    assert "blangko" not in said.lower()


def test_stopped_printing_is_said_of_what_is_in_production(client: Any, office: World) -> None:
    code = waiting(office, pieces=50)
    before = page(client, code)
    office.do(printing_stops.stop_printing, KTP, why="printer", note=None)

    said = page(client, code)

    assert "KTP-el Anda kami proses. Perkiraan jadi Kamis, 3 Desember 2026. Tidak perlu datang" in before
    assert "Saat ini belum bisa dicetak karena mesin cetak sedang rusak, jadi bisa lebih lama." in said


def test_who_has_a_blank_and_waits_for_the_printer_is_not_told_that_it_lacks(client: Any, office: World) -> None:
    code = waiting(office)
    office.change(Material, material(office).id, stock=1)
    other = sent(office)
    move(office, other, "in_production")

    first, second = page(client, code), page(client, other)

    assert "Menunggu giliran dicetak" in first
    assert "Urutan Anda: 1 Blangkonya ada. KTP-el Anda menunggu giliran dicetak." in first
    assert "habis" not in first
    assert "Perlu segera?" not in first
    assert "Menunggu blangko" in second


def test_paper_without_a_blank_never_waits_for_one(client: Any, office: World) -> None:
    code = sent(office, "kk.lost")
    office.change(Document, document(office, code).id, stage="waiting_for_blank")  # as old exports left it

    said = page(client, code)

    assert "Berkas lengkap, sedang dibuat" in said
    assert "langko" not in said


@pytest.mark.parametrize("stage", [["in_production"], ["in_production", "waiting_for_blank"]])
def test_waiting_is_said_in_english(client: Any, office: World, stage: list[str]) -> None:
    office.do(printing_stops.stop_printing, KTP, why="printer", note=None)
    code = sent(office)
    move(office, code, *stage)

    assert client.get(f"/a/{code}?lang=en").status_code == 200


def test_document_at_a_place_says_where_and_when_it_is_open(client: Any, office: World) -> None:
    code, place = sent(office), a_place(office)
    office.change(Document, document(office, code).id, channel="branch", place=BUGIS)
    move(office, code, "in_production", "ready")
    batch = office.do(making.make_batch, place.id)

    before = page(client, code)
    office.do(signing.sign_batch, batch.id, taken_by="Hasan", signature=None, now=NINE)
    after = page(client, code)

    assert f"Dokumen Anda sudah jadi dan akan kami bawa ke {BUGIS}." in before
    assert "Sudah jadi, segera dikirim" in before
    assert f"Dokumen Anda ada di {BUGIS}. Alamat dan jam buka: {place.address}, {place.hours}." in after


def test_what_another_office_refused_is_said_to_come_back(client: Any, office: World, elsewhere: World) -> None:
    code = sent(office)
    move(office, code, "in_production", "ready")
    reference = document(office, code).reference
    office.do(sending.send, reference, elsewhere.office.code)
    before = page(client, code)

    elsewhere.do(returning.refuse, reference, Unwanted.DAMAGED, "")
    after = page(client, code)

    assert "Anda dikabari begitu bisa diambil di sana" in before
    assert "Sedang dikirim kembali ke kantor kami" in after
    assert "Mohon tidak datang dulu. Anda dikabari begitu bisa diambil di kantor kami" in after


def test_what_was_fetched_says_on_which_day(client: Any, office: World) -> None:
    code = sent(office)
    move(office, code, "in_production", "ready")
    move(office, code, "collected", now=at(10))

    assert "KTP-el sudah diambil Senin, 30 November 2026. Data keliru?" in page(client, code)


@pytest.mark.postgres("statements")
def test_recording_that_is_done_is_not_said_to_be_fetched(client: Any, office: World) -> None:
    code = sent(office, "ktp-el.recording")
    move(office, code, "ready", "collected")

    said = page(client, code)

    assert "Perekaman KTP-el sudah selesai Senin, 30 November 2026." in said
    assert "diambil" not in said


def test_place_that_is_on_no_list_is_named(client: Any, office: World) -> None:
    code = sent(office)
    office.change(Document, document(office, code).id, channel="branch", place="Kantor Camat Bukit Bestari")
    move(office, code, "in_production", "ready")

    assert "Dokumen Anda ada di Kantor Camat Bukit Bestari." in page(client, code)


def test_document_for_a_place_is_not_said_to_be_there_before_it_is_ready(client: Any, office: World) -> None:
    code = sent(office)
    office.change(Document, document(office, code).id, channel="branch", place=BUGIS)
    move(office, code, "in_production")

    assert "Dokumen Anda ada di" not in page(client, code)


AHEAD = "Saat ini blangko KTP-el sedang habis; tanggal pastinya belum ada. Anda tetap tercatat dalam urutan."
PREPARE = "/o/tanjungpinang/permohonan/ktp/ktp-el.lost"


@pytest.mark.postgres("statements")
def test_no_day_is_promised_while_blanks_are_used_up(client: Any, office: World) -> None:
    opened(office, 0)
    office.change(Material, material(office).id, substitute={"id": "Pakai surat keterangan dari loket 5."})
    code = sent(office)

    said = page(client, code)

    assert AHEAD in said
    assert "Perlu segera? Pakai surat keterangan dari loket 5." in said
    assert "Perkiraan jadi" not in said
    assert client.get(f"/a/{code}?lang=en").status_code == 200


def test_no_day_is_promised_while_those_who_wait_take_all_blanks(client: Any, office: World) -> None:
    waiting(office)
    office.change(Material, material(office).id, stock=1)
    code = sent(office)

    before = page(client, code)
    office.change(Material, material(office).id, stock=2)

    assert AHEAD in before
    assert "Perkiraan jadi Kamis, 3 Desember 2026" in page(client, code)


def test_no_day_is_promised_while_nothing_is_printed(client: Any, office: World) -> None:
    opened(office, 50)
    code = sent(office)
    assert "Perkiraan jadi" in page(client, code)

    office.do(printing_stops.stop_printing, None, why="ribbon", note=None)

    said = page(client, code)
    assert "Saat ini KTP-el belum bisa dicetak karena tinta cetak habis; tanggal pastinya belum ada." in said
    assert "Perkiraan jadi" not in said
    assert "Perkiraan jadi" in page(client, sent(office, "kk.lost"))


def test_checklist_says_that_blanks_are_used_up_before_anything_is_filled_in(client: Any, office: World) -> None:
    opened(office, 0)

    said = page_at(client, PREPARE)

    assert (
        "Saat ini blangko KTP-el sedang habis; tanggal pastinya belum ada. "
        "Anda tetap bisa mengajukan dan tercatat dalam urutan."
    ) in said
    assert "Perlu segera? Pakai Identitas Kependudukan Digital (IKD)" in said
    assert "Biasanya jadi" not in said
    assert "Biasanya jadi" in page_at(client, PREPARE.replace("ktp/ktp-el", "kk/kk"))


def page_at(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return text_of(answer)
