"""The first page of whoever leads: what comes, what was, what to look at; in the evening the day's report."""

import re
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from scheduler.db.models import Attempt, BackupRun, Conversation, DayCount, Intake, Message
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.blanks.allocation import Forecast
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.offices.revision import Settings
from scheduler.domain.regency import Unwanted
from scheduler.flow.audit.settings import Doing, noted
from scheduler.flow.calendar import closures, hours
from scheduler.flow.calendar.closures import NewClosure
from scheduler.flow.counter import counters
from scheduler.flow.door import help_wanted
from scheduler.flow.regency.arriving import receive
from scheduler.flow.regency.returning import refuse, send_back
from scheduler.flow.regency.sending import send
from scheduler.flow.screens.silence import Silent
from scheduler.health.finding import broken, good
from scheduler.health.looking import Seen
from scheduler.health.table import Check
from scheduler.web.office.today import attention, handlers
from scheduler.web.office.today.attention import Around, Gravity, lines_of
from scheduler.web.office.today.view import Stock, today_page
from scheduler.web.shared.wording import Wording
from tests.conftest import Stopwatch
from tests.scenes.factories import CLERK, EARLY, MONDAY, MORNING, NINE, World, at
from tests.support.databases import ON_SQLITE
from tests.support.plans import Sent, sent_by, sqlite_plan
from tests.web.staff.members import sign_in, text_of

PAGE = "/office"
FRIDAY = MONDAY - timedelta(days=3)
INDONESIAN = Wording.of("id", None)
GROWING = "attempt|booking|deed|day_count|document|intake|message|move|slot|stock_entry|ticket|visit"
GROWS = re.compile(rf"SCAN ({GROWING})\b")
NOTHING_AROUND = Around(0, (), ())
MOST_STATEMENTS = 75
"""Of all that the page reads, health checks aside, of an office with three services and one kind of blank."""


