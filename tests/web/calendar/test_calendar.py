import re
from datetime import date, time, timedelta
from html import unescape
from typing import Any

import pytest

from scheduler.db import queries
from scheduler.db.models import Closure, Office, OpeningHours, Slot, TemporaryCapacity
from scheduler.domain.calendar.calendar import Hours
from scheduler.domain.offices.revision import Settings, Week
from scheduler.flow.calendar import closures, hours
from scheduler.flow.calendar.closures import NewClosure
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, MONDAY, NINE, World
from tests.web.staff.members import sign_in, text_of

TOMORROW = MONDAY + timedelta(days=1)
WEEK = {f"{name}_{n}": value for n in range(5) for name, value in (("opens", "08:00"), ("closes", "10:00"))}


@pytest.fixture(autouse=True)
def _in_the_office(client: Any, office: World, clock: Stopwatch) -> None:
    """Sari is supervisor."""
    sign_in(client, office, name="Sari", role="supervisor")
    clock.now = NINE


def look(client: Any, kind: str, **fields: str) -> Any:
    return client.get(f"/office/calendar/{kind}", params={**fields, "look": "1"})


def apply(client: Any, kind: str, **fields: str | list[str]) -> Any:
    answer = client.post(f"/office/calendar/{kind}", data=fields)
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def hidden(page: Any) -> dict[str, str]:
    """What the button of the preview sends."""
    form = re.search(r'<form method="post" action="/office/calendar/[a-z-]+">(.*?)</form>', page.text, re.DOTALL)
    assert form is not None
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[1]))


def shut(office: World, *, now: Any = EARLY, **facts: Any) -> Closure:
    usual = {"starts_on": TOMORROW, "ends_on": TOMORROW, "reason": "Rapat kerja"}
    return office.do(closures.shut, NewClosure(**{**usual, **facts}), now=now)


def service(office: World, letter: str) -> int:
    return office.read(lambda s: next(x.id for x in queries.services_of(s, office.office.id) if x.letter == letter))


def test_six_weeks_show_how_full_each_day_is(client: Any, office: World) -> None:
    office.booked(10)
    office.booked(9, day=1)
    office.booked(9, day=1)

    page = client.get("/office/calendar")

    assert len(re.findall(r'<td class="(open|short|closed|shut)', page.text)) == 42
    said = text_of(page)
    assert "Senin, 30 November 2026 – Minggu, 10 Januari 2027" in said
    assert "30 Nov hari ini 08.00-15.00 A 1/72 B 0/72 C 0/72" in said
    assert "1 Des 08.00-15.00 A 2/72" in said


def test_closed_short_and_free_days_are_told_apart_in_words(client: Any, office: World) -> None:
    shut(office, reason="Rapat kerja")
    shut(
        office, starts_on=MONDAY + timedelta(days=2), ends_on=None, service_id=service(office, "C"), reason="Alat rusak"
    )
    shut(
        office,
        starts_on=MONDAY + timedelta(days=3),
        ends_on=MONDAY + timedelta(days=3),
        reason="Upacara",
        from_time=time(8),
        to_time=time(10),
    )

    page = client.get("/office/calendar")

    said = text_of(page)
    assert "1 Des tutup, Rapat kerja" in said
    assert "2 08.00-15.00 C: tutup, Alat rusak" in said
    assert "3 10.00-15.00 hari pendek tutup 08.00-10.00, Upacara C: tutup, Alat rusak" in said
    assert "5 tutup" in said
    assert re.findall(r'<td class="(\w+)', page.text)[:6] == ["open", "closed", "open", "short", "open", "shut"]


RAMADAN = {"preset": "ramadan", "opens_0": "08:00", "closes_0": "14:00"}


def test_preset_asks_how_long_it_holds_and_never_replaces_the_usual_week_unasked(client: Any, office: World) -> None:
    form = client.get("/office/calendar/hours", params={"preset": "ramadan"})
    assert 'name="preset" value="ramadan"' in form.text
    assert 'name="lasts" value="always" checked' not in form.text

    refused = apply(client, "hours", **RAMADAN)
    halves = apply(client, "hours", **RAMADAN, lasts="between", valid_from="2027-02-18")

    assert refused.status_code == halves.status_code == 422
    assert 'id="fault-lasts"' in refused.text
    assert 'id="fault-valid_to"' in halves.text
    assert len(office.rows(OpeningHours)) == 5


def test_old_and_new_hours_stand_side_by_side(client: Any, office: World) -> None:
    season = {"lasts": "between", "valid_from": "2027-02-17", "valid_to": "2027-03-19"}

    seen = look(client, "hours", **RAMADAN, **season)

    said = text_of(seen)
    assert "Hari Sekarang Menjadi Senin, 22 Februari 2027 08.00-15.00 istirahat 12.00-13.00 08.00-14.00" in said
    assert "Rabu, 17 Februari 2027 08.00-15.00 istirahat 12.00-13.00 tutup" in said
    assert "Sabtu, 20 Februari 2027 tutup tutup" in said


