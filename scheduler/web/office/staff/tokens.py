"""Machines that may use the API: the supervisor gives tokens, sees which are used, and ends them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from pydantic import Field
from sqlalchemy import select
from sqlmodel import Session, col
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office, Token
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import N_, Invalid, Refusal
from scheduler.domain.staff.refusals import TokenUnknown
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.staff import SignedIn
from scheduler.flow.staff.tokens import create_token, revoke_token, token_of
from scheduler.web.shared.forms import Form, clean, form_of, id_in_path
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.fields import Line, NonceForm
from scheduler.web.shared.staff.noted import note
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.told import ANY, told_by_fault

SCOPES: Mapping[str, str] = {
    "documents": N_("Dokumen: mendaftarkan dan memajukan permohonan"),
    "desk": N_("Pintu dan loket"),
    "office": N_("Kantor: langkah khusus pengawas"),
}
DONE: Mapping[str, str] = {"revoked": N_("Token dicabut. Mesin itu tidak bisa masuk lagi.")}
FAULTS: Mapping[tuple[str, str], str] = {
    ("name", "empty"): N_("Nama wajib diisi."),
    ("name", "too_long"): N_("Nama paling panjang 60 huruf."),
    ("name", "taken"): N_("Nama itu sudah pernah dipakai. Beri nama lain, supaya riwayatnya tetap jelas."),
    ("until", "past"): N_("Tanggal berakhir harus hari ini atau sesudahnya."),
    ("scope", ANY): N_("Pilih sedikitnya satu hak."),
}
told = told_by_fault(FAULTS)
LAST_YEAR = 3000


class TokenForm(NonceForm):
    """until: the last day on which the new token holds."""

    name: Line = ""
    scopes: list[Line] = Field(default_factory=list)
    until: date | None = None


class Typed(Form):
    """What stands in the form."""

    name: str = ""
    scopes: list[str] = Field(default_factory=list)
    until: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A token. ends_on: the last day on which it holds; state: holds, expired or revoked."""

    id: int
    name: str
    scopes: Sequence[str]
    made_at: datetime
    used_on: date | None
    ends_on: date | None
    state: str


async def page(request: Request) -> Response:
    """All tokens of the office. `?done=` is what was changed."""
    return await _rendered(request, await staff_of(request, "manage"), Typed())


async def make(request: Request) -> Response:
    """A new token, shown on this one answer and kept by nobody. Raises Invalid."""
    staff = await staff_of(request, "manage")
    form = await form_of(request, TokenForm)
    now = now_of(request)
    expires_at = end_of_day(staff.office, form.until)
    asked, facts = (form.name, form.scopes), {"now": now, "expires_at": expires_at}
    made = await changed(request, staff, Deed.TOKEN_MADE, create_token, *asked, **facts)
    row = await request.app.state.db.read(token_of, made, now)
    _noted(request, staff, "token_made", row.id)
    return await _rendered(request, staff, Typed(), made=(row.name, made))


async def revoke(request: Request) -> Response:
    """A token ends at once. Raises TokenUnknown."""
    staff = await staff_of(request, "manage")
    await form_of(request, NonceForm)
    number = id_in_path(request, TokenUnknown, "token")
    await changed(request, staff, Deed.TOKEN_REVOKED, revoke_token, number, now=now_of(request))
    _noted(request, staff, "token_revoked", number)
    return see_other(request, "tokens", done="revoked")


@in_place(staff_at("manage"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the list, with what was typed."""
    form = await request.form() if request.method == "POST" else None
    typed = Typed()
    if form is not None:
        name, until = (clean(str(form.get(each, "")))[:250] for each in ("name", "until"))
        typed = Typed(name=name, scopes=[str(each) for each in form.getlist("scopes")], until=until)
    return await _rendered(request, staff, typed, refusal)


def tokens_of(session: Session, office: Office, now: datetime) -> list[Listed]:
    """The tokens of an office, those that hold first, the newest first."""
    rows = session.scalars(select(Token).where(col(Token.office_id) == office.id).order_by(col(Token.id).desc()))
    found = [_listed(row, office, now) for row in rows]
    return sorted(found, key=lambda each: each.state != "holds")


def end_of_day(office: Office, last: date | None) -> datetime | None:
    """The midnight after the last day on which a token holds, in UTC; None for none. Raises Invalid."""
    if last is None:
        return None
    if last.year >= LAST_YEAR:
        raise Invalid(errors={"until": "unreadable"})
    return datetime.combine(last + timedelta(days=1), time(), zone_of_office(office)).astimezone(UTC)


def _listed(row: Token, office: Office, now: datetime) -> Listed:
    ends_on = _last_day(row.expires_at, office) if row.expires_at else None
    is_over = row.expires_at is not None and row.expires_at <= now
    state = "revoked" if row.revoked_at else "expired" if is_over else "holds"
    return Listed(row.id, row.name, row.scopes.split(), row.created_at, row.used_on, ends_on, state)


def _last_day(expires_at: datetime, office: Office) -> date:
    return (expires_at.astimezone(zone_of_office(office)) - timedelta(seconds=1)).date()


def _noted(request: Request, staff: SignedIn, event: str, token: int) -> None:
    note(request, event, staff=staff.staff_id, office=staff.office.code, by=actor(staff), token=token)


async def _rendered(
    request: Request,
    staff: SignedIn,
    typed: Typed,
    refusal: Refusal | None = None,
    *,
    made: tuple[str, str] | None = None,
) -> Response:
    """made: the name of a new token, and the token."""
    found = await request.app.state.db.read(tokens_of, staff.office, now_of(request))
    return staff_page(
        request,
        staff,
        "office/staff/tokens.html",
        refusal,
        told=told,
        tokens=found,
        typed=typed,
        made=made,
        scopes=SCOPES,
        done=DONE.get(request.query_params.get("done", "")),
    )


ROUTES: list[BaseRoute] = [
    Route("/office/tokens", page, name="tokens"),
    Route("/office/tokens", make, methods=["POST"], name="new_token"),
    Route("/office/tokens/{token:int}/revocation", revoke, methods=["POST"], name="token_revocation"),
]
