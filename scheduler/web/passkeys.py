"""Signing in by a passkey: without a name or a password, and as good as both and a code.

A script asks for a challenge, lets the browser sign it, and sends the form (`static/shared/passkeys.js`); without
scripts the button is not shown.
"""

from typing import Annotated

from pydantic import Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.flow.staff import entering, passkeys
from scheduler.flow.staff.entering import SECOND
from scheduler.web.shared.askers import asker_of
from scheduler.web.shared.forms import Form, form_of
from scheduler.web.shared.staff.entering import WhereForm, answer, leave_step, wish_of
from scheduler.web.shared.staff.pages import now_of
from scheduler.web.shared.staff.passkeys import (
    LONGEST,
    credential_of,
    options_to_sign_in,
    party_of,
    refused_to_script,
    signed,
)
from scheduler.web.shared.staff.sessions import refuse_in_the_open

Challenge = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Sent = Annotated[str, StringConstraints(max_length=LONGEST)]


class AskForm(Form):
    """Nothing: whoever signs in by a passkey has typed nothing."""


class PasskeyForm(WhereForm):
    """What the browser signed, as JSON, and for which challenge."""

    challenge: Challenge
    credential: Sent = Field(repr=False)


async def ask(request: Request) -> Response:
    """A challenge, and what else a browser is to be told, as JSON. Raises PasskeyElsewhere, TooManyTries."""
    await form_of(request, AskForm)
    await request.app.state.throttle.take("passkey", asker_of(request))
    party = party_of(request.app.state.settings)
    challenge = await request.app.state.db.write(passkeys.challenge, passkeys.SIGN_IN, now=now_of(request))
    return Response(options_to_sign_in(party, challenge), media_type="application/json")


async def sign_in(request: Request) -> Response:
    """The signature is right, and one is signed in. Raises PasskeyRefused, PasskeyElsewhere, NotAllowed."""
    form = await form_of(request, PasskeyForm)
    party = party_of(request.app.state.settings)
    refuse_in_the_open(request)
    database, now = request.app.state.db, now_of(request)
    kept, staff_id = await database.read(entering.whose_passkey, credential_of(form.credential), form.office)
    count = signed(party, form.challenge, form.credential, kept)
    at, wish = await wish_of(request, form, staff_id, kept.person_id)
    found = await database.write(entering.enter_by_passkey, kept.id, count, form.challenge, staff_id, wish, now=now)
    response = answer(request, form, found, at)
    leave_step(request, response, SECOND)
    return response


__all__ = ["ROUTES", "refused_to_script"]

ROUTES: list[BaseRoute] = [
    Route("/login/passkey/challenge", ask, methods=["POST"], name="passkey_challenge"),
    Route("/login/passkey", sign_in, methods=["POST"], name="passkey_session"),
]
