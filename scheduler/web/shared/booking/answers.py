"""What was answered where a time is chosen: shown again for another day, in other letters, or with a fault."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request

from scheduler.domain.booking import (
    PartyTooLarge,
    SlotClosed,
    SlotForeign,
    SlotFull,
    SlotPast,
    SlotTooSoon,
    SlotUnknown,
)
from scheduler.domain.custody.collecting import PROXY
from scheduler.domain.custody.refusals import CollectorNotAllowed, ProxyLimit
from scheduler.domain.invitations.refusals import NoDocumentChosen
from scheduler.domain.refusals import Refusal
from scheduler.web.shared.booking.chooser import Wish
from scheduler.web.shared.booking.form import fetch_of
from scheduler.web.shared.booking.typed import printable
from scheduler.web.shared.forms import Form, form_of, typed_in
from scheduler.web.shared.pages import COOKIE, SIZE_COOKIE

FIELDS: Mapping[type[Refusal], str] = {
    **dict.fromkeys((SlotClosed, SlotForeign, SlotFull, SlotPast, SlotTooSoon, SlotUnknown), "slot"),
    **dict.fromkeys((CollectorNotAllowed, ProxyLimit), "collector"),
    NoDocumentChosen: "document",
    PartyTooLarge: "party_more",
}
"""The field that a refusal is about."""
MORE = "0"
"""The party of whoever types how many come."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a page is to show. fetch: the documents that were chosen, None where none were yet; typed: by field, as it
    was; faults: what is wrong, by field.
    """

    wish: Wish
    fetch: frozenset[int] | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


class _Look(Form):
    """What was asked to be seen. day, every_day: the buttons of other ones; shown, days: of the page as it is."""

    day: str | None = None
    every_day: bool = False
    shown: str | None = None
    days: str | None = None


def answers_of(request: Request) -> Answers:
    """What an address says: a day, documents and who fetches them."""
    query = request.query_params
    wish = Wish.of(query.get("day") or query.get("shown"), query.get("days"))
    return Answers(wish, fetch_of(query), {name: query[name] for name in ("collector",) if name in query})


async def to_show_again(request: Request) -> Answers | None:
    """What was sent, where it takes no time: another day, letters or language was asked for, or something is missing.

    None where the form may be taken. Raises WrongMediaType.
    """
    look = await form_of(request, _Look)
    typed = await typed_in(request)
    in_other_words = any(name in request.query_params for name in (COOKIE, SIZE_COOKIE))
    only_looks = bool(look.day) or look.every_day or in_other_words
    faults = {} if only_looks else _faults(typed)
    if not only_looks and not faults:
        return None
    return Answers(_wish(look), fetch_of(await request.form()), typed, faults)


async def answers_refused(request: Request, refusal: Refusal) -> Answers:
    """What was sent and refused, with the field that is to be mended. Raises WrongMediaType."""
    look, field = await form_of(request, _Look), FIELDS.get(type(refusal))
    faults = {field: refusal.code} if field else refusal.errors
    return Answers(_wish(look), fetch_of(await request.form()), await typed_in(request), faults)


def _wish(look: _Look) -> Wish:
    return Wish.of(look.day or look.shown, "all" if look.every_day else look.days)


def _faults(typed: Mapping[str, str]) -> dict[str, str]:
    """What keeps the form from being taken and can be mended on its page: missing, digits, number."""
    found = {}
    if typed.get("chooses") and not typed.get("document"):
        found["document"] = "missing"
    if not typed.get("slot"):
        found["slot"] = "missing"
    if typed.get("collector") == PROXY:
        found |= {name: "missing" for name in ("name", "relation") if not printable(typed.get(name))}
    if typed.get("collector") == PROXY and not re.fullmatch("([0-9]{4})?", typed.get("nik4", "")):
        found["nik4"] = "digits"
    if typed.get("party") == MORE and not re.fullmatch("[1-9][0-9]{0,3}", typed.get("party_more", "")):
        found["party_more"] = "number"
    return found