def test_edited_season_with_another_start_leaves_one_season(client: Any, office: World) -> None:
    old = {"valid_from": "2027-02-18", "valid_to": "2027-03-19"}
    apply(client, "hours", **hidden(look(client, "hours", **RAMADAN, **old, lasts="between")))
    page = client.get("/office/calendar").text
    (link,) = re.findall(r'href="([^"]*calendar/hours\?[^"]*edited_from=[^"]*)"', page)

    form = client.get(unescape(link))
    kept = dict(re.findall(r'type="hidden" name="(edited_\w+)" value="([^"]*)"', form.text))
    moved = {**RAMADAN, **kept, "lasts": "between", "valid_from": "2027-02-19", "valid_to": "2027-03-19"}
    apply(client, "hours", **hidden(look(client, "hours", **moved)))

    rows = office.rows(OpeningHours)
    assert {row.valid_from for row in rows} == {None, date(2027, 2, 19)}
    again = apply(client, "hours", **moved)
    assert again.status_code == 404


def test_hours_for_good_replace_the_usual_week_and_drop_dates_that_were_typed(client: Any, office: World) -> None:
    apply(client, "hours", **hidden(look(client, "hours", **RAMADAN, lasts="always", valid_from="2027-02-18")))

    assert {(row.valid_from, row.closes) for row in office.rows(OpeningHours)} == {(None, time(14))}


def test_other_weeks_are_shown_by_a_day_in_them(client: Any) -> None:
    assert "Senin, 11 Januari 2027" in text_of(client.get("/office/calendar", params={"from": "2027-01-13"}))
    for nonsense in ("x", "9999-12-31", "0001-01-01", "\0"):
        assert "Senin, 30 November 2026" in text_of(client.get("/office/calendar", params={"from": nonsense}))


def test_hours_are_looked_at_before_they_are_applied(client: Any, office: World) -> None:
    late = office.booking(office.booked(14, day=1))

    seen = look(client, "hours", **WEEK)
    untouched = len(office.rows(OpeningHours))
    done = apply(client, "hours", **hidden(seen))

    said = text_of(seen)
    assert "Layanan Slot ditambah Slot dilepas Slot berubah A 0" in said
    assert "1 jadwal tidak muat lagi" in said
    assert f"Selasa, 1 Desember 2026 pukul 14.00 WIB {str(late.short)[:2]}-{str(late.short)[2:]} A 1" in said
    assert untouched == 5
    assert {(row.opens, row.closes) for row in office.rows(OpeningHours)} == {(time(8), time(10))}
    assert "Tersimpan." in text_of(done)
    assert "1 jadwal tidak muat lagi" in text_of(done)
    assert 'href="/office/postponements"' in done.text


def test_form_of_hours_begins_with_the_week_that_is_meant(client: Any, office: World) -> None:
    office.do(hours.apply, Week((Hours(0, time(9), time(11), None, None),), valid_from=TOMORROW), now=EARLY)

    usual = client.get("/office/calendar/hours").text
    season = client.get("/office/calendar/hours", params={"valid_from": TOMORROW.isoformat()}).text
    preset = client.get("/office/calendar/hours", params={"preset": "ramadan"}).text

    assert 'id="opens_0" name="opens_0" value="08.00"' in usual
    assert 'id="opens_0" name="opens_0" value="09.00"' in season
    assert 'id="opens_1" name="opens_1" value=""' in season
    assert 'id="break_to_0" name="break_to_0" value="12.30"' in preset


@pytest.mark.postgres("statements")
def test_season_of_a_service_is_listed_and_taken_away_again(client: Any, office: World) -> None:
    fields = {**WEEK, "service": "C", "valid_from": "2026-12-07", "valid_to": "2026-12-11"}

    listed = text_of(apply(client, "hours", **fields))
    seen = look(client, "season-removal", service="C", valid_from="2026-12-07", valid_to="2026-12-11")
    after = text_of(apply(client, "season-removal", **hidden(seen)))

    assert "Layanan C Senin, 7 Desember 2026 sampai Jumat, 11 Desember 2026 08.00-10.00" in listed
    assert "Slot ditambah" in text_of(seen)
    assert "7 Desember 2026 sampai" not in after


