"""What somebody should look at, as one list, the gravest first; each line leads to the page where it is seen to.

Nothing is judged here that another page judges: each line asks what that page asks.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from functools import partial
from typing import TypeVar

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.db.queries.audit import deeds_since
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import N_
from scheduler.flow.calendar.impact import stranded_bookings
from scheduler.flow.calendar.workdays import workday_before
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.core.times import Times, times_of
from scheduler.flow.forecasting.keeping import kept_days
from scheduler.flow.intake.imports import failed_since
from scheduler.flow.intake.missed import is_missed_today
from scheduler.flow.invitations.waves import waiting_long
from scheduler.flow.regency.transfers import count_unwanted
from scheduler.flow.screens.silence import silent_here
from scheduler.flow.staff import SignedIn
from scheduler.flow.upkeep import backups
from scheduler.health.backups import judged
from scheduler.health.finding import Finding, Verdict
from scheduler.health.looking import Seen
from scheduler.web.office.shared import forecast_words
from scheduler.web.office.shared.audit_words import ELSEWHERE, LISTS, PEOPLE, SAID, SETTINGS
from scheduler.web.office.shared.manual_notices import people_to_tell
from scheduler.web.office.shared.names import names_of
from scheduler.web.office.today.view import Stock
from scheduler.web.shared.wording import Wording

T = TypeVar("T")

OVERDUE = {
    "applications": (2, queries.applications_waiting, N_("{count} permohonan menunggu lebih dari {days} hari kerja")),
    "inbox": (1, queries.conversations_waiting, N_("{count} percakapan menunggu lebih dari {days} hari kerja")),
    "delivery_requests": (2, queries.requests_waiting, N_("{count} permintaan menunggu lebih dari {days} hari kerja")),
}
"""After so many days of work somebody waits too long for a clerk, by the page on which they do."""
UNINVITED = 1
"""After so many days of work a document that is ready should have its invitation."""
AHEAD = timedelta(days=7)
"""So far ahead a closure is told of."""
MOST_OF_A_KIND = 3
"""Lines that are alike; what is more is counted."""
CHANGES = [str(deed) for deed, said in SAID.items() if said.kind in (SETTINGS, PEOPLE)]
"""Deeds by which an office works otherwise than before."""
MOST_CHANGES = 100
"""So many of them are read."""
SAID_ELSEWHERE = frozenset({"backup", "messages.unreached", "screens", "devices", "alarms", "settings.purpose"})
"""Checks of the machine of which lines of their own say more; that it is for training every page says at its top."""
PAGES = {"messages.waiting": "messages", "messages.accounts": "channels", "screens.tried": "settings_trial"}
"""Where a check is seen to, if not where all are."""
PLACES = {
    "hall": "office",
    "screens": "office",
    "settings_alarms": "office",
    "settings_trial": "trial",
    "settings_health": "manage",
    "settings_backup": "manage",
    "audit_log": "manage",
    "figures_messages": "figures",
    "channels": "manage",
    "forecast": "figures",
    "forecast_day": "figures",
}
"""Page -> who may open it (`domain/staff/roles.py`); the others are for who handles documents."""

Fact = object | Callable[[Wording], object]


class Gravity(IntEnum):
    """How soon somebody should look."""

    STOP = 0
    """People stand in front of it, or something will be lost."""
    WARN = 1
    CALM = 2
    """Good to know."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to look at. key: what it is, once on the page. text: with `facts`, some said in the reader's language.
    act: what its link says; page: the name of the route to which it leads, with `query`.
    """

    key: str
    gravity: Gravity
    text: str
    act: str
    page: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    query: str = ""

    def said(self, say: Wording) -> str:
        """The line as one reads it."""
        facts = {name: fact(say) if callable(fact) else fact for name, fact in self.facts.items()}
        found = say.text(self.text).format_map(facts)
        return found[:1].upper() + found[1:]

    def leads(self, staff: SignedIn) -> bool:
        """Whether somebody may open its page."""
        return staff.looks_at(PLACES.get(self.page, "documents"))


@dataclass(frozen=True, slots=True)
class Around:
    """What is known beside the rows: how many alarms ring, what the machine's checks found, the stocks of blanks."""

    ringing: int
    seen: Sequence[Seen]
    stocks: Sequence[Stock]


def lines_of(session: Session, office: Office, around: Around, now: datetime) -> list[Line]:
    """All there is to look at now."""
    times = times_of(session, office)
    found = [
        *_of_the_hall(session, office, around, now),
        *_of_days_ahead(session, office, times, now),
        *_of_forecasts(session, office, now),
        *_of_people(session, office, times, now),
        *_of_blanks(around.stocks),
        *_of_imports(session, office, now),
        *_of_backups(session, now),
        *_of_the_machine(around.seen),
        *_of_changes(session, office, now),
    ]
    return sorted(found, key=lambda line: line.gravity)