@pytest.fixture(autouse=True)
def _nobody_looks_at_the_machine(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the checks of the machine find is theirs to test."""
    monkeypatch.setattr(app.state.looks, "_checks", [Check("nothing", "", lambda _: good(""))])
    monkeypatch.setattr(handlers, "PATIENCE", 0)


@pytest.fixture
def _sari(client: Any, office: World, clock: Stopwatch) -> None:
    """Sari leads the day and the office; it is nine."""
    sign_in(client, office, name="Sari", role="supervisor manager")
    clock.now = NINE


def part(page: Any, heading: str) -> str:
    """What the pane below a heading says."""
    found = re.search(rf'<section[^>]*aria-labelledby="{heading}".*?</section>', page.text, re.DOTALL)
    assert found, heading

    return text_of(SimpleNamespace(text=found[0]))


def counted(office: World, day: date, figure: Figure, count: int, *, part: str = "A", bucket: int = 0) -> None:
    def keep(session: Any) -> None:
        session.add(DayCount(office_id=office.office.id, figure=figure, day=day, part=part, bucket=bucket, count=count))

    office.database.run(keep)


def added(office: World, *rows: Any) -> None:
    office.database.run(lambda session: session.add_all(rows))


def lines(office: World, *, now: Any = NINE, around: Around = NOTHING_AROUND) -> list[attention.Line]:
    return office.read(lambda session: lines_of(session, office.office, around, now))


def keys(office: World, **facts: Any) -> list[str]:
    return [line.key for line in lines(office, **facts)]


# --- who lands where


@pytest.mark.parametrize(
    ("role", "where"),
    [
        ("clerk", "/office/documents"),
        ("guard", "/door"),
    ],
)
def test_who_does_not_lead_is_led_to_their_own_page(client: Any, office: World, role: str, where: str) -> None:
    sign_in(client, office, name="Wati", role=role)

    answer = client.get(PAGE)

    assert (answer.status_code, answer.headers["location"]) == (303, where)


@pytest.mark.parametrize("role", ["supervisor", "manager", "auditor", "supervisor manager"])
@pytest.mark.postgres("statements")
def test_who_leads_or_audits_sees_the_day(client: Any, office: World, clock: Stopwatch, role: str) -> None:
    clock.now = NINE
    sign_in(client, office, name="Wati", role=role)

    page = client.get(PAGE)

    assert page.status_code == 200
    assert "Hari ini, Senin 30 November" in text_of(page)
    assert '<a href="/office" aria-current="page">Hari ini</a>' in page.text


def test_who_is_not_signed_in_is_asked(client: Any, office: World) -> None:
    assert client.get(PAGE).headers["location"] == "/login?next=%2Foffice"


@pytest.mark.usefixtures("_sari")
@pytest.mark.postgres("statements")
def test_other_pages_do_not_mark_the_first_as_open(client: Any) -> None:
    page = client.get("/office/shared-phones").text

    assert '<a href="/office">Hari ini</a>' in page


# --- before it opens and while it is open


@pytest.mark.usefixtures("_sari")
def test_people_are_counted_and_not_units(client: Any, office: World) -> None:
    office.booked(9, party=3, phone="081234567890")
    office.booked(10, party=2, phone=None)
    office.booked(10, day=1, party=4)

    assert part(client.get(PAGE), "tile-people") == "Datang hari ini 5 orang 2 kunjungan, 1 tanpa ponsel"


@pytest.mark.usefixtures("_sari")
def test_hall_is_fullest_when_most_are_expected(client: Any, office: World, clock: Stopwatch) -> None:
    clock.now = EARLY
    for _ in range(4):
        office.booked(10)

    assert part(client.get(PAGE), "tile-full") == "Paling ramai 09.45 3–4 dari 4 orang"


@pytest.mark.usefixtures("_sari")
def test_counters_that_are_not_open_yet_are_named(client: Any, office: World) -> None:
    office.at_time(counters.close_counter, 2)

    assert part(client.get(PAGE), "tile-desks") == "Loket 2 dari 3 Loket 2 belum buka"


@pytest.mark.usefixtures("_sari")
def test_last_day_of_work_is_told_and_held_against_its_weekday(client: Any, office: World) -> None:
    for weeks, served in enumerate((136, 120, 138)):
        counted(office, FRIDAY - timedelta(weeks=weeks), Figure.SERVED, served)
    for figure, count in ((Figure.NUMBERS, 140), (Figure.NO_SHOWS, 9), (Figure.LIMIT, 20)):
        counted(office, FRIDAY, figure, count)
    counted(office, FRIDAY, Figure.TURNED_AWAY_IN_VAIN, 4, part="not_ready")
    counted(office, FRIDAY, Figure.WAITS, 19, bucket=8)
    counted(office, FRIDAY, Figure.WAITS, 1, bucket=21)
    counted(office, FRIDAY, Figure.INSIDE_MOST, 17, part="", bucket=40)

    page = client.get(PAGE)

    told = "Jumat, 27 Nov 136 dilayani tunggu 8 menit (95% paling lama 8 menit), 4 datang sia-sia, 9 tidak datang."
    assert part(page, "day-name") == f"{told} Hari Jumat biasanya 129. Semua angka"
    assert "Paling ramai pukul 10.00: 17 dari 20 orang." in part(page, "inside-name")


@pytest.mark.usefixtures("_sari")
def test_day_of_which_nothing_is_known_says_so(client: Any) -> None:
    assert "Belum ada angka" in part(client.get(PAGE), "day-name")


# --- in the evening, and on a day that is shut


@pytest.mark.usefixtures("_sari")
@pytest.mark.postgres("statements")
def test_evening_is_the_report_of_the_day(client: Any, office: World, clock: Stopwatch) -> None:
    office.hand_over(office.called(party=2, now=NINE), now=at(9, 10))
    office.booked(10)
    office.booked(9, day=1, party=4)
    office.arrived(14, now=at(14, 30))
    clock.now = at(16)
    office.tick(now=clock.now)

    page = client.get(PAGE)

    assert part(page, "tile-people") == "Datang hari ini 3 orang 2 nomor antrean"
    assert "1 dilayani" in part(page, "day-name")
    assert "1 tidak datang" in part(page, "left-name")
    assert part(page, "next-name") == "Besok, Selasa, 1 Des 4 orang 1 kunjungan, 1 tanpa ponsel"


@pytest.mark.usefixtures("_sari")
def test_evening_does_not_say_that_all_are_served_while_somebody_waits(
    client: Any, office: World, clock: Stopwatch
) -> None:
    office.arrived(9)
    clock.now = at(16, 30)

    left = part(client.get(PAGE), "left-name")

    assert "1 nomor belum selesai" in left
    assert "Semua yang terjadwal sudah dilayani" not in left


@pytest.mark.usefixtures("_sari")
def test_day_that_is_shut_says_what_comes_next(client: Any, office: World, clock: Stopwatch) -> None:
    office.booked(9, day=7, party=2)
    clock.now = at(9, day=5)
    sign_in(client, office, name="Sari", now=clock.now)

    page = client.get(PAGE)

    assert part(page, "tile-people") == "Hari ini Tutup"
    assert part(page, "tile-full") == "Buka lagi Senin, 7 Des pukul 08.00 WIB; 2 orang, 1 kunjungan"


# --- what to look at


@pytest.mark.usefixtures("_sari")
def test_nothing_to_look_at_is_said_kindly(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attention, "lines_of", lambda *_: [])

    assert "Semua berjalan baik" in part(client.get(PAGE), "todo-name")


@pytest.mark.usefixtures("_sari")
def test_line_leads_to_its_page(client: Any, office: World) -> None:
    office.invitation()

    page = client.get(PAGE)

    assert "1 orang belum bisa dikabari Daftar cetak" in part(page, "todo-name")
    assert 'href="/office/messages?state=unreached"' in page.text


def test_line_whose_page_somebody_may_not_open_has_no_link(client: Any, office: World, clock: Stopwatch) -> None:
    clock.now = NINE
    sign_in(client, office, name="Wati", role="manager")
    office.invitation()

    said = part(client.get(PAGE), "todo-name")

    assert "1 orang belum bisa dikabari" in said
    assert "Daftar cetak" not in said


def test_people_of_one_invitation_are_one_to_tell(office: World) -> None:
    office.invitation()
    office.invitation()
    first = office.rows(Message)[0]
    facts = {"invitation_id": first.invitation_id, "created_at": EARLY, "language": "id"}
    added(office, Message(office_id=office.office.id, key="again", cause=first.cause, state="unreached", **facts))

    assert len(office.rows(Message)) == 3
    assert [line.facts["count"] for line in lines(office) if line.key == "untold"] == [2]


@pytest.mark.postgres("statements")
def test_letters_that_a_channel_refused_are_told_until_the_day_after(office: World) -> None:
    office.invitation()
    message = office.rows(Message)[0].id
    of_it = {"office_id": office.office.id, "message_id": message}
    tries = (at(23, 59, day=-2), "refused"), (at(0, day=-1), "refused"), (at(8), "refused"), (at(8), "failed")
    added(
        office,
        *(
            Attempt(**of_it, number=number, channel="sms", state=state, started_at=moment)
            for number, (moment, state) in enumerate(tries, 1)
        ),
    )

    (line,) = [line for line in lines(office) if line.key == "refused"]

    assert line.said(INDONESIAN) == "2 pengiriman pesan ditolak sejak kemarin"


@pytest.mark.parametrize(
    ("runs", "gravity", "said"),
    [
        ([], Gravity.WARN, "Belum ada cadangan."),
        ([{"size": 214 << 20}], Gravity.CALM, "Cadangan terakhir berhasil: 02.10, 214,0 MB"),
        ([{}, {"state": "failed", "why": "no_room"}], Gravity.STOP, "Cadangan terakhir gagal (no_room)."),
    ],
)
def test_backup_is_told_whether_it_is_good_or_not(
    office: World, runs: list[dict[str, Any]], gravity: Gravity, said: str
) -> None:
    usual = {"state": "good", "by": "system", "begun_at": at(2, 10), "beat_at": at(2, 20), "place": "/b", "file": "x"}
    added(office, *(BackupRun(**{**usual, **run}) for run in runs))

    (line,) = [line for line in lines(office) if line.key == "backup"]

    assert (line.gravity, line.said(INDONESIAN)) == (gravity, said)


@pytest.mark.parametrize(("since", "overdue"), [(at(8, 59, day=-3), True), (at(9, 1, day=-3), False)])
def test_conversation_waits_too_long_by_days_of_work(office: World, since: Any, overdue: bool) -> None:
    phone = {"phone": "+6281234567890", "phone_hash": b"x" * 32, "channel": "whatsapp", "created_at": since}
    added(office, Conversation(office_id=office.office.id, waiting_since=since, heard_at=since, **phone))

    assert ("inbox" in keys(office)) is overdue


@pytest.mark.postgres("statements")
def test_call_for_help_comes_before_all_else(office: World) -> None:
    office.at_time(help_wanted.call_staff, now=at(8, 50))

    first = lines(office)[0]

    assert (first.key, first.said(INDONESIAN)) == ("help", "Warga di kios memanggil petugas sejak 08.50")


@pytest.mark.postgres("statements")
def test_change_of_settings_is_told_once_with_who_made_it(client: Any, office: World) -> None:
    sign_in(client, office)
    for days in (10, 12):
        office.database.run(
            noted,
            Doing(Deed.HOURS_CHANGED, CLERK, MORNING),
            hours.apply,
            office.office,
            Settings({"horizon_days": days}, {}, {}),
            by=CLERK,
            now=MORNING,
        )

    told = [line.said(INDONESIAN) for line in lines(office) if line.key.startswith("deed-")]

    assert told.count("Rina mengubah jam buka, slot, atau kapasitas.") == 1
    assert not [key for key in keys(office, now=at(9, day=2)) if key.startswith("deed")]


def test_visits_in_hours_that_were_closed_are_to_be_moved(office: World) -> None:
    office.booked(9, day=1)
    office.do(closures.shut, NewClosure(MONDAY + timedelta(days=1), MONDAY + timedelta(days=1), "Listrik padam"))

    told = {line.key: line.said(INDONESIAN) for line in lines(office)}

    assert told["stranded"] == "1 jadwal warga jatuh pada waktu yang ditutup, mulai Selasa, 1 Des"
    assert told["closure-2026-12-01"] == "Tutup Selasa, 1 Des: Listrik padam"


def test_import_that_failed_is_told_until_the_day_after(office: World) -> None:
    facts = {"source": "page", "file_name": "x.csv", "file_hash": b"h", "size": 1, "by": "staff:1"}
    added(office, Intake(office_id=office.office.id, stage="failed", created_at=MORNING, **facts))

    assert "imports" in keys(office, now=at(9, day=1))
    assert "imports" not in keys(office, now=at(9, day=2))


def test_many_silent_devices_are_three_lines_and_a_count(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    some = [Silent("screen", n, f"TV {n}", at(8), at(8), timedelta(minutes=1), is_new=False) for n in range(5)]
    monkeypatch.setattr(attention, "silent_here", lambda *_: some)

    told = [line.said(INDONESIAN) for line in lines(office) if line.key.startswith("silent")]

    assert told == [*(f"TV {n} diam sejak 08.00" for n in range(3)), "2 layar atau alat lain juga diam"]


def test_blanks_that_run_out_are_told(office: World) -> None:
    stocks = [Stock("blangko KTP-el", 57, 17, Forecast(20.0, 2)), Stock("blangko KIA", 900, 0, Forecast(20.0, 45))]

    told = [line.said(INDONESIAN) for line in lines(office, around=Around(0, (), stocks)) if "blanks" in line.key]

    assert told == ["Blangko KTP-el cukup untuk 2 hari kerja (57 keping)"]


def test_what_the_machine_lacks_is_told_and_what_other_lines_say_is_not(office: World) -> None:
    bad = broken("Disk penuh.", "")
    seen = [Seen(Check(name, "", lambda _: bad), bad, NINE) for name in ("disk.files", "backup")]
    seen.append(Seen(Check("clock.set", "", lambda _: bad), None, NINE))

    told = [line.said(INDONESIAN) for line in lines(office, around=Around(2, seen, ())) if line.gravity == Gravity.STOP]

    assert told == ["2 alarm berbunyi", "Disk penuh."]


# --- what it costs


def test_page_asks_the_same_however_much_there_is(office: World) -> None:
    few = statements(office)
    for number in range(4):
        office.arrived(9, party=2) if number % 2 else office.booked(10)
        office.invitation()
        counted(office, FRIDAY, Figure.WAITS, 3, bucket=number)

    many = statements(office)

    assert len(many) <= len(few) + 2  # names, and what is asked of those who wait
    assert len(many) <= MOST_STATEMENTS


@ON_SQLITE
def test_nothing_that_grows_is_read_from_end_to_end(office: World) -> None:
    office.arrived(9)

    scans = [line for sent in statements(office) for line in sqlite_plan(office.database, sent) if GROWS.match(line)]

    assert scans == []


def statements(office: World) -> list[Sent]:
    """All that the page asks, besides who is signed in."""

    def read(session: Any) -> None:
        staff = SimpleNamespace(office=office.office)
        today_page(session, staff, NINE)  # type: ignore[arg-type]
        lines_of(session, office.office, NOTHING_AROUND, NINE)

    return sent_by(office.database, read)


def test_what_another_office_will_not_have_is_to_be_looked_at(office: World, elsewhere: World) -> None:
    for number in (1, 2, 3):
        office.document(f"R/{number}")
        office.do(send, f"R/{number}", elsewhere.office.code)
    assert "unwanted" not in keys(office)

    elsewhere.do(receive, "R/1")
    elsewhere.do(send_back, "R/1", Unwanted.DAMAGED, "")
    elsewhere.do(refuse, "R/2", Unwanted.DAMAGED, "")

    (line,) = [each for each in lines(office) if each.key == "unwanted"]
    assert line.said(INDONESIAN) == "2 dokumen tidak diterima kantor lain dan sedang dikirim kembali"
    assert (line.page, "unwanted" in keys(elsewhere)) == ("transfers", False)
