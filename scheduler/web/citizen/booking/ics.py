"""A booking as an entry for a calendar. It holds no code and no name: calendars are copied to many places."""

from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from scheduler import __version__
from scheduler.domain.refusals import N_
from scheduler.domain.stages import BookingStage
from scheduler.flow.core.local_time import zone_of_office
from scheduler.web.citizen.booking.ticket_page import TicketPage
from scheduler.web.shared.wording import Wording

REMIND_BEFORE = (timedelta(days=1), timedelta(hours=2))


def calendar_of(page: TicketPage, say: Wording, *, changes: int, base_url: str, now: datetime) -> bytes:
    """The visit of a pass, to be put into a calendar, or to be taken out of it: cancelled, or without a date for now.

    The page has a time (`time_of`). changes: how often it was changed so far. The UID stays the same and SEQUENCE rises
    with it, so that a calendar changes the entry that it has.
    """
    is_off = page.slot is None or page.booking.stage == BookingStage.CANCELLED
    calendar = Calendar()
    calendar.add("prodid", f"-//Giliran//{__version__}//{say.language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "PUBLISH")
    event = _event(page, say, base_url, now)
    event.add("sequence", changes)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    for before in () if is_off else REMIND_BEFORE:
        event.add_component(_alarm(str(event["summary"]), before))
    calendar.add_component(event)
    calendar.add_missing_timezones()
    body: bytes = calendar.to_ical()
    return body


def time_of(page: TicketPage) -> tuple[datetime, datetime] | None:
    """The time a calendar has, or had: of a visit that waits for a new date the first; None where it never had one."""
    if page.slot is not None:
        return page.slot.starts_at, page.slot.ends_at
    first = page.booking.first_starts_at
    return (first, first + timedelta(minutes=page.office.slot_minutes)) if first else None


def _event(page: TicketPage, say: Wording, base_url: str, now: datetime) -> Event:
    office, zone, time = page.office, zone_of_office(page.office), time_of(page)
    assert time is not None
    event = Event()
    event.add("uid", f"{page.booking.code_hash.hex()[:24]}@giliran")  # whatever becomes of ids and of the domain
    event.add("dtstamp", now)
    event.add("dtstart", time[0].astimezone(zone))
    event.add("dtend", time[1].astimezone(zone))
    event.add("summary", say.text(N_("{what} di {office}")).format(what=what_of(page, say), office=office.name))
    event.add("location", ", ".join(part for part in (office.name, office.address) if part))
    event.add("description", _description(page, say))
    event.add("url", f"{base_url.rstrip('/')}/o/{office.code}")
    return event


def _alarm(said: str, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", said)
    alarm.add("trigger", -before)
    return alarm


def what_of(page: TicketPage, say: Wording) -> str:
    """A visit's documents, by how many of a type; whose they are is nobody's business in a calendar."""
    return say.documents(paper.unnamed for paper in page.papers) or say.text(N_("Kunjungan"))


def _description(page: TicketPage, say: Wording) -> str:
    if page.slot is None:
        return say.text(N_("Jadwal ini tidak jadi. Jadwal baru kami kirim."))
    first, last = page.window
    bring, cards = say.things(page.bring), [paper.unnamed for paper in page.cards_back]
    lines = [
        say.text(N_("Datang pukul {first}-{last}.")).format(first=say.clock(first), last=say.clock(last)),
        say.text(N_("Bawa: {bring}.")).format(bring=bring) if bring else "",
        say.cards_back(cards, of=len(page.papers)) if cards else "",
        say.text(N_("Nomor jadwal {short}.")).format(short=page.short),
        say.text(N_("QR ada di halaman jadwal Anda.")),
    ]
    return "\n".join(line for line in lines if line)
