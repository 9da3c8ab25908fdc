"""The page of blanks: what there is, who waits, and everything that is written down of it."""

import re
from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import Document, Material, Office, PrintingStop, StockEntry, Supply
from scheduler.domain.stages import DocumentStage
from scheduler.flow.blanks import blanks, release, stock
from scheduler.flow.core import history
from scheduler.flow.counter import counter_problems, undo
from scheduler.flow.documents import documents
from scheduler.web.office.blanks.view import blanks_page
from scheduler.web.office.blanks.weeks import Week, weeks_of
from tests.conftest import Stopwatch
from tests.scenes.blanks import KIA, KTP, counts, kinds, opened
from tests.scenes.factories import NINE, World, at
from tests.support.databases import ON_SQLITE
from tests.support.plans import rows_of, sent_by, sqlite_plan
from tests.web.staff.members import sign_in, text_of

PATH = "/office/blanks"


@pytest.fixture(autouse=True)
def _in_the_office(client: Any, office: World, clock: Stopwatch) -> None:
    """Rina leads the office."""
    sign_in(client, office, role="supervisor")
    clock.now = NINE


def on_another_day(client: Any, office: World, clock: Stopwatch, day: int) -> None:
    """Rina has signed in at 09.00, so many days after Monday 30 November."""
    clock.now = at(9, day=day)
    sign_in(client, office, role="supervisor", now=clock.now)


def send(client: Any, where: str, material: str = KTP, **fields: object) -> Any:
    return client.post(f"{PATH}/{where}", data={"material": material, **fields})


def page(client: Any, material: str = KTP, **query: object) -> str:
    return text_of(client.get(PATH, params={"material": material, **query}))


@pytest.mark.postgres("statements")
def test_material_nobody_counted_says_that_it_holds_nobody_up(client: Any, office: World) -> None:
    office.document(stage="waiting_for_blank")

    said = page(client)

    assert "Belum dihitung" in said
    assert "1 permohonan tercatat menunggu blangko" in said
    assert "Buku stok 8 minggu" not in said


@pytest.mark.parametrize("where", ["counts", "receipts", "stops", "supplies", "sharing"])
def test_note_with_signs_that_nobody_sees_is_refused(client: Any, office: World, where: str) -> None:
    opened(office, 5)
    words = "dari\u202e provinsi"

    answer = send(client, where, pieces=2, note=words, why="printer", substitute_id=words)

    assert answer.status_code == 422
    assert "Ada tanda yang tidak terlihat di isian ini" in text_of(answer)


def test_first_count_opens_the_ledger(client: Any, office: World) -> None:
    answer = send(client, "counts", pieces=40)

    assert answer.status_code == 200
    assert "Stok 40 0 untuk yang sedang dicetak, 40 bebas" in text_of(answer)
    assert kinds(office) == [("count", 40)]


def test_receipt_says_who_is_released_masked_and_in_order(client: Any, office: World) -> None:
    opened(office, 0)
    for number in (1, 2, 3):
        office.document(f"R/{number}", stage="in_production", holder="Budi Santoso", now=at(7, number))
    office.document("R/9", type="KIA", stage="waiting_for_blank")

    answer = send(client, "receipts", pieces=2, note="dari provinsi")

    said = text_of(answer)
    assert "2 permohonan mendapat blangko" in said
    assert said.index("R/1 B.S.") < said.index("R/2 B.S.")
    assert "Budi Santoso" not in answer.text
    assert "Menunggu blangko 1 " in said
    assert office.rows(StockEntry)[-1].note == "dari provinsi"


def test_same_receipt_sent_twice_counts_once_and_says_the_same(client: Any, office: World) -> None:
    opened(office, 0)
    office.document("R/1", stage="in_production")

    said = [text_of(send(client, "receipts", pieces=5, nonce="x1")) for _ in range(2)]

    assert all("1 permohonan mendapat blangko" in each for each in said)
    assert counts(office) == (5, 1)


def test_spoilt_blanks_leave_the_stock(client: Any, office: World) -> None:
    opened(office, 9)

    answer = send(client, "spoilt", pieces=2, note="basah")

    assert answer.status_code == 303
    assert "done=spoilt" in answer.headers["location"]
    assert counts(office) == (7, 0)