def test_fault_is_said_beside_its_field_and_nothing_typed_is_lost(client: Any, office: World) -> None:
    page = look(client, "hours", opens_0="08:00", closes_0="07:00", opens_3="09:00")

    assert page.status_code == 422
    assert "Terapkan" not in page.text
    assert 'name="opens_0" value="08.00"' in page.text
    assert 'id="fault-closes_3">isi keduanya, atau kosongkan keduanya' in page.text

    page = look(client, "hours", opens_0="08:00", closes_0="07:00")

    assert 'id="fault-closes_0">harus setelah awalnya' in page.text
    assert len(office.rows(OpeningHours)) == 5


NONSENSE = [
    ("hours", {"opens_0": "late"}, "opens_0"),
    ("hours", {}, "days"),
    ("hours", {**WEEK, "service": "Z"}, "service"),
    ("closures", {"starts_on": "2026-12-01"}, "reason"),
    ("closures", {"reason": "Rapat"}, "starts_on"),
    ("closures", {"starts_on": "2026-12-01", "reason": "Rapat\0kerja"}, "reason"),
    ("capacity", {"starts_on": "2026-12-01", "percent": "999"}, "percent"),
    ("settings", {"units_A": "x"}, "units_A"),
    ("settings", {"units_A": "5", "minutes_A": "1"}, "minutes_A"),
]


def test_form_that_makes_no_sense_names_the_field(client: Any, office: World, subtests: pytest.Subtests) -> None:
    for kind, fields, field in NONSENSE:
        with subtests.test(kind=kind, fields=fields, field=field):
            for page in (look(client, kind, **fields), apply(client, kind, **fields)):
                assert page.status_code == 422
                assert f'id="fault-{field}"' in page.text


def test_closure_of_a_service_is_looked_at_then_told_to_everybody(client: Any, office: World) -> None:
    office.booked(10, service="C")
    fields = {"service": "C", "starts_on": "2026-11-30", "ends_on": "2026-12-04", "reason": "Alat rekam rusak"}

    seen = look(client, "closures", **fields)
    done = apply(client, "closures", **hidden(seen))

    assert "1 jadwal tidak muat lagi" in text_of(seen)
    assert "Layanan C Alat rekam rusak" in text_of(done)
    assert [(c.reason, c.service_id, c.by) for c in office.rows(Closure)] == [
        ("Alat rekam rusak", service(office, "C"), "staff:1")
    ]
    assert "Alat rekam rusak" in client.get("/o/tanjungpinang").text


def test_same_closure_again_is_refused_in_words(client: Any, office: World) -> None:
    shut(office)

    page = apply(client, "closures", starts_on=TOMORROW.isoformat(), ends_on=TOMORROW.isoformat(), reason="Rapat kerja")

    assert page.status_code == 409
    assert "Penutupan yang sama sudah tercatat: Rapat kerja." in text_of(page)


def test_closure_gets_another_end_after_a_look(client: Any, office: World) -> None:
    closure = shut(office)
    office.booked(9, day=2)

    seen = look(client, "closure-end", closure=str(closure.id), ends_on="2026-12-03")
    apply(client, "closure-end", **hidden(seen))

    assert "1 jadwal tidak muat lagi" in text_of(seen)
    assert office.rows(Closure)[0].ends_on == date(2026, 12, 3)


def test_closure_is_reworded_reopened_and_removed(client: Any, office: World) -> None:
    first, second = shut(office, starts_on=MONDAY, ends_on=None, now=NINE), shut(office, reason="Lain")

    worded = client.post("/office/calendar/reasons", data={"closure": first.id, "reason": "Listrik padam"})
    shown = office.board(NINE).open.reason
    opened = client.post("/office/calendar/reopenings", data={"closure": first.id})
    removed = client.post("/office/calendar/removals", data={"closure": second.id})

    assert [answer.status_code for answer in (worded, opened, removed)] == [303, 303, 303]
    assert shown == "Listrik padam"
    assert office.board(NINE).open.state == "open"
    assert office.rows(Closure) == []


def test_closure_that_is_gone_is_said_to_be(client: Any, elsewhere: World) -> None:
    foreign = shut(elsewhere)

    for page in (
        client.get("/office/calendar/closure-end", params={"closure": "999"}),
        client.get("/office/calendar/closure-end", params={"closure": str(foreign.id)}),
        client.post("/office/calendar/removals", data={"closure": str(foreign.id)}),
    ):
        assert page.status_code == 404
        assert "Penutupan itu tidak ada lagi." in text_of(page)
    assert len(elsewhere.rows(Closure)) == 1


def test_holidays_are_imported_once_and_may_be_taken_out(client: Any, office: World) -> None:
    page = apply(client, "holidays", year="2027")
    count = len(office.rows(Closure))
    again = apply(client, "holidays", year="2027")
    new_year = next(c for c in office.rows(Closure) if c.starts_on == date(2027, 1, 1))
    client.post("/office/calendar/removals", data={"closure": new_year.id})

    assert count > 10
    assert len(office.rows(Closure)) == count - 1
    assert "Hari libur diimpor." in text_of(again)
    assert "Impor hari libur 2027" not in text_of(page)
    assert "Impor hari libur 2026" in text_of(page)
    assert "Jumat, 1 Januari 2027" in text_of(page)


