"""What proves beside the password who somebody is, on a page of their own: an application, codes on paper, passkeys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import Field
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office, Passkey
from scheduler.domain.refusals import N_, Refusal, SignInWrong
from scheduler.domain.staff.refusals import PasskeyUnknown, SetUpOver
from scheduler.flow.staff import LookedAt, SignedIn, authenticators, own_factors, passkeys, second
from scheduler.flow.staff.persons import has_password
from scheduler.flow.staff.second import Held
from scheduler.web.shared.forms import form_of, id_in_path
from scheduler.web.shared.staff import passkeys as looks
from scheduler.web.shared.staff.access import EVERYBODY, home_of, staff_of
from scheduler.web.shared.staff.fields import Line, NonceForm, Password
from scheduler.web.shared.staff.noted import note
from scheduler.web.shared.staff.pages import in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.staff.sessions import staff_by_password
from scheduler.web.shared.staff.setting_up import shown
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

DONE: Mapping[str, str] = {
    "removed": N_("Aplikasi autentikator dilepas."),
    "browsers": N_("Kode ditanyakan lagi di semua peramban."),
    "passkey": N_("Kunci sandi ditambahkan."),
    "renamed": N_("Nama kunci sandi diganti."),
    "gone": N_("Kunci sandi dihapus. Di perangkat lain Anda harus masuk lagi."),
}
WRONG = N_("Kata sandi tidak cocok.")


class ProofForm(NonceForm):
    """The password, by which whatever is changed here is proven."""

    proof_password: Password = Field(default="", repr=False)


class CodeForm(NonceForm):
    code: Line = ""


class RemovalForm(ProofForm):
    code: Line = ""


class NewPasskeyForm(NonceForm):
    """A key that a browser has made, as JSON, and for which challenge."""

    name: Line = ""
    challenge: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    credential: str = Field(default="", max_length=looks.LONGEST, repr=False)


class NameForm(NonceForm):
    name: Line = ""


@dataclass(frozen=True, slots=True)
class FactorsPage:
    """What somebody has. asking: the office that asks a second proof of them, or will. secret: of an application that
    is being set up in this session. days: for how long a browser may be trusted. has_password: without one nothing is
    changed here, since each time it is asked for.
    """

    held: Held
    keys: Sequence[Passkey]
    asking: Office | None
    days: int
    secret: str | None
    has_password: bool


async def page(request: Request) -> Response:
    """What somebody has, and the ways to change it. `?done=` is what was changed."""
    return await _rendered(request, await staff_of(request, EVERYBODY))


async def begin(request: Request) -> Response:
    """An application is to be set up. Raises SignInWrong, SignInPaused, SecondFactorOn."""
    staff = await staff_of(request, EVERYBODY)
    form = await form_of(request, ProofForm)
    password = await _proven(request, staff, form.proof_password)
    await request.app.state.db.write(own_factors.begin_authenticator, staff.session_id, password, now=now_of(request))
    return see_other(request, "own_factors")


async def confirm(request: Request) -> Response:
    """The first code is right: the codes on paper are shown, this once.

    Raises CodePaused, CodeWrong, ClockDiffers, SetUpOver.
    """
    staff = await staff_of(request, EVERYBODY)
    form = await form_of(request, CodeForm)
    database, now = request.app.state.db, now_of(request)
    await database.write(second.count_try, staff.person_id, now=now)
    codes = await database.write(own_factors.confirm_authenticator, staff.session_id, form.code, now=now)
    _changed(request, staff)
    return _codes(request, staff, codes)


async def remove(request: Request) -> Response:
    """The application is taken off.

    Raises SignInWrong, SignInPaused, CodePaused, CodeWrong, CodeUsed, SecondFactorOff.
    """
    staff = await staff_of(request, EVERYBODY)
    form = await form_of(request, RemovalForm)
    password = await _proven(request, staff, form.proof_password)
    database, now = request.app.state.db, now_of(request)
    await database.write(second.count_try, staff.person_id, now=now)
    await database.write(own_factors.remove_authenticator, staff.session_id, password, form.code, now=now)
    _changed(request, staff)
    return see_other(request, "own_factors", done="removed")


async def new_codes(request: Request) -> Response:
    """New codes on paper in place of those before. Raises SignInWrong, SignInPaused, SecondFactorOff."""
    staff = await staff_of(request, EVERYBODY)
    form = await form_of(request, ProofForm)
    password = await _proven(request, staff, form.proof_password)
    codes = await request.app.state.db.write(own_factors.new_codes, staff.session_id, password, now=now_of(request))
    return _codes(request, staff, codes)


async def forget_browsers(request: Request) -> Response:
    """The code is asked again in every browser."""
    staff = await staff_of(request, EVERYBODY)
    await form_of(request, NonceForm)
    await request.app.state.db.write(own_factors.forget_browsers, staff.session_id, now=now_of(request))
    return see_other(request, "own_factors", done="browsers")


async def ask_challenge(request: Request) -> Response:
    """The password was right: what a browser is asked for a new key, as JSON.

    Raises PasskeyElsewhere, SignInWrong, SignInPaused.
    """
    staff = await staff_of(request, EVERYBODY)
    form = await form_of(request, ProofForm)
    party = looks.party_of(request.app.state.settings)
    password = await _proven(request, staff, form.proof_password)
    database = request.app.state.db
    challenge = await database.write(own_factors.begin_passkey, staff.session_id, password, now=now_of(request))
    handle, known = await database.read(_known, staff.person_id)
    told = looks.options_to_add(party, challenge, handle, staff, known)
    return Response(told, media_type="application/json")


async def add_passkey(request: Request) -> Response:
    """A key was made. Raises PasskeyElsewhere, PasskeyRefused, PasskeyNameWrong, PasskeysFull."""
    staff = await staff_of(request, EVERYBODY)
    form = await form_of(request, NewPasskeyForm)
    party = looks.party_of(request.app.state.settings)
    passkeys.refuse_name(form.name)
    made = looks.made(party, form.challenge, form.credential)
    codes = await request.app.state.db.write(
        own_factors.add_passkey, staff.session_id, form.challenge, form.name, made, now=now_of(request)
    )
    _changed(request, staff)
    return _codes(request, staff, codes) if codes else see_other(request, "own_factors", done="passkey")


async def one(request: Request) -> Response:
    """A key: its name, and its end. Raises PasskeyUnknown."""
    return await _one(request, await staff_of(request, EVERYBODY))


async def rename(request: Request) -> Response:
    """A key is called otherwise. Raises PasskeyUnknown, PasskeyNameWrong."""
    staff = await staff_of(request, EVERYBODY)
    form = await form_of(request, NameForm)
    which = id_in_path(request, PasskeyUnknown, "passkey")
    await request.app.state.db.write(passkeys.rename, staff.person_id, which, form.name)
    return see_other(request, "own_factors", done="renamed")


async def remove_passkey(request: Request) -> Response:
    """A key opens nothing any more. Raises PasskeyUnknown, SignInWrong, SignInPaused."""
    staff = await staff_of(request, EVERYBODY)
    form = await form_of(request, ProofForm)
    which = id_in_path(request, PasskeyUnknown, "passkey")
    password = await _proven(request, staff, form.proof_password)
    await request.app.state.db.write(own_factors.remove_passkey, staff.session_id, password, which, now=now_of(request))
    _changed(request, staff)
    return see_other(request, "own_factors", done="gone")


@in_place(staff_at(EVERYBODY))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the forms; nothing secret is shown again."""
    if "passkey" in request.path_params and not isinstance(refusal, PasskeyUnknown):
        return await _one(request, staff, refusal)
    return await _rendered(request, staff, refusal)