def _of_the_hall(session: Session, office: Office, around: Around, now: datetime) -> Iterator[Line]:
    """Alarms, a call for help, and what is silent."""
    day = queries.day_of(session, office.id, today_of(office, now))
    if day is not None and day.help_wanted_at is not None:
        facts = {"time": _since(day.help_wanted_at, now)}
        yield Line(
            "help", Gravity.STOP, N_("Warga di kios memanggil petugas sejak {time}"), N_("Ruang tunggu"), "hall", facts
        )
    if around.ringing:
        facts = {"count": around.ringing}
        yield Line("alarms", Gravity.STOP, N_("{count} alarm berbunyi"), N_("Alarm"), "settings_alarms", facts)
    silent = silent_here(session, office, now)
    for each in silent[:MOST_OF_A_KIND]:
        facts = {"name": each.name, "time": _since(each.since, now)}
        key = f"silent-{each.kind}-{each.id}"
        yield Line(key, Gravity.STOP, N_("{name} diam sejak {time}"), N_("Layar"), "screens", facts)
    if silent[MOST_OF_A_KIND:]:
        facts = {"count": len(silent) - MOST_OF_A_KIND}
        yield Line("silent", Gravity.STOP, N_("{count} layar atau alat lain juga diam"), N_("Layar"), "screens", facts)


def _of_days_ahead(session: Session, office: Office, times: Times, now: datetime) -> Iterator[Line]:
    """Visits in hours that were given up since, and closures that come."""
    stranded = stranded_bookings(session, office, now=now)
    if stranded:
        first = stranded[0].starts_at
        facts = {"count": len(stranded), "day": lambda say: say.short_day(first)}
        text = N_("{count} jadwal warga jatuh pada waktu yang ditutup, mulai {day}")
        yield Line("stranded", Gravity.STOP, text, N_("Undur jadwal"), "postponements", facts)
    today = today_of(office, now)
    for closure in sorted(times.closed, key=lambda each: each.starts_on):
        if closure.service is None and today < closure.starts_on <= today + AHEAD:
            facts = {"day": _day(closure.starts_on), "reason": _reason(closure.reason)}
            key = f"closure-{closure.starts_on}"
            yield Line(key, Gravity.CALM, N_("Tutup {day}: {reason}"), N_("Kalender"), "calendar", facts)


def _of_forecasts(session: Session, office: Office, now: datetime) -> Iterator[Line]:
    """How the next day of work will be, and the days of the coming week that will not do."""
    today = today_of(office, now)
    kept = list(kept_days(session, office.id, today + timedelta(days=1), today + AHEAD).values())
    for each in kept[:1]:
        facts = {"day": _day(each.day), "line": partial(_after_day, forecast_words.honest_line, each.foreseen)}
        key, query = f"ahead-{each.day}", f"day={each.day}"
        yield Line(key, Gravity.CALM, N_("{day}: {line}"), N_("Prakiraan"), "forecast_day", facts, query)
    warned = [(each.day, forecast_words.warned_of(office, each.foreseen)) for each in kept]
    troubled = [(day, found) for day, found in warned if found]
    for day, found in troubled[:MOST_OF_A_KIND]:
        facts = {"day": _day(day), "line": partial(_after_day, forecast_words.warned_line, found)}
        key, query = f"forecast-{day}", f"day={day}"
        yield Line(key, Gravity.WARN, N_("{day}: {line}"), N_("Prakiraan"), "forecast_day", facts, query)
    if troubled[MOST_OF_A_KIND:]:
        facts = {"count": len(troubled) - MOST_OF_A_KIND}
        text = N_("{count} hari lain dalam seminggu ini juga perlu diatur")
        yield Line("forecasts", Gravity.WARN, text, N_("Prakiraan"), "forecast", facts)


def _of_people(session: Session, office: Office, times: Times, now: datetime) -> Iterator[Line]:
    """Who waits too long for a clerk, whom nobody could tell, what channels refused, whose document lies without an
    invitation, and whose comes back from another office.
    """
    for page, (days, waiting, text) in OVERDUE.items():
        count, _ = waiting(session, office.id, _workdays_ago(office, times, now, days))
        if count:
            yield Line(page, Gravity.WARN, text, N_("Periksa"), page, {"count": count, "days": days})
    untold = people_to_tell(session, office, now)
    if untold:
        text = N_("{count} orang belum bisa dikabari")
        yield Line("untold", Gravity.WARN, text, N_("Daftar cetak"), "messages", {"count": untold}, "state=unreached")
    refused = queries.refused_since(session, office.id, _yesterday(office, now))
    if refused:
        text = N_("{count} pengiriman pesan ditolak sejak kemarin")
        yield Line("refused", Gravity.CALM, text, N_("Angka pesan"), "figures_messages", {"count": refused})
    uninvited = waiting_long(session, office, _workdays_ago(office, times, now, UNINVITED))
    if uninvited:
        text = N_("{count} dokumen siap belum diundang lebih dari {days} hari kerja")
        facts = {"count": uninvited, "days": UNINVITED}
        yield Line("uninvited", Gravity.WARN, text, N_("Gelombang"), "waves", facts)
    unwanted = count_unwanted(session, office)
    if unwanted:
        text = N_("{count} dokumen tidak diterima kantor lain dan sedang dikirim kembali")
        yield Line("unwanted", Gravity.WARN, text, N_("Antar kantor"), "transfers", {"count": unwanted})


