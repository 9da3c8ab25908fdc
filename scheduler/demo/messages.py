"""What the demonstration's office told people, and what they wrote back: much happens in its outbox and its inbox."""

from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler import keys
from scheduler.db.models import Conversation, ConversationLine, Document, Office
from scheduler.demo import outbox
from scheduler.demo.accounts import Crew
from scheduler.demo.pictures import send_pictures
from scheduler.demo.play import Play
from scheduler.demo.talks import ANSWERS, TALKS, Turn
from scheduler.flow.booking import reminders, uncollected
from scheduler.flow.screens import alarm_contacts, nearing
from scheduler.flow.screens.alarm_contacts import NewContact
from scheduler.flow.talks import inbox, ready_answers
from scheduler.flow.talks.conversations import new_lines
from scheduler.flow.talks.ready_answers import Ready
from scheduler.messages.channels.base import Heard
from scheduler.messages.dialogue.hearing import take_in
from scheduler.messages.dialogue.steps import answer
from scheduler.pictures.vault import Vault
from scheduler.translations import all_translations

CHANNEL = "whatsapp"
IT = NewContact("Petugas IT", "0812-0000-0077", "it@contoh.go.id")
SOON = timedelta(seconds=8)
"""So long after a line came the program answers it."""


def remind(play: Play, day: date) -> None:
    """Who comes on a day is reminded of it the day before."""
    play.do(reminders.remind, now=play.at(day - timedelta(days=1), "16.00"))


def fill_messages(play: Play, day: date, crew: Crew, *, base_url: str, files: Vault | None = None) -> None:
    """Everything that was told and written by 09.40 of a day, after its morning was played.

    base_url: where the links lead in what is answered. files: where the specimens that citizens sent are kept; without
    it they send none.
    """
    now = play.at(day, "09.40")
    play.do(reminders.remind, now=play.at(day, "08.30"))
    play.do(nearing.tell, now=now)
    play.do(uncollected.tell, now=now)
    for talk, phone in zip(TALKS, _phones(play), strict=False):
        for turn in talk.turns:
            at = now - timedelta(minutes=turn.ago)
            _happen(play, phone, turn, crew, base_url=base_url, now=at)
            if turn.pictures and files:
                send_pictures(play, CHANNEL, phone, turn.pictures, files, now=at + SOON)
    outbox.send_out(play, now=now)


def set_up(play: Play, crew: Crew, *, now: datetime) -> None:
    """The office's channels, whom it is to tell of a silent screen, and ready answers."""
    outbox.open_accounts(play, by=crew.supervisor, now=now)
    play.do(alarm_contacts.add_contact, IT, by=crew.supervisor, now=now)
    for title, text in ANSWERS:
        play.do(_add_answer, Ready(title, text), now=now)


def _add_answer(session: Session, office: Office, ready: Ready, *, now: datetime) -> None:  # noqa: ARG001 - as every step
    ready_answers.add(session, office, ready)


def _happen(play: Play, phone: str, turn: Turn, crew: Crew, *, base_url: str, now: datetime) -> None:
    if turn.who == "citizen":
        heard = Heard(f"contoh-{now:%Y%m%d%H%M}-{phone[-5:]}", phone, turn.text, now)
        play.do_by_code(take_in, play.office.id, CHANNEL, [heard], now=now)
        how = {"base_url": base_url, "translations": all_translations()}
        for line in play.read(new_lines, len(TALKS)):
            play.do_by_code(answer, line, now=now + SOON, **how)
        return
    conversation, seen = play.read(_newest, play.office.id, phone)
    if turn.who == "clerk":
        play.do(inbox.reply, conversation, turn.text, seen=seen, by=crew.clerks[2], now=now)
    else:
        play.do(inbox.close, conversation, seen=seen, by=crew.clerks[2], now=now)


def _phones(play: Play) -> list[str]:
    """A phone for each talk: of somebody whose document stands where the talk says, and who has not written before."""
    found: list[str] = []
    for talk in TALKS:
        found.append(next(phone for phone in play.read(_writers, play.office.id, talk.stage) if phone not in found))
    return found


def _writers(session: Session, office_id: int, stage: str) -> list[str]:
    """Phones by which nobody has written yet, latest documents first."""
    wrote = select(col(Conversation.phone_hash)).where(col(Conversation.office_id) == office_id)
    query = select(col(Document.phone)).where(
        col(Document.office_id) == office_id,
        col(Document.stage) == stage,
        col(Document.phone_hash).is_not(None),
        col(Document.phone_hash).not_in(wrote),
    )
    return [str(phone) for phone in session.scalars(query.order_by(col(Document.id).desc()).limit(3 * len(TALKS)))]


def _newest(session: Session, office_id: int, phone: str) -> tuple[int, int]:
    """A phone's conversation, and its last line."""
    found = session.scalars(
        select(Conversation).where(
            col(Conversation.office_id) == office_id,
            col(Conversation.phone_hash).in_(keys.ring().look_ups("phone", phone)),
        )
    ).one()
    last = session.scalar(
        select(func.max(col(ConversationLine.id))).where(col(ConversationLine.conversation_id) == found.id)
    )
    return found.id, last or 0