def test_more_spoilt_than_there_are_is_said_on_the_page(client: Any, office: World) -> None:
    opened(office, 1)

    answer = send(client, "spoilt", pieces=2)

    assert answer.status_code == 409
    assert "tidak ada blangko KTP-el yang bebas" in text_of(answer)


@pytest.mark.parametrize(("where", "pieces"), [("receipts", 0), ("receipts", "x"), ("counts", -1), ("spoilt", 10**9)])
def test_pieces_that_make_no_sense_are_refused_in_words(client: Any, office: World, where: str, pieces: object) -> None:
    opened(office, 5)

    answer = send(client, where, pieces=pieces)

    assert answer.status_code in (409, 422)
    assert 'role="alert"' in answer.text
    assert counts(office) == (5, 0)


def test_granted_supply_says_from_which_day(client: Any, office: World) -> None:
    opened(office, 0)
    send(client, "supplies", pieces=500)
    (asked,) = office.rows(Supply)

    send(client, f"supplies/{asked.id}/grant", pieces=300, fetchable_on="2026-12-03")

    assert "Disetujui, bisa diambil mulai Kamis, 3 Des" in page(client)


def test_what_was_asked_of_the_centre_goes_its_way_to_a_receipt(client: Any, office: World) -> None:
    opened(office, 0)
    office.document("R/1", stage="in_production")
    send(client, "supplies", pieces=500, note="surat 12")
    (asked,) = office.rows(Supply)
    said_asked = page(client)

    send(client, f"supplies/{asked.id}/grant", pieces=300)
    said_granted = page(client)
    send(client, f"supplies/{asked.id}/grant", pieces=300, fetchable_on="2026-12-03")
    said_fetchable = page(client)
    send(client, "receipts", pieces=300, supply=asked.id)

    assert "Diminta, belum dijawab" in said_asked
    assert "Diminta ke pusat 500 500 belum dijawab" in said_asked
    assert "Disetujui, belum bisa diambil" in said_granted
    assert "Diminta ke pusat 300 300 disetujui, belum ada tanggal" in said_granted
    assert "Diminta ke pusat 300 300 bisa diambil mulai Kamis, 3 Des" in said_fetchable
    assert "Sudah datang" in page(client)
    assert "300 dari 300 datang" in page(client)
    assert "Diminta ke pusat 0 tidak ada permintaan yang berjalan" in page(client)
    assert office.rows(StockEntry)[-1].supply_id == asked.id


def test_what_is_still_to_come_is_told_apart(client: Any, office: World) -> None:
    opened(office, 0)
    for pieces in (100, 200, 300, 400):
        send(client, "supplies", pieces=pieces)
    first, second, third, _ = (each.id for each in office.rows(Supply))
    send(client, f"supplies/{first}/grant", pieces=50, fetchable_on="2026-12-08")
    send(client, f"supplies/{second}/grant", pieces=150, fetchable_on="2026-12-03")
    send(client, f"supplies/{third}/grant", pieces=250)

    said = "200 bisa diambil mulai Kamis, 3 Des; 250 disetujui, belum ada tanggal; 400 belum dijawab"
    assert f"Diminta ke pusat 850 {said}" in page(client)


def test_delivery_in_parts_counts_down_what_is_still_to_come(client: Any, office: World) -> None:
    opened(office, 0)
    send(client, "supplies", pieces=500)
    (asked,) = office.rows(Supply)
    send(client, f"supplies/{asked.id}/grant", pieces=500)

    first = send(client, "receipts", pieces=100, supply=asked.id)
    said = page(client)
    second = send(client, "receipts", pieces=400, supply=asked.id)

    assert (first.status_code, second.status_code) == (200, 200)
    assert "Disetujui, belum bisa diambil 100 dari 500 datang" in said
    assert "Diminta ke pusat 400 400 disetujui, belum ada tanggal" in said
    assert "30 November: sisa 400" in said
    assert "Sudah datang 500 dari 500 datang" in page(client)
    assert "Diminta ke pusat 0 " in page(client)
    assert counts(office) == (500, 0)


