"""A slot that was pressed and is full, said without asking the writer, where that is certain.

It is for a usual invitation (`plain_invitation.py`) and a form that could be taken but for its slot: then what the
guard of the seats would say follows from the slots as they were last committed. A seat that is given back a moment
later is for whoever presses next, as it is where the writer says no. What is offered instead was free at that commit,
by the rule of `nearest_free`. Whatever else may be wrong with a form is for the step to say. A test presses by chance,
and compares with what the writer says.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from sqlmodel import Session
from starlette.requests import Request

from scheduler.db import queries
from scheduler.db.models import Office, Slot
from scheduler.domain.booking import SlotFull
from scheduler.domain.calendar.calendar import zone_of
from scheduler.domain.custody.collecting import PROXY, allowed_for_all, usual_collector
from scheduler.flow.seats.visits import ALTERNATIVES, BEFORE, BEHIND
from scheduler.web.citizen.booking.plain_invitation import CODE, Usual, usual_invitation
from scheduler.web.citizen.shared.refusal_page import (
    OtherTime,
    booking_fields,
    full_as_text,
    other_time,
    way_to_press_again,
)
from scheduler.web.shared.booking.form import BookingForm
from scheduler.web.shared.booking.standing import Place, Standing, facts_rows
from scheduler.web.shared.drawings import Plain, new_mark
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

SENTENCE = new_mark()
OTHERS = [(new_mark(), new_mark()) for _ in range(ALTERNATIVES)]
"""Of each slot that is offered its number, and its day and hour."""


def plain_refusal(
    session: Session, standing: Standing, code: str, *, form: BookingForm, language: str, now: datetime
) -> Plain | None:
    """What the page is drawn from by which the slot of a form is refused as full; None where the step is to say."""
    usual = usual_invitation(session, standing, code, now=now)
    if usual is None or code != usual.code or not _may_be_taken(usual, form):
        return None
    pressed = next((place for place in usual.slots.places if place.id == form.slot), None)
    if pressed is None:
        return None
    units = max(1, min(usual.kind["units"], pressed.planned))
    if pressed.taken + units <= pressed.capacity:
        return None
    others, own = _nearest(usual.slots.places, pressed, units), {CODE: usual.code}
    say = Wording(language, zone_of(usual.facts.office["timezone"]))
    refusal = SlotFull(time=pressed.starts_at, alternatives=[_as_slot(place.id, place.starts_at) for place in others])
    own[SENTENCE] = sentence(refusal, say)
    for (number, said), place in zip(OTHERS, others, strict=False):
        own[number], own[said] = str(place.id), other_time(place.id, place.starts_at, say).said
    fields = tuple((name, value) for name, value in booking_fields(form).items() if name != "slot")

    def is_same(session: Session) -> bool:
        return facts_rows(session, usual.seen.office_id) == usual.facts.rows

    return Plain(("full", usual.seen.office_id, usual.facts.mark, len(others), fields), own, is_same)


def marked_refusal(session: Session, *, plain: Plain, now: datetime) -> tuple[Office, int, dict[str, str]]:
    """Whose slot it is, how many others are offered, and the choices that are sent along with one of them."""
    _, office_id, _, offered, fields = plain.drawn_from
    return queries.office_by_id(session, office_id), offered, dict(fields)


def drawn_refusal(request: Request, marked: tuple[Office, int, dict[str, str]]) -> str:
    """The page as text."""
    office, offered, fields = marked
    others = [OtherTime(number, said) for number, said in OTHERS[:offered]]
    return full_as_text(request, SENTENCE, way_to_press_again(request, office, CODE, fields, others))


def _may_be_taken(usual: Usual, form: BookingForm) -> bool:
    """Whether the step takes the form as far as its slot goes."""
    rule = usual.kind["collectors"]
    allowed = allowed_for_all([rule if isinstance(rule, list) else json.loads(rule)])
    who = form.collector or usual_collector(allowed)
    by_people = who in allowed and who != PROXY
    return by_people and form.people <= usual.facts.office["lobby_limit"] and not (form.chooses or form.document)


def _nearest(places: Sequence[Place], pressed: Place, units: int) -> list[Place]:
    """The free slots that are nearest in time, in order of time; of two that are as near, the earlier."""
    near = [
        place
        for place in places
        if -BEFORE <= place.starts_at - pressed.starts_at <= BEHIND and place.taken + units <= place.planned
    ]
    near.sort(key=lambda place: abs(place.starts_at - pressed.starts_at))
    return sorted(near[:ALTERNATIVES], key=lambda place: place.starts_at)


@lru_cache(maxsize=1_000)
def _as_slot(number: int, starts_at: datetime) -> Slot:
    """A slot as a refusal tells of it: it is only spoken of, so that one is enough for all who hear of it."""
    return Slot(id=number, starts_at=starts_at)  # type: ignore[call-arg]