async def refused_to_script(request: Request, refusal: Refusal) -> Response:
    """A refusal for the script that asked for a challenge."""
    return await looks.refused_to_script(request, refusal, _told)


async def _proven(request: Request, staff: SignedIn, typed: str) -> LookedAt:
    """The password of whoever is signed in. Raises SignInWrong, SignInPaused, TooManyTries, Crowded."""
    here = f"session {staff.session_id}"
    _, password = await staff_by_password(request, staff.office.code, staff.name, typed, here=here)
    return password


def _changed(request: Request, staff: SignedIn) -> None:
    request.app.state.endings.tell()
    by = f"staff:{staff.staff_id}"
    note(request, "second_factor_changed", staff=staff.staff_id, office=staff.office.code, by=by)


def _known(session: Session, person_id: int) -> tuple[bytes, list[bytes]]:
    keys = passkeys.passkeys_of(session, person_id)
    return passkeys.handle_of(session, person_id), [each.credential_id for each in keys]


def _found(session: Session, staff: SignedIn, now: datetime) -> FactorsPage:
    try:
        secret = authenticators.begun(session, staff.person_id, staff.session_id, now).secret
    except SetUpOver:
        secret = None
    return FactorsPage(
        held=second.held_by(session, staff.person_id),
        keys=passkeys.passkeys_of(session, staff.person_id),
        asking=second.first_to_ask(session, staff.person_id),
        days=second.days_of_trust(session, staff.person_id),
        secret=secret,
        has_password=has_password(session, staff.person_id),
    )