def test_rest_of_a_supply_is_given_up_with_a_reason(client: Any, office: World) -> None:
    opened(office, 0)
    send(client, "supplies", pieces=500)
    (asked,) = office.rows(Supply)
    send(client, "receipts", pieces=100, supply=asked.id)

    refused = send(client, f"supplies/{asked.id}/refusal")
    without = send(client, f"supplies/{asked.id}/rest", reason=" ")
    given_up = [send(client, f"supplies/{asked.id}/rest", reason="stok pusat habis", nonce="x1") for _ in range(2)]

    said = page(client, done="given_up")
    assert (refused.status_code, "Catat bahwa sisanya tidak datang." in text_of(refused)) == (409, True)
    assert (without.status_code, "Tulis alasannya" in text_of(without)) == (422, True)
    assert [each.status_code for each in given_up] == [303, 303]
    assert "Sudah dicatat bahwa sisanya tidak datang." in said
    assert "Sisanya tidak datang 100 dari 500 datang Senin, 30 Nov, Rina stok pusat habis" in said
    assert "Diminta ke pusat 0 " in said


def test_only_what_can_be_answered_is_offered(client: Any, office: World) -> None:
    opened(office, 0)
    send(client, "supplies", pieces=500)
    (asked,) = office.rows(Supply)

    def offered() -> list[bool]:
        text = client.get(PATH).text
        return [f"{PATH}/supplies/{asked.id}/{what}" in text for what in ("grant", "refusal", "rest")]

    unanswered = offered()
    send(client, f"supplies/{asked.id}/grant", pieces=500)
    granted = offered()
    send(client, "receipts", pieces=1, supply=asked.id)
    begun = offered()
    send(client, "receipts", pieces=499, supply=asked.id)

    assert [unanswered, granted, begun, offered()] == [
        [True, True, False],
        [True, True, True],
        [True, False, True],
        [False] * 3,
    ]


def test_who_answered_and_who_shared_is_on_the_page(client: Any, office: World, clock: Stopwatch) -> None:
    opened(office, 0)
    for pieces in (500, 70):
        send(client, "supplies", pieces=pieces)
    first, second = office.rows(Supply)
    sign_in(client, office, name="Beni", role="clerk")
    send(client, f"supplies/{first.id}/grant", pieces=300)
    send(client, f"supplies/{second.id}/refusal")
    sign_in(client, office, name="Wati", role="supervisor")
    send(client, "sharing", per_day=40)
    on_another_day(client, office, clock, 1)

    said = page(client)

    assert "Senin, 30 Nov Rina 500 300 Senin, 30 Nov, Beni" in said
    assert "Ditolak Senin, 30 Nov, Beni" in said
    assert "Terakhir diatur Senin, 30 Nov 09.00 oleh Wati." in said


def test_supply_that_is_over_cannot_be_changed(client: Any, office: World) -> None:
    send(client, "supplies", pieces=5)
    (asked,) = office.rows(Supply)
    send(client, f"supplies/{asked.id}/refusal")

    answer = send(client, f"supplies/{asked.id}/grant", pieces=5)

    assert (answer.status_code, "Permintaan ini sudah selesai." in text_of(answer)) == (409, True)
    assert send(client, f"supplies/{2**40}/grant", pieces=5).status_code == 404
    assert send(client, f"supplies/{asked.id}/grant", pieces=5, fetchable_on="0001-01-01").status_code == 422


def test_printing_is_stopped_and_goes_on(client: Any, office: World) -> None:
    opened(office, 5)
    send(client, "stops", why="ribbon", note="menunggu kiriman")
    office.document("R/1", stage="in_production")
    said = page(client)
    (stop,) = office.rows(PrintingStop)

    answer = send(client, f"stops/{stop.id}/end")

    assert "Cetak dihentikan sejak 09.00: Tinta (ribbon) habis. menunggu kiriman" in said
    assert "1 permohonan mendapat blangko" in text_of(answer)
    assert office.stage("R/1") == "in_production"


def test_stop_of_everything_shows_on_every_material(client: Any, office: World) -> None:
    send(client, "stops", KIA, why="power", everything="true")

    assert "(semua bahan)" in page(client, KTP)