def _of_blanks(stocks: Sequence[Stock]) -> Iterator[Line]:
    for stock in stocks:
        if not stock.is_low:
            continue
        facts = {"name": stock.name, "days": stock.forecast.days_left, "count": stock.free}
        text = N_("{name} habis") if stock.free == 0 else N_("{name} cukup untuk {days} hari kerja ({count} keping)")
        yield Line(f"blanks-{stock.name}", Gravity.WARN, text, N_("Blangko"), "blanks", facts)


def _of_imports(session: Session, office: Office, now: datetime) -> Iterator[Line]:
    failed = failed_since(session, office, _yesterday(office, now))
    if failed:
        text = N_("{count} impor dokumen gagal sejak kemarin")
        yield Line("imports", Gravity.WARN, text, N_("Laporan"), "intake", {"count": failed})
    if is_missed_today(session, office, now=now):
        yield Line("no-import", Gravity.WARN, N_("Daftar dokumen hari ini belum diimpor"), N_("Impor"), "intake")


def _of_backups(session: Session, now: datetime) -> Iterator[Line]:
    """How the last backup stands: good news too, since nobody asks before it is needed. In training nothing is lost."""
    if queries.is_training(session):
        return
    last = backups.last_backup(session)
    finding = judged(last, now)
    if finding.verdict is not Verdict.GOOD or last.good is None:
        yield _of_finding("backup", finding, "settings_backup")
        return
    good, size = last.good, last.good.size or 0
    facts: dict[str, Fact] = {"time": _since(good.begun_at, now), "size": lambda say: say.size(size)}
    text = N_("Cadangan terakhir berhasil: {time}, {size}")
    yield Line("backup", Gravity.CALM, text, N_("Rincian"), "settings_backup", facts)


def _of_the_machine(seen: Sequence[Seen]) -> Iterator[Line]:
    """What the checks of the machine found, as far as they have ended."""
    bad = [
        _of_finding(each.check.name, each.finding, PAGES.get(each.check.name, "settings_health"))
        for each in seen
        if each.finding is not None
        and each.finding.verdict is not Verdict.GOOD
        and each.check.name not in SAID_ELSEWHERE
    ]
    yield from bad[:MOST_OF_A_KIND]
    if bad[MOST_OF_A_KIND:]:
        facts = {"count": len(bad) - MOST_OF_A_KIND}
        text = N_("{count} temuan lain di komputer server")
        yield Line("findings", Gravity.WARN, text, N_("Kesehatan"), "settings_health", facts)


def _of_finding(name: str, finding: Finding, page: str) -> Line:
    gravity = Gravity.STOP if finding.verdict is Verdict.BROKEN else Gravity.WARN
    return Line(name.replace(".", "-"), gravity, finding.sentence, N_("Rincian"), page, finding.facts)


def _of_changes(session: Session, office: Office, now: datetime) -> Iterator[Line]:
    """What of the settings and of who works here is other than it was, since yesterday; each once."""
    rows = deeds_since(session, office.id, CHANGES, _yesterday(office, now), most=MOST_CHANGES)
    changes = list(dict.fromkeys((row.deed, row.by, row.about) for row in rows))
    names = names_of(session, office.id) if changes else {}
    for number, (deed, by, about) in enumerate(changes[:MOST_OF_A_KIND]):
        facts = {"who": _word(names.get(by, ELSEWHERE)), "about": _word(LISTS.get(about, names.get(about, about)))}
        yield Line(
            f"deed-{number}", Gravity.CALM, SAID[Deed(deed)].sentence, N_("Catatan kegiatan"), "audit_log", facts
        )
    if changes[MOST_OF_A_KIND:]:
        facts = {"count": len(changes) - MOST_OF_A_KIND}
        yield Line(
            "deeds",
            Gravity.CALM,
            N_("{count} perubahan lain sejak kemarin"),
            N_("Catatan kegiatan"),
            "audit_log",
            facts,
        )


def _workdays_ago(office: Office, times: Times, now: datetime, days: int) -> datetime:
    """The same time of day so many days of work ago; long ago where there was no work lately."""
    zone, today = zone_of_office(office), today_of(office, now)
    day = workday_before(times, today, days) or today - timedelta(days=31)
    return datetime.combine(day, now.astimezone(zone).time(), zone)


def _yesterday(office: Office, now: datetime) -> datetime:
    """When yesterday began at the office."""
    return datetime.combine(today_of(office, now) - timedelta(days=1), time(), zone_of_office(office))


def _since(moment: datetime, now: datetime) -> Fact:
    return lambda say: say.since(moment, now)


def _day(day: date) -> Fact:
    return lambda say: say.short_day(day)


def _after_day(line: Callable[[Wording, T], str], of: T, say: Wording) -> str:
    """A line as it goes on behind the day that it is about."""
    text = line(say, of)
    return text[:1].lower() + text[1:]


def _reason(reason: str) -> Fact:
    return lambda say: say.reason(reason)


def _word(text: str) -> Fact:
    return lambda say: say.text(text)