def _told(refusal: Refusal, say: Wording) -> str:
    return sentence(refusal, say, said=WRONG if isinstance(refusal, SignInWrong) else None)


async def _rendered(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    found: FactorsPage = await request.app.state.db.read(_found, staff, now_of(request))
    settings = request.app.state.settings
    return staff_page(
        request,
        staff,
        "signin/factors.html",
        refusal,
        told=_told,
        page=found,
        setting_up=shown(found.secret, staff) if found.secret else None,
        unfit=looks.unfit(settings),
        address=settings.base_url,
        most=passkeys.MOST,
        done=DONE.get(request.query_params.get("done", "")),
        home=home_of(staff.roles),
    )


async def _one(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    which = id_in_path(request, PasskeyUnknown, "passkey")
    kept = await request.app.state.db.read(passkeys.passkey_of, staff.person_id, which)
    return staff_page(request, staff, "signin/passkey.html", refusal, told=_told, kept=kept, home=home_of(staff.roles))


def _codes(request: Request, staff: SignedIn, codes: Sequence[str]) -> Response:
    return staff_page(
        request, staff, "signin/recovery.html", member=staff, codes=codes, onward=request.url_for("own_factors").path
    )


_PAGE, _ONE = "/account/second-factor", "/account/passkeys/{passkey:int}"
ROUTES: list[BaseRoute] = [
    Route(_PAGE, page, name="own_factors"),
    Route(f"{_PAGE}/authenticator", begin, methods=["POST"], name="own_authenticator"),
    Route(f"{_PAGE}/authenticator/confirmation", confirm, methods=["POST"], name="own_authenticator_confirmed"),
    Route(f"{_PAGE}/authenticator/removal", remove, methods=["POST"], name="own_authenticator_end"),
    Route(f"{_PAGE}/codes", new_codes, methods=["POST"], name="own_codes"),
    Route(f"{_PAGE}/browsers", forget_browsers, methods=["POST"], name="own_browsers"),
    Route("/account/passkeys/challenge", ask_challenge, methods=["POST"], name="own_passkey_challenge"),
    Route("/account/passkeys", add_passkey, methods=["POST"], name="own_passkeys"),
    Route(_ONE, one, name="own_passkey"),
    Route(f"{_ONE}/name", rename, methods=["POST"], name="own_passkey_name"),
    Route(f"{_ONE}/removal", remove_passkey, methods=["POST"], name="own_passkey_end"),
]
