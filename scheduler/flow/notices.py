"""What screens and phones are told of closures that the office's own hours do not show: a service, or later today."""

from collections.abc import Mapping
from datetime import date, datetime

from babel.dates import format_date

from scheduler.db.models import Service
from scheduler.domain.calendar import Closed
from scheduler.domain.hours import closures_on
from scheduler.flow.day import today_of, zone_of_office
from scheduler.flow.hall import Hall

Languages = Mapping[str, str]
"""A text by language. A board is read in every language at once, by screens that have no catalogue."""

OFFICE: Languages = {"id": "Kantor", "en": "The office"}
SERVICE: Languages = {"id": "{name}", "en": "Service {letter} ({name})"}
UNTIL: Languages = {
    "id": "{who} tutup sampai {day}: {reason}.",
    "en": "{who} is closed until {day}: {reason}.",
}
WITHOUT_END: Languages = {
    "id": "{who} tutup sampai pemberitahuan lebih lanjut: {reason}.",
    "en": "{who} is closed until further notice: {reason}.",
}
TODAY: Languages = {
    "id": "{who} tutup hari ini: {reason}.",
    "en": "{who} is closed today: {reason}.",
}
HOURS: Languages = {
    "id": "{who} tutup hari ini {start}–{end}: {reason}.",
    "en": "{who} is closed today {start}–{end}: {reason}.",
}


def notice_of(hall: Hall, now: datetime) -> dict[str, str] | None:
    """The closures of services that are in force, and what shuts some hours later today; None where the office is shut.

    An office that is shut says so itself, with its reason.
    """
    if hall.opening.state == "closed":
        return None
    told: list[tuple[Service | None, Closed]] = [(None, each) for each in _of_today(hall, None, now)]
    told += [(service, each) for service in hall.services for each in _of_today(hall, service.id, now)]
    if not told:
        return None
    texts = {}
    for language in OFFICE:
        said = []
        for service, closure in told:
            who = SERVICE[language].format(letter=service.letter, name=service.name) if service else OFFICE[language]
            said.append(_text(closure, language, who, today_of(hall.office, now)))
        texts[language] = " ".join(said)
    return texts


def _of_today(hall: Hall, service_id: int | None, now: datetime) -> list[Closed]:
    """Those of one owner that have not ended today."""
    zone, today = zone_of_office(hall.office), today_of(hall.office, now)
    own = (each for each in closures_on(today, hall.closed, service_id) if each.service == service_id)
    return [each for each in own if each.span_on(today, zone)[1] > now]


def _text(closure: Closed, language: str, who: str, today: date) -> str:
    facts = {"who": who, "reason": closure.reason.rstrip(".")}
    if closure.from_time is not None and closure.to_time is not None:
        start, end = closure.from_time.strftime("%H.%M"), closure.to_time.strftime("%H.%M")
        return HOURS[language].format(**facts, start=start, end=end)
    if closure.ends_on is None:
        return WITHOUT_END[language].format(**facts)
    if closure.ends_on == today:
        return TODAY[language].format(**facts)
    day = format_date(closure.ends_on, "EEEE, d MMMM y", locale=language)
    return UNTIL[language].format(**facts, day=day)
