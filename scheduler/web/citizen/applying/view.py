"""What the page of an application shows: its form while it is not sent, and afterwards where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Application, ApplicationItem, ApplicationPage, DocumentType, Office, Procedure
from scheduler.domain.applying.checking import reason_of
from scheduler.domain.applying.procedures import relations_of
from scheduler.domain.refusals import N_
from scheduler.domain.text.residence import Residence
from scheduler.flow.applying.applications import application_by_code, application_code, items_of, pages_of
from scheduler.flow.applying.applying import ASKED_AGAIN, lacking_of, wants_again
from scheduler.flow.applying.duplicate_applications import Duplicate, own_duplicates
from scheduler.flow.applying.giving_up import may_be_given_up
from scheduler.flow.applying.open_items import may_be_seen
from scheduler.flow.applying.phone_codes import Rules, asks_code, digits_of, live_code
from scheduler.flow.applying.uploads import count_arrived
from scheduler.flow.offices.kelurahan import Offered, offered_kelurahan
from scheduler.messages.channels import KINDS
from scheduler.messages.ladder import AT_HAND, rungs
from scheduler.runtime.config import Settings
from scheduler.web.citizen.applying.headline import said_of, state_of
from scheduler.web.citizen.applying.standing import Sent, sent_of

LACKS = N_("Berkas ini belum ada atau belum sesuai.")


@dataclass(frozen=True, slots=True)
class ItemShown:
    """A line of the checklist with its live pages. why: source text of what is asked for again; words: the clerk's.

    hidden: how many pages stand there that are not shown, since nobody knows whose phone has the link.
    arrived: how many files have come whole and could not be drawn yet.
    """

    item: ApplicationItem
    pages: Sequence[ApplicationPage]
    is_open: bool
    why: str = ""
    words: str = ""
    hidden: int = 0
    arrived: int = 0


@dataclass(frozen=True, slots=True)
class OwnDuplicate:
    """Another application of the same phone, person and type. code: of its page, empty where it has none."""

    reference: str
    code: str


@dataclass(frozen=True, slots=True)
class ApplicationShown:
    """An application. lacking: as `lacking_of`; has_code: a code waits to be typed; training_code: what it is.

    duplicates: what its citizen has applied for already, for the same person and type. kelurahan: what its form
    offers.
    """

    office: Office
    code: str
    application: Application
    procedure: Procedure
    kind: DocumentType
    relations: Sequence[str]
    items: Sequence[ItemShown]
    lacking: Sequence[str]
    asks_code: bool
    has_code: bool
    training_code: str
    sent: Sent | None
    duplicates: Sequence[OwnDuplicate] = ()
    kelurahan: Offered = field(default_factory=Offered)

    @property
    def state(self) -> str:
        """In which state the application is: a word of HEADLINES."""
        asked_again, hands_over = self.asked_again, self.kind.hands_over
        return state_of(self.application, self.sent, asked_again=asked_again, hands_over=hands_over)

    @property
    def residence(self) -> Residence:
        """Where the holder lives, while it is not sent."""
        return Residence(self.application.kelurahan, self.application.rt, self.application.rw)

    @property
    def said(self) -> str:
        """What is said of where it stands, as `said_of`; empty before it is sent."""
        return said_of(self.state, self.sent, hands_over=self.kind.hands_over) if self.sent else ""

    @property
    def waits_for_phone(self) -> bool:
        """Whether photos are taken only once the phone is confirmed."""
        return self.sent is None and self.asks_code and self.application.phone_confirmed_at is None

    @property
    def takes_files(self) -> bool:
        """Whether anything may be sent now."""
        return not self.waits_for_phone and any(each.is_open for each in self.items)

    @property
    def asked_again(self) -> bool:
        """Whether something of the application is wanted again."""
        return self.is_incomplete and wants_again(self.application, [each.item for each in self.items])

    @property
    def shows_items(self) -> bool:
        """Whether the checklist stands on the page."""
        return self.asked_again if self.sent else self.application.withdrawn_at is None

    @property
    def may_be_given_up(self) -> bool:
        """Whether the citizen may still give up what was sent."""
        return self.sent is not None and may_be_given_up(self.sent.document)

    @property
    def is_incomplete(self) -> bool:
        """Whether the papers are not complete, by fault or not; who acts next is `asked_again`."""
        return self.sent is not None and self.sent.document.stage == "incomplete"

    @property
    def still_wanted(self) -> Sequence[ItemShown]:
        """What was asked for again and has not come."""
        return [each for each in self.items if each.item.state in ASKED_AGAIN]


def sends_by_itself(office: Office, *, training: bool) -> bool:
    """Whether a code can be sent to a phone from here; a training database shows it on the page instead."""
    channels = [rung.channel for rung in rungs(office) if rung.channel not in AT_HAND]
    return training or any(channel in KINDS and KINDS[channel].reach == "phone" for channel in channels)


def code_rules(settings: Settings) -> Rules:
    """What this server allows of codes that confirm a phone."""
    return Rules(settings.code_beginnings, settings.phone_codes_daily)


def application_shown(
    session: Session, code: str, *, language: str, training: bool, rules: Rules, now: datetime
) -> ApplicationShown:
    """The page of an application. language: of the words an office has for it. rules: for codes to its phone. Raises
    ApplicationUnknown.
    """
    application = application_by_code(session, code)
    office = queries.office_by_id(session, application.office_id)
    procedure = session.get_one(Procedure, application.procedure_id)
    kind = session.get_one(DocumentType, procedure.type_id)
    sent = sent_of(session, application, kind, language=language, now=now)
    wants = asks_code(session, application, sends=sends_by_itself(office, training=training), rules=rules, now=now)
    typed = live_code(session, application, now) if wants and sent is None else None
    return ApplicationShown(
        office=office,
        code=application_code(application),
        application=application,
        procedure=procedure,
        kind=kind,
        relations=relations_of(procedure.code, for_child=procedure.for_child),
        items=_items(session, application, sent, now),
        lacking=[] if sent else lacking_of(session, application, asks_code=wants),
        asks_code=wants,
        has_code=typed is not None,
        training_code=digits_of(typed) if typed is not None and training else "",
        sent=sent,
        duplicates=[] if sent else [_own_duplicate(each) for each in own_duplicates(session, application)],
        kelurahan=Offered() if sent else offered_kelurahan(session, office, to_citizens=True),
    )


def _own_duplicate(duplicate: Duplicate) -> OwnDuplicate:
    return OwnDuplicate(duplicate.reference, application_code(duplicate.application) if duplicate.application else "")


def _items(session: Session, application: Application, sent: Sent | None, now: datetime) -> list[ItemShown]:
    items = items_of(session, application.id)
    pages = pages_of(session, items)
    incomplete = sent is not None and sent.document.stage == "incomplete"
    arrived = count_arrived(session, items, now=now) if sent is None or incomplete else {}
    shown = {item.id: [page for page in pages.get(item.id, []) if may_be_seen(application, page)] for item in items}
    return [
        ItemShown(
            item,
            shown[item.id],
            is_open=(sent is None or incomplete) and item.state != "accepted" and application.withdrawn_at is None,
            why=_why(item),
            words=(item.words or "") if item.state in ASKED_AGAIN else "",
            hidden=len(pages.get(item.id, [])) - len(shown[item.id]),
            arrived=arrived.get(item.id, 0),
        )
        for item in items
    ]


def _why(item: ApplicationItem) -> str:
    """The source text of why an item is asked for again, with a place for its name; empty where it is not."""
    reason = reason_of(item.state, item.why)
    return reason.sentence if reason else LACKS if item.state == "missing" else ""
