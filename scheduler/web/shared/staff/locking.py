"""A page of the office that was left alone asks for the password, and what was typed into its form goes along.

Without JavaScript the next request is answered by a form for the password, which carries the fields of the form that
was sent; once the password fits, the browser sends them to where they were going (307). With JavaScript the page has
covered itself before, and what htmx asks for meanwhile is answered by nothing but the order to do so
(`static/office/lock.js`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, StringConstraints
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from scheduler.domain.channels.accounts import ACCOUNTS
from scheduler.domain.refusals import N_, Refusal, SignInWrong
from scheduler.web.shared.forms import FORMS, Form
from scheduler.web.shared.pages import render
from scheduler.web.shared.refusal_responses import wording_of
from scheduler.web.shared.staff.access import EVERYBODY, staff_of
from scheduler.web.shared.told import sentence

LOCKED = "giliran:locked"
"""What a page is told that asks by itself, or by htmx."""
WRONG = N_("Kata sandi tidak cocok.")


class UnlockForm(Form):
    """Fields that no form of the office has. unlock_to: where one was going; unlock_again: a form is to be sent there,
    whose fields are all the others; unlock_files: it had files.
    """

    unlock_password: Annotated[str, StringConstraints(max_length=500)] = Field(default="", repr=False)
    unlock_to: Annotated[str, StringConstraints(max_length=2000)] = ""
    unlock_again: bool = False
    unlock_files: bool = False


SECRETS: Mapping[str, str] = {
    **{entry.name: entry.label for entries in ACCOUNTS.values() for entry in entries if entry.secret},
    "password": N_("Kata sandi baru"),
    "again": N_("Kata sandi baru sekali lagi"),
    "passphrase": N_("Kalimat sandi"),
    "passphrase_again": N_("Kalimat sandi sekali lagi"),
}
"""Fields of what is for nobody's eyes: no page carries it along, it is typed again, under these words."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What goes along with the password. secrets: fields of SECRETS, to be typed again; has_files: files were sent too,
    which a form cannot keep.
    """

    to: str
    again: bool = False
    fields: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()
    has_files: bool = False


async def ask_for_password(request: Request, refusal: Refusal, kept: Kept | None = None) -> Response:
    """The form for the password. kept: None takes it from the request, which was for a page of the office; one that
    htmx asks for, or that asks by itself, stays as it is and is only told to cover itself.

    Raises SignInNeeded where the session has ended meanwhile.
    """
    staff = await staff_of(request, EVERYBODY)
    if kept is None and request.headers.get("HX-Request") == "true":
        return Response(status_code=204, headers={"HX-Trigger": LOCKED})
    return render(
        request,
        "signin/locked.html",
        status=refusal.status,
        about=staff.office,
        staff=staff,
        kept=kept or await _kept(request),
        told=told(refusal, request),
        secrets=SECRETS,
        provider=request.app.state.provider,
    )


def told(refusal: Refusal, request: Request) -> str:
    """A refusal in words that fit where it is known who is asked for the password."""
    say = wording_of(request)
    return sentence(refusal, say, said=WRONG if isinstance(refusal, SignInWrong) else None)


async def kept_of_form(request: Request) -> Kept:
    """What the form for the password has carried, for when it is asked once more."""
    form = await request.form()
    to, again, has_files = (form.get(f"unlock_{name}") for name in ("to", "again", "files"))
    return _of_items(form.multi_items(), str(to or ""), again=bool(again), has_files=bool(has_files))


def _of_items(items: Sequence[tuple[str, str | UploadFile]], to: str, *, again: bool, has_files: bool = False) -> Kept:
    """What was typed, but for what is for nobody's eyes and what a form cannot keep."""
    typed = [(name, value) for name, value in items if isinstance(value, str) and name not in UnlockForm.model_fields]
    return Kept(
        to,
        again,
        fields=tuple((name, value) for name, value in typed if name not in SECRETS),
        secrets=tuple(name for name, value in typed if name in SECRETS and value),
        has_files=has_files or any(isinstance(value, UploadFile) and value.filename for _, value in items),
    )


async def _kept(request: Request) -> Kept:
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method in ("GET", "HEAD"):
        return Kept(here)
    kind = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in FORMS:
        return Kept(here, again=True)
    try:
        async with request.form() as form:
            items = form.multi_items()
    except HTTPException:  # it could not have been read by its page either
        return Kept(here)
    return _of_items(items, here, again=True)