@pytest.mark.postgres("statements")
def test_sharing_is_settled_by_supervisors(client: Any, office: World) -> None:
    opened(office, 5)

    several = "Minta\r\nsuket "
    answer = send(client, "sharing", per_day=40, share_first=60, substitute_id=several, substitute_en="Ask")

    (row,) = office.rows(Material)
    assert answer.status_code == 303
    assert (row.per_day, row.shares, row.substitute) == (40, {"first": 60}, {"id": "Minta suket", "en": "Ask"})
    assert "hari ini 0 dari 40 cetakan sudah dimulai" in page(client)


def test_cards_noted_as_printed_beyond_the_daily_limit_are_said_apart(
    client: Any, office: World, clock: Stopwatch
) -> None:
    opened(office, 9)
    send(client, "sharing", per_day=2)
    on_another_day(client, office, clock, 1)
    for number in range(2):
        office.document(f"R/{number}", stage="in_production", now=clock.now)
    at_limit = page(client)
    for number in range(2, 5):
        office.document(f"R/{number}", stage="in_production", now=clock.now)
        office.do(documents.set_stage, f"R/{number}", DocumentStage.READY, printed=True, now=clock.now)

    said = page(client)

    assert "hari ini 2 dari 2 cetakan sudah dimulai" in at_limit
    assert "2 cetakan sehari sudah terpakai; 3 lagi tercatat sudah dicetak, di luar batas itu" in said
    assert "cetakan sudah dimulai" not in said


def test_limit_that_was_lowered_today_is_why_more_are_printed(client: Any, office: World) -> None:
    opened(office, 9)
    for number in range(3):
        office.document(f"R/{number}", stage="in_production", now=NINE)

    send(client, "sharing", per_day=2)

    said = "atau dimulai sebelum batasnya diatur pukul 09.00"
    assert f"2 cetakan sehari sudah terpakai; 1 lagi di luar batas itu: tercatat sudah dicetak, {said}" in page(client)


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"share_first": 95}, "Bagian setiap alasan"), ({"share_first": 60, "share_lost": 40}, "paling banyak 90 persen")],
)
def test_shares_that_leave_nothing_for_the_rest_are_refused(
    client: Any, office: World, fields: dict[str, int], said: str
) -> None:
    opened(office, 5)

    answer = send(client, "sharing", **fields)

    assert (answer.status_code, said in text_of(answer)) == (422, True)


def test_ledger_shows_who_and_what_newest_first_and_what_was_undone(client: Any, office: World) -> None:
    opened(office, 40)
    number = office.called()
    office.do(counter_problems.report_problem, number, reason="misprint")
    office.do(undo.undo_last, number, now=at(9, 2))
    send(client, "receipts", pieces=7)

    said = page(client)

    assert said.index("Masuk +7") < said.index("Blangko rusak (langkahnya dibatalkan)") < said.index("Dihitung: 40 +40")
    assert "Masuk +7 Rina" in said


def test_ledger_is_paged(client: Any, office: World) -> None:
    opened(office, 1)
    for pieces in range(2, 27):
        office.do(_receive, pieces)

    assert "Halaman 1 dari 2" in page(client)
    assert "Dihitung: 1" in page(client, page=2)
    assert "Halaman 2 dari 2" in page(client, page="99999")


def weeks(office: World, day: int) -> list[Week]:
    """The weeks of a day after Monday 30 November, as the page draws them."""

    def ask(session: Any) -> list[Week]:
        here = session.get_one(Office, office.office.id)
        return weeks_of(session, here, stock.material_of(session, here.id, KTP), at(12, day=day))

    return office.read(ask)


@pytest.mark.postgres("statements")
def test_weeks_say_what_was_left_at_their_ends(office: World) -> None:
    office.do(blanks.count_blanks, KTP, 30, now=at(7, day=-10))
    used_on(office, -9, 1, each=2)
    office.do(_receive, 5, now=at(8, day=2))

    assert [(each.stock, each.received, each.spent) for each in weeks(office, 3)[-4:]] == [
        (None, 0, 0),
        (28, 0, 2),
        (28, 0, 0),
        (31, 5, 2),
    ]


def test_a_ledger_of_years_is_not_read_for_eight_weeks(office: World) -> None:
    office.do(blanks.count_blanks, KTP, 30, now=at(7, day=-200))
    used_on(office, *range(-200, -190))
    sent = sent_by(office.database, lambda session: weeks(office, 3))

    assert max(rows_of(office.database, each) for each in sent) == 1
    assert [each.stock for each in weeks(office, 3)] == [20] * 8


