"""What the page of alarms shows: read in one go."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import AlarmRing, Office
from scheduler.domain.alarms.kinds import KINDS, Alarm, Kind
from scheduler.flow.alarms.ringing import past_of, ringing_at
from scheduler.flow.alarms.rules import Rule, rules_of, watches_server
from scheduler.messages.notices.alarms.words import said_of
from scheduler.web.office.alarms.contacts_view import Contacts, contacts_shown
from scheduler.web.office.shared.names import names_of_staff
from scheduler.web.shared.wording import Wording


@dataclass(frozen=True, slots=True)
class Row:
    """An alarm as its form has it. told: the ids of those whom it tells."""

    alarm: Alarm
    kind: Kind
    is_on: bool
    threshold: str
    hours: str
    told: frozenset[int]


@dataclass(frozen=True, slots=True)
class AlarmsPage:
    """All alarms that the office may set. names: of the staff, by how rows name them. of_others: whether those about
    the server are another office's.
    """

    now: datetime
    rows: Sequence[Row]
    contacts: Contacts
    ringing: Sequence[AlarmRing]
    past: Sequence[AlarmRing]
    names: Mapping[str, str]
    of_others: bool

    @property
    def are_all_off(self) -> bool:
        """Whether none is on."""
        return not any(row.is_on for row in self.rows)


def alarms_page(session: Session, office: Office, server_office: str, now: datetime) -> AlarmsPage:
    """The page of an office."""
    watches = watches_server(queries.offices(session), office, server_office)
    contacts = contacts_shown(session, office)
    ids = frozenset(row.id for row in contacts.rows)
    rules = rules_of(session, office.id)
    return AlarmsPage(
        now=now,
        rows=[_row(rules[alarm], ids) for alarm, kind in KINDS.items() if watches or not kind.of_server],
        contacts=contacts,
        ringing=ringing_at(session, office.id),
        past=past_of(session, office.id),
        names=names_of_staff(session, office),
        of_others=not watches,
    )


def _row(rule: Rule, ids: frozenset[int]) -> Row:
    told = ids - rule.spared or ids
    return Row(rule.alarm, KINDS[rule.alarm], rule.is_on, str(rule.threshold), rule.hours, told)


def said(say: Wording, ring: AlarmRing) -> str:
    """What an alarm is about, with a capital."""
    text = said_of(ring.alarm, ring.facts, say.text)
    return text[:1].upper() + text[1:]