def test_year_far_away_is_not_imported(client: Any, office: World) -> None:
    assert apply(client, "holidays", year="1999").status_code == 422
    assert office.rows(Closure) == []


def test_slots_of_services_are_shown_looked_at_and_kept(client: Any, office: World) -> None:
    form = client.get("/office/calendar/settings")
    fields = dict(re.findall(r'type="number" id="\w+" name="(\w+)" value="(\d*)"', form.text))
    seen = look(client, "settings", **{**fields, "units_C": "2", "minutes_C": "60"})
    done = apply(client, "settings", **hidden(seen))

    assert fields == {
        f"{name}_{letter}": value
        for letter in "ABC"
        for name, value in (("units", "6"), ("reserved", "0"), ("minutes", ""), ("walk_ins", ""))
    }
    assert "C 0" in text_of(seen)
    assert "C Perekaman KTP-el 60 menit 2 tidak ada tidak dibatasi" in text_of(done)


def test_rules_of_the_office_are_no_part_of_the_calendars_form(client: Any, office: World) -> None:
    apply(client, "settings", units_A="6", units_B="6", units_C="6", notice_minutes="120")

    assert office.rows(Office)[0].notice_minutes == 0


def test_capacity_is_halved_for_a_time_and_whole_again(client: Any, office: World) -> None:
    fields = {"percent": "50", "starts_on": "2026-12-01", "ends_on": "2026-12-01", "reason": "Dua loket rusak"}

    done = apply(client, "capacity", **hidden(look(client, "capacity", **fields)))
    halved = office.slot(9, day=1).planned
    apply(client, "capacity-removal", **hidden(look(client, "capacity-removal", starts_on="2026-12-01")))

    assert "Selasa, 1 Desember 2026 Kantor 50% Dua loket rusak" in text_of(done)
    assert halved == 3
    assert office.slot(9, day=1).planned == 6
    assert office.rows(TemporaryCapacity) == []


def test_slots_fuller_than_planned_are_counted_in_the_preview(client: Any, office: World) -> None:
    for _ in range(4):
        office.booked(9, day=1)

    page = look(client, "capacity", percent="50", starts_on="2026-12-01")

    assert "1 slot sudah terisi lebih dari yang disediakan nanti." in text_of(page)
    assert "Semua jadwal yang sudah dibuat tetap muat." in text_of(page)


def test_clerk_sees_the_calendar_and_changes_nothing(client: Any, office: World) -> None:
    sign_in(client, office, name="Rina", role="clerk")

    page = client.get("/office/calendar")
    refused = [
        client.get("/office/calendar/hours"),
        client.post("/office/calendar/hours", data=WEEK),
        client.post("/office/calendar/holidays", data={"year": "2027"}),
        client.post("/office/calendar/removals", data={"closure": "1"}),
    ]

    assert page.status_code == 200
    assert "/office/calendar/hours" not in page.text
    assert [answer.status_code for answer in refused] == [403] * 4
    assert len(office.rows(OpeningHours)) == 5


def test_guard_and_stranger_see_no_calendar(client: Any, office: World) -> None:
    sign_in(client, office, name="Budi", role="guard")
    assert client.get("/office/calendar").status_code == 403

    client.cookies.clear()
    assert client.get("/office/calendar").headers["location"].startswith("/login")


def test_page_of_the_calendar_nobody_has_is_unknown(client: Any) -> None:
    assert client.get("/office/calendar/weather").status_code == 404
    assert client.post("/office/calendar/weather").status_code == 404


def test_calendar_of_another_office_is_not_touched(client: Any, office: World, elsewhere: World) -> None:
    before = [(s.id, s.planned) for s in elsewhere.rows(Slot, Slot.office_id == elsewhere.office.id)]

    apply(client, "hours", **WEEK)
    apply(client, "closures", starts_on=TOMORROW.isoformat(), reason="Rapat kerja")

    assert [(s.id, s.planned) for s in elsewhere.rows(Slot, Slot.office_id == elsewhere.office.id)] == before


def test_office_in_the_east_reads_its_own_clock(client: Any, database: Any) -> None:
    jayapura = World(database, "jayapura", timezone="WIT")
    jayapura.do(hours.apply, Settings({}, {}, {"A": 3}), now=EARLY)
    sign_in(client, jayapura, name="Yosef", role="supervisor")

    said = text_of(client.get("/office/calendar"))

    assert "30 Nov hari ini 08.00-15.00" in said
