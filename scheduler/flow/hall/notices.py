"""What screens and phones are told of closures that the office's state does not show.

A service that is shut, hours that are shut later today, and what begins within a week.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from babel.dates import format_date

from scheduler.domain.calendar.calendar import Closed
from scheduler.domain.calendar.hours import closures_on
from scheduler.domain.offices.called import ENGLISH
from scheduler.flow.core.local_time import today_of, zone_of_office
from scheduler.flow.hall.hall_state import Hall, Queue
from scheduler.translations import reason_in, translations

Languages = Mapping[str, str]
"""A text by language. A board is read in every language at once, by screens that have no catalogue of what offices
write.
"""

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
    "id": "{who} tutup hari ini {start}-{end}: {reason}.",
    "en": "{who} is closed today {start}-{end}: {reason}.",
}

AHEAD: Languages = {
    "id": "{who} tutup {first}: {reason}.",
    "en": "{who} will be closed on {first}: {reason}.",
}
AHEAD_UNTIL: Languages = {
    "id": "{who} tutup {first} sampai {day}: {reason}.",
    "en": "{who} will be closed from {first} until {day}: {reason}.",
}
AHEAD_WITHOUT_END: Languages = {
    "id": "{who} tutup mulai {first} sampai pemberitahuan lebih lanjut: {reason}.",
    "en": "{who} will be closed from {first} until further notice: {reason}.",
}
ANNOUNCED, MOST = timedelta(days=7), 2
"""How long beforehand a closure is told, and how many sentences a screen has room for."""


def notice_of(hall: Hall, now: datetime) -> dict[str, str] | None:
    """The closures in force that the office's state does not tell, then those that begin within a week.

    An office that is shut says so itself, with its reason: then there is no notice. Each closure has a line of its own,
    since the foot of a screen has room for one at a time.
    """
    if hall.opening.state == "closed":
        return None
    owners: list[Queue | None] = [None, *hall.services]
    told = [(owner, each) for owner in owners for each in _of_today(hall, owner.id if owner else None, now)]
    told += _ahead(hall, owners, now)
    if not told:
        return None
    texts = {}
    for language in OFFICE:
        said = []
        for service, closure in told[:MOST]:
            who = _named(service, language) if service else OFFICE[language]
            said.append(_text(closure, language, who, today_of(hall.office, now)))
        texts[language] = "\n".join(said)
    return texts


def closures_by_letter(hall: Hall, now: datetime) -> dict[str, Languages]:
    """What is shut today, by the letter of the service it concerns; a letter that nothing concerns is absent."""
    if hall.opening.state == "closed":
        return {}
    office, today = _of_today(hall, None, now), today_of(hall.office, now)
    found: dict[str, Languages] = {}
    for service in hall.services:
        own = _of_today(hall, service.id, now)
        if not own and not office:
            continue
        found[service.letter] = {
            language: " ".join(
                [_text(each, language, OFFICE[language], today) for each in office]
                + [_text(each, language, _named(service, language), today) for each in own]
            )
            for language in OFFICE
        }
    return found


def reasons_told(reason: str) -> dict[str, str]:
    """Why the office is shut, in each language in which that is known."""
    return {language: said for language in OFFICE if (said := reason_in(language, reason))}


def _named(service: Queue, language: str) -> str:
    own = service.name_en if language == ENGLISH else ""
    name = own or translations(language).gettext(service.name)
    return SERVICE[language].format(letter=service.letter, name=name)


def _ahead(hall: Hall, owners: list[Queue | None], now: datetime) -> list[tuple[Queue | None, Closed]]:
    """Whole days that will be shut within a week, soonest first."""
    today = today_of(hall.office, now)
    by_id = {owner.id if owner else None: owner for owner in owners}
    soon = [
        each
        for each in hall.closed
        if each.is_of_whole_days and today < each.starts_on <= today + ANNOUNCED and each.service in by_id
    ]
    return [(by_id[each.service], each) for each in sorted(soon, key=lambda each: each.starts_on)]


def _of_today(hall: Hall, service_id: int | None, now: datetime) -> list[Closed]:
    """The closures of one service (None: of the office) that have not ended today."""
    zone, today = zone_of_office(hall.office), today_of(hall.office, now)
    own = (each for each in closures_on(today, hall.closed, service_id) if each.service == service_id)
    return [each for each in own if each.span_on(today, zone)[1] > now]


def _text(closure: Closed, language: str, who: str, today: date) -> str:
    reason = reason_in(language, closure.reason) or closure.reason
    facts = {"who": who, "reason": reason.rstrip(".")}
    if closure.starts_on > today:
        return _text_ahead(closure, language, facts)
    if closure.from_time is not None and closure.to_time is not None:
        start, end = closure.from_time.strftime("%H.%M"), closure.to_time.strftime("%H.%M")
        return HOURS[language].format(**facts, start=start, end=end)
    if closure.ends_on is None:
        return WITHOUT_END[language].format(**facts)
    if closure.ends_on == today:
        return TODAY[language].format(**facts)
    return UNTIL[language].format(**facts, day=_day(closure.ends_on, language))


def _text_ahead(closure: Closed, language: str, facts: Mapping[str, str]) -> str:
    first = _day(closure.starts_on, language)
    if closure.ends_on is None:
        return AHEAD_WITHOUT_END[language].format(**facts, first=first)
    if closure.ends_on == closure.starts_on:
        return AHEAD[language].format(**facts, first=first)
    return AHEAD_UNTIL[language].format(**facts, first=first, day=_day(closure.ends_on, language))


def _day(day: date, language: str) -> str:
    return format_date(day, "EEEE, d MMMM y", locale=language)
