"""Applications before the clerks of the demonstration, in several states, with drawn papers that belong to nobody."""

import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from PIL import Image
from sqlmodel import Session

from scheduler.db.models import Application, ApplicationItem, ApplicationPage, Office
from scheduler.demo.accounts import Crew
from scheduler.demo.people import Families, Family
from scheduler.demo.play import Play
from scheduler.demo.specimens import specimen
from scheduler.domain.stages import DocumentStage
from scheduler.flow.applying import checking
from scheduler.flow.applying.applications import begin_application, expected_of, hand_in, items_of, pages_of
from scheduler.flow.applying.checking import Decision, current_mark, round_of
from scheduler.flow.documents.documents import advance_document
from scheduler.flow.offices.procedures import procedure_by_code
from scheduler.pictures.vault import Vault

SEED = 8_203
A_DAY = 24 * 60
LATER = {"lacking": DocumentStage.WAITING_FOR_BLANK, "ready": DocumentStage.READY}
"""How a story ends -> where its document stands long after it was accepted."""
ACCEPTED, BLURRED, EXPIRED = Decision("accepted"), Decision("unreadable", "blurred"), Decision("missing", "expired")


@dataclass(frozen=True, slots=True)
class Story:
    """One application. ago: minutes before 09.40 at which it was sent; lacks: items that never came.

    end: waiting, taken, asked (for its first item), again (it was asked for and came), accepted, lacking (it waits for
    a blank), or ready.
    """

    procedure: str
    ago: int
    end: str = "waiting"
    channel: str = "online"
    lacks: int = 0
    is_confirmed: bool = True
    decision: Decision = BLURRED


STORIES = (
    Story("ktp-el.lost", 3 * 60),
    Story("kk.changed", 150, channel="whatsapp"),
    Story("ktp-el.damaged", 25, is_confirmed=False),
    Story("kia.first", 70, lacks=1),
    Story("kk.child", 12),
    Story("ktp-el.changed", 95, "taken"),
    Story("ktp-el.lost", 26 * 60, "again"),
    Story("kk.lost", 27 * 60, "asked"),
    Story("ktp-el.changed", 50 * 60, "asked", "whatsapp", decision=EXPIRED),
    Story("kk.changed", 52 * 60, "accepted"),
    Story("ktp-el.damaged", 6 * A_DAY, "lacking"),
    Story("ktp-el.changed", 10 * A_DAY, "ready", "whatsapp"),
)


def fill_checking(play: Play, day: date, crew: Crew, vault: Vault) -> None:
    """Twelve applications as they lie at 09.40 of a day. Their files are written at once, loose until the commit."""
    now, families = play.at(day, "09.40"), Families(SEED)
    for number, story in enumerate(STORIES):
        sent_at = now - timedelta(minutes=story.ago)
        application_id = play.do(_send, story, families.next(), vault, number, now=sent_at)
        _happen(play, story, application_id, crew, vault, number, sent_at)


def _happen(
    play: Play, story: Story, application_id: int, crew: Crew, vault: Vault, number: int, sent_at: datetime
) -> None:
    clerk, looked_at = crew.clerks[1 + number % 4], sent_at + timedelta(minutes=40)
    if story.end == "taken":
        play.do(checking.take, application_id, was=None, by=clerk, now=looked_at)
    if story.end in ("asked", "again", "accepted", *LATER):
        first = story.decision if story.end in ("asked", "again") else ACCEPTED
        play.do(_check, application_id, first, by=clerk, now=looked_at)
    if story.end == "again":
        play.do(_send_again, application_id, vault, number, now=looked_at + timedelta(hours=3))
    if story.end in LATER:
        play.do(_go_on, application_id, LATER[story.end], by=clerk, now=looked_at + timedelta(days=4))


def _send(
    session: Session, office: Office, story: Story, family: Family, vault: Vault, number: int, *, now: datetime
) -> int:
    """What a citizen filled in, photographed and sent."""
    procedure = procedure_by_code(session, office.id, story.procedure)
    made = begin_application(session, office, procedure, channel=story.channel, language="id", now=now)
    made.holder, made.nik, made.kk, made.phone = family.members[0], family.niks[0], family.kk, family.phone
    made.relation = "parent" if procedure.for_child else "holder"
    made.phone_confirmed_at = now if story.is_confirmed else None
    items = items_of(session, made.id)
    needed = [item for item in items if not item.optional]
    for item in needed[: len(needed) - story.lacks]:
        is_first = item.position == needed[0].position
        _photograph(
            session,
            vault,
            item,
            seed=number * 10 + item.position,
            now=now,
            blurred=is_first and story.end in ("asked", "again") and story.decision is BLURRED,
            upright=bool((number + item.position) % 4),
        )
    hand_in(session, office, made, by="citizen", now=now, expected=expected_of(session, made, now))
    return made.id


def _send_again(
    session: Session, office: Office, application_id: int, vault: Vault, number: int, *, now: datetime
) -> None:
    application, document = checking.sent_application(session, office, application_id)
    for item in items_of(session, application_id):
        if item.state in ("missing", "unreadable"):
            for page in pages_of(session, [item])[item.id]:
                page.replaced_at = now
            _photograph(session, vault, item, seed=number * 10 + 7, now=now)
    application.waiting_since = application.touched_at = now
    session.add(application)
    advance_document(session, office, document, DocumentStage.RECEIVED, by="citizen", now=now)


def _check(session: Session, office: Office, application_id: int, first: Decision, *, by: str, now: datetime) -> None:
    """Decide on everything that was sent, and answer."""
    items = [item for item in items_of(session, application_id) if item.state == "sent"]
    for place, item in enumerate(items):
        wanted = first if place == 0 else ACCEPTED
        seen = current_mark(session, item)
        checking.decide(session, office, application_id, item.position, wanted, seen=seen, by=by, now=now)
    answer = checking.accept if first is ACCEPTED else checking.ask_again
    application = session.get_one(Application, application_id)
    answer(session, office, application_id, seen=round_of(application), by=by, now=now)


def _go_on(session: Session, office: Office, application_id: int, to: str, *, by: str, now: datetime) -> None:
    """The application's document was printed, or there was no blank."""
    _, document = checking.sent_application(session, office, application_id)
    advance_document(session, office, document, to, by=by, now=now, printed=True)


def _photograph(
    session: Session,
    vault: Vault,
    item: ApplicationItem,
    *,
    seed: int,
    now: datetime,
    blurred: bool = False,
    upright: bool = True,
) -> None:
    content = specimen(item.name, seed=seed, blurred=blurred, upright=upright)
    with Image.open(io.BytesIO(content)) as picture:
        width, height = picture.size
    session.add(
        ApplicationPage(
            office_id=item.office_id,
            item_id=item.id,
            mark=vault.put(content),
            position=0,
            width=width,
            height=height,
            size=len(content),
            hint="blurred" if blurred else None,
            sent_at=now,
        )
    )
    item.state = "sent"
    session.add(item)
    session.flush()