@ON_SQLITE
@pytest.mark.parametrize("kind", [stock.COUNT, stock.SHORT])
def test_counts_of_a_ledger_are_found_by_their_kind(office: World, kind: str) -> None:
    opened(office, 1)
    sent = sent_by(office.database, lambda session: blanks_page(session, office.office, KTP, 1, now=NINE))

    of_kind = [each for each in sent if kind in tuple(each[1]) and "stock_entry" in each[0]]
    plans = [line for each in of_kind for line in sqlite_plan(office.database, each) if "stock_entry" in line]
    assert all("ix_stock_entry_kind" in line for line in plans), plans
    assert plans


def _receive(session: Any, place: Any, pieces: int, *, by: str, now: Any) -> None:
    stock.receive(session, stock.material_of(session, place.id, KTP), pieces, by=by, now=now)


def used_on(office: World, *days: int, each: int = 1) -> None:
    """So many cards are made on some days after Monday 30 November."""
    for day in days:
        for _ in range(each):
            office.document(stage="ready", now=at(9, day=day))


def test_forecast_goes_by_the_days_since_the_ledger_was_opened(client: Any, office: World, clock: Stopwatch) -> None:
    office.do(counter_problems.report_problem, office.called(), reason="misprint")
    office.do(blanks.count_blanks, KTP, 30, now=at(7, day=7))
    used_on(office, *range(7, 12), each=2)
    office.do(blanks.spoil_blanks, KTP, 5, note=None, now=at(14, day=11))
    used_on(office, 14)
    on_another_day(client, office, clock, 14)

    assert "Perkiraan cukup 4 hari buka terpakai 3,0 keping setiap hari buka, rata-rata 28 hari" in page(client)


def test_forecast_is_not_made_from_a_few_days(client: Any, office: World, clock: Stopwatch) -> None:
    opened(office, 150)
    office.do(blanks.spoil_blanks, KTP, 1, note=None)
    said = []
    for day in (0, 1, 4, 5):
        on_another_day(client, office, clock, day)
        said.append(re.search(r"Perkiraan cukup (.*?) Menunggu", page(client)))

    told = "terlalu dini baru {} hari buka tercatat sampai kemarin; perkiraan mulai dari 5 hari"
    assert [each and each[1] for each in said[:3]] == [told.format(days) for days in (0, 1, 4)]
    assert said[3]
    assert said[3][1] == "745 hari buka terpakai 0,2 keping setiap hari buka, rata-rata 28 hari sampai kemarin"


def test_forecast_forgets_what_is_older_than_four_weeks(client: Any, office: World, clock: Stopwatch) -> None:
    opened(office, 50)
    used_on(office, 0, each=10)
    used_on(office, 1, each=20)
    on_another_day(client, office, clock, 29)
    said = page(client)
    on_another_day(client, office, clock, 30)

    assert "Perkiraan cukup 20 hari buka terpakai 1,0 keping" in said
    assert "Perkiraan cukup belum ada tanggal belum ada pemakaian dalam 28 hari sampai kemarin" in page(client)


@pytest.mark.parametrize(("left", "said"), [(1, "kurang dari sehari"), (0, "habis")])
def test_last_blanks_are_said_in_words(client: Any, office: World, clock: Stopwatch, left: int, said: str) -> None:
    opened(office, 10 + left)
    used_on(office, *range(5), each=2)
    on_another_day(client, office, clock, 7)

    assert f"Perkiraan cukup {said} terpakai" in page(client)


def test_stopped_printing_is_why_people_wait(client: Any, office: World) -> None:
    opened(office, 5)
    send(client, "stops", why="ribbon")
    office.document(stage="in_production")

    assert "Menunggu blangko 1 karena cetak dihentikan" in page(client)


def test_very_many_who_were_released_are_named_beyond_the_first_twenty(client: Any, office: World) -> None:
    opened(office, 0)
    for number in range(22):
        office.document(f"R/{number:02}", stage="in_production", now=at(7, number))

    answer = send(client, "receipts", pieces=30)

    assert "22 permohonan mendapat blangko" in text_of(answer)
    assert [name in answer.text for name in ("R/00", "R/19", "R/20", "R/21")] == [True] * 4
    assert 'start="21"' in answer.text


