"""A booking as an entry for a calendar. It holds no code and no name: calendars are copied to many places."""

from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event

from scheduler import __version__
from scheduler.domain.codes import written_short
from scheduler.domain.errors import N_
from scheduler.domain.stages import BookingStage
from scheduler.flow.day import zone_of_office
from scheduler.web.citizen.papers import bring_all
from scheduler.web.citizen.ticket_view import TicketPage
from scheduler.web.wording import Wording

REMIND_BEFORE = timedelta(hours=2)


def calendar_of(page: TicketPage, say: Wording, *, host: str, now: datetime) -> bytes:
    """The visit of a pass that has a slot. The UID stays the same when it is moved, so that calendars move it too."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Giliran//{__version__}//{say.language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_event(page, say, host, now))
    calendar.add_missing_timezones()
    body: bytes = calendar.to_ical()
    return body


def _event(page: TicketPage, say: Wording, host: str, now: datetime) -> Event:
    slot, office, zone = page.slot, page.office, zone_of_office(page.office)
    assert slot is not None
    event, title = Event(), say.text(N_("{what} di {office}")).format(what=what_of(page, say), office=office.name)
    event.add("uid", f"{office.code}-{page.booking.id}@{host}")
    event.add("dtstamp", now)
    event.add("dtstart", slot.starts_at.astimezone(zone))
    event.add("dtend", slot.ends_at.astimezone(zone))
    event.add("summary", title)
    event.add("location", ", ".join(part for part in (office.name, office.address) if part))
    event.add("description", _description(page, say))
    event.add("status", "CANCELLED" if page.booking.stage == BookingStage.CANCELLED else "CONFIRMED")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -REMIND_BEFORE)
    event.add_component(alarm)
    return event


def what_of(page: TicketPage, say: Wording) -> str:
    """The types of a visit's documents, each once."""
    return say.types(page.types) or say.text(N_("Kunjungan"))


def _description(page: TicketPage, say: Wording) -> str:
    first, last = page.window
    bring = say.things(bring_all(page.papers, page.collector))
    lines = [
        say.text(N_("Datang pukul {first}-{last}.")).format(first=say.clock(first), last=say.clock(last)),
        say.text(N_("Bawa: {bring}.")).format(bring=bring) if bring else "",
        say.text(N_("Nomor jadwal {short}.")).format(short=written_short(page.booking.short)),
        say.text(N_("QR ada di halaman jadwal Anda.")),
    ]
    return "\n".join(line for line in lines if line)
