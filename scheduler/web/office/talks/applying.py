"""A conversation's pictures become an application: what is asked for, which picture is what, and one press."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints
from sqlmodel import Session
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.refusals import Invalid, Refusal
from scheduler.domain.talks import ConversationUnknown
from scheduler.flow.core.replays import Answered
from scheduler.flow.staff import SignedIn
from scheduler.flow.talk_applications import RELATIONS, Wish, Words, add_pictures, make_application
from scheduler.web.office.shared.residence import FIELDS, ResidenceForm, residence_faults
from scheduler.web.office.talks import words as said
from scheduler.web.office.talks.applying_view import UNUSED, Page, language_of_talk, page_of_talk
from scheduler.web.shared.forms import LONGEST, clean, form_of, id_in_path
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm, Number
from scheduler.web.shared.staff.once import done_once
from scheduler.web.shared.staff.pages import actor, now_of, staff_page
from scheduler.web.shared.wording import Wording

Digits = Annotated[str, StringConstraints(max_length=40, pattern=r"^[^\x00]*$")]
SIXTEEN = 16


class ApplicationForm(ResidenceForm):
    """What a clerk chose. pictures and places go together: a place is an item's position, or UNUSED."""

    procedure: Line = ""
    holder: Line = ""
    relation: Line = "holder"
    applicant: Line = ""
    nik: Digits = ""
    kk: Digits = ""
    seen: Number = 0
    pictures: list[Number] = Field(default_factory=list, max_length=100)
    places: list[Line] = Field(default_factory=list, max_length=100)

    def wish(self, office: Office) -> Wish:
        """The application that is to be made. Raises Invalid."""
        if len(self.pictures) != len(self.places) or self.relation not in RELATIONS:
            raise Invalid(errors={"places": "unknown"})
        return Wish(
            procedure=self.procedure,
            pages={picture: _position(place) for picture, place in self.placed().items() if place != UNUSED},
            holder=self.holder,
            relation=self.relation,
            applicant=self.applicant,
            nik=_digits("nik", self.nik),
            kk=_digits("kk", self.kk),
            lives=self.residence(office),
        )

    def placed(self) -> dict[int, str]:
        """Where each picture was put, as far as that can be told."""
        return dict(zip(self.pictures, self.places, strict=False))


class AdditionForm(NonceForm):
    """The item that some pictures are added to."""

    item: Number = 0
    pictures: list[Number] = Field(default_factory=list, max_length=100)


async def page(request: Request) -> Response:
    """`?procedure=` is the code of what is asked for; without it, what there is to choose from."""
    staff = await staff_of(request, "documents")
    return await _rendered(request, staff, ApplicationForm(procedure=_cut(request.query_params.get("procedure"))))


async def make(request: Request) -> Response:
    """Make an application of the pictures; the same form sent twice makes one."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, ApplicationForm)
    number, now, wish = id_in_path(request, ConversationUnknown), now_of(request), form.wish(staff.office)
    words = await _words(request, number)

    def work(session: Session) -> Answered:
        made = make_application(session, staff.office, number, wish, words, seen=form.seen, by=actor(staff), now=now)
        return 200, {"sent": made.document is not None}

    asked = (number, repr(wish))
    key = f"application:{form.nonce}"
    _, said = await request.app.state.db.write(done_once, staff.office, key, asked, work=work, now=now)
    return _to(request, number, "applied" if said["sent"] else "prepared")


async def add(request: Request) -> Response:
    """Add pictures to an item that wants them."""
    staff = await staff_of(request, "documents")
    form = await form_of(request, AdditionForm)
    number, facts = id_in_path(request, ConversationUnknown), {"by": actor(staff), "now": now_of(request)}
    await request.app.state.db.write(add_pictures, staff.office, number, form.item, form.pictures, **facts)
    return _to(request, number, "added")


async def asked_again(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """The form below a refusal, with all that was chosen and typed."""
    return await _rendered(request, staff, await _typed(request), refusal)


async def _typed(request: Request) -> ApplicationForm:
    """The form as it was sent, also a faulty one, without what is no value at all."""
    given = await request.form() if request.method == "POST" else FormData()
    texts = {name: _cut(given.get(name)) for name in ("procedure", "holder", "applicant", *FIELDS)}
    digits = {name: _cut(given.get(name))[:40] for name in ("nik", "kk")}
    relation, seen = _cut(given.get("relation")), _cut(given.get("seen"))
    pairs = [
        (int(picture), place)
        for picture, place in zip(
            map(_cut, given.getlist("pictures")), map(_cut, given.getlist("places")), strict=False
        )
        if _is_number(picture)
    ][:100]
    return ApplicationForm(
        **texts,
        **digits,
        relation=relation if relation in RELATIONS else "holder",
        seen=int(seen) if _is_number(seen) else 0,
        pictures=[pair[0] for pair in pairs],
        places=[pair[1] for pair in pairs],
    )


def _cut(value: Any) -> str:
    return clean(str(value or "")).strip()[:LONGEST]


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


async def _rendered(
    request: Request, staff: SignedIn, form: ApplicationForm, refusal: Refusal | None = None
) -> Response:
    found: Page = await request.app.state.db.read(
        page_of_talk, staff.office, id_in_path(request, ConversationUnknown), form.procedure, form.placed()
    )
    return staff_page(
        request,
        staff,
        "office/talks/application.html",
        refusal,
        told=said.told,
        words=said,
        page=found,
        form=form,
        typed=form.holder or found.holder,
        unused=UNUSED,
        errors=refusal.errors if refusal else {},
        faults=residence_faults(refusal.errors if refusal else {}),
    )


async def _words(request: Request, number: int) -> Words:
    """What the citizen is told, in the language of the conversation. Raises ConversationUnknown."""
    staff = await staff_of(request, "documents")
    language = await request.app.state.db.read(language_of_talk, staff.office, number)
    say = Wording.of(language, staff.office)
    base_url = request.app.state.settings.base_url
    return Words(say.text(said.REGISTERED), say.text(said.LINK), base_url, say.type)


def _position(place: str) -> int:
    if not (place.isascii() and place.isdigit() and len(place) <= 3):
        raise Invalid(errors={"places": "unknown"})
    return int(place)


def _digits(name: str, typed: str) -> str:
    """Sixteen digits as people write them, with spaces and dots. Raises Invalid."""
    bare = "".join(letter for letter in typed if letter not in " .-")
    if bare and not (bare.isascii() and bare.isdigit() and len(bare) == SIXTEEN):
        raise Invalid(errors={name: "digits"})
    return bare


def _to(request: Request, number: int, done: str) -> Response:
    return RedirectResponse(f"{request.url_for('conversation', number=number).path}?done={done}", 303)


ROUTES: list[BaseRoute] = [
    Route("/office/inbox/{number:int}/application", page, name="talk_application"),
    Route("/office/inbox/{number:int}/applications", make, methods=["POST"], name="talk_applications"),
    Route("/office/inbox/{number:int}/additions", add, methods=["POST"], name="talk_additions"),
]