def test_page_says_how_many_follow_when_a_step_gives_out_a_portion(
    client: Any, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "PORTION", 2)
    opened(office, 0)
    for number in range(9):
        office.document(f"R/{number}", stage="in_production", now=at(7, number))

    said = [text_of(send(client, "receipts", pieces=5, nonce="x1")) for _ in range(2)]

    assert all("2 permohonan mendapat blangko" in each for each in said)
    assert all("3 permohonan lagi menyusul dalam beberapa detik, menurut urutan yang sama" in each for each in said)
    while office.at_time(release.go_on):
        pass
    assert "menyusul" not in text_of(send(client, "receipts", pieces=1, nonce="x2"))


def test_card_without_a_blank_in_the_ledger_asks_for_a_count(client: Any, office: World) -> None:
    opened(office, 0)
    office.document("R/1", stage="in_production")
    office.do(documents.set_stage, "R/1", DocumentStage.READY, printed=True)
    said = page(client)

    send(client, "counts", pieces=3)

    assert "Buku stok dan kenyataan berbeda: hitung ulang. Sejak 09.00" in said
    assert "Dicetak tanpa blangko di buku +1 R/1" in said
    assert "berbeda: hitung ulang" not in page(client)


def test_waiting_are_counted_by_reason(client: Any, office: World) -> None:
    opened(office, 0)
    for reason in ("first", "first", "lost"):
        office.document(stage="in_production", reason=reason)

    said = page(client)

    assert re.search(r"Pertama kali 2", said)
    assert re.search(r"Hilang 1", said)


def test_clerks_write_down_and_do_not_count_or_settle(client: Any, office: World) -> None:
    opened(office, 5)
    sign_in(client, office, name="Beni", role="clerk")

    assert send(client, "receipts", pieces=1).status_code == 200
    assert send(client, "counts", pieces=1).status_code == 403
    assert send(client, "sharing", per_day=1).status_code == 403
    assert f'action="{PATH}/counts"' not in client.get(PATH).text


def test_guards_and_citizens_do_not_get_in(client: Any, office: World) -> None:
    sign_in(client, office, name="Anto", role="guard")
    assert client.get(PATH).status_code == 403

    client.cookies.clear()
    assert client.get(PATH, follow_redirects=False).status_code == 303


def test_unknown_material_is_refused_and_asked_for_shows_the_first(client: Any, office: World) -> None:
    assert send(client, "receipts", "emas", pieces=1).status_code == 404
    assert "Blangko KTP-el".casefold() in page(client, "emas\0").casefold()
    assert client.get(PATH, params={"page": "x" * 50}).status_code == 200


def test_receipt_with_very_many_waiting_names_all_of_them_each_time(
    client: Any, office: World, monkeypatch: Any
) -> None:
    monkeypatch.setattr(history, "AT_ONCE", 2)
    opened(office, 0)
    for number in range(5):
        office.document(f"R/{number}", stage="in_production", now=at(7, 10 - number))

    first, again = (send(client, "receipts", pieces=9, nonce="x1") for _ in range(2))

    assert "5 permohonan mendapat blangko" in text_of(first)
    assert re.findall(r"R/\d", text_of(again))[:5] == ["R/4", "R/3", "R/2", "R/1", "R/0"]
    assert text_of(again) == text_of(first)
    assert {each.stage for each in office.rows(Document, col(Document.has_blank))} == {"in_production"}


SENT_TO = [
    "receipts",
    "counts",
    "spoilt",
    "supplies",
    "supplies/1/grant",
    "supplies/1/refusal",
    "supplies/1/rest",
    "stops",
    "stops/1/end",
    "sharing",
]


def test_address_that_forms_are_sent_to_leads_back_to_the_page(client: Any, subtests: pytest.Subtests) -> None:
    for where in SENT_TO:
        with subtests.test(where=where):
            answer = client.get(f"{PATH}/{where}")

            assert (answer.status_code, answer.headers["location"]) == (303, PATH)


def test_address_that_forms_are_sent_to_tells_nobody_else_that_it_is_there(client: Any, office: World) -> None:
    sign_in(client, office, name="Anto", role="guard")

    assert client.get(f"{PATH}/receipts").status_code == 403
