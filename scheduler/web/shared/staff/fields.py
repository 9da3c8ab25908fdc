"""Fields of the forms that door, counter and office send, and the nonce that each of them carries."""

import secrets
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

from scheduler.domain.text import signatures
from scheduler.web.shared.forms import Form

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00]*$")]
"""One line of a form; what no database can keep is refused before it gets there."""
Password = Annotated[str, StringConstraints(max_length=500)]
"""As it was typed; where it is a field, `repr=False`."""
LONGEST_SCAN = 100
"""Letters of anything that is shown and ours."""
Scanned = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[^\x00]*$"),
    AfterValidator(lambda text: text[: LONGEST_SCAN + 1]),
]
"""What a scanner read: the QR code on a certificate or of a bank is no fault of whoever shows it, however long."""
Number = Annotated[int, Field(ge=-1, le=1_000_000_000)]
LARGEST_SIGNATURE = 20_000
"""Letters of a signature as JSON."""


def strokes_of(text: str) -> str:
    """A signature as it is kept, to a thousandth. Raises ValueError for anything that is none."""
    strokes = signatures.read(text)
    if strokes is None:
        raise ValueError("no signature")
    return signatures.written(strokes)


Signature = Annotated[str, StringConstraints(max_length=LARGEST_SIGNATURE), AfterValidator(strokes_of)]
"""A signature that was drawn on a screen."""


def new_nonce() -> str:
    """A form's nonce: the same form sent twice is one step."""
    return secrets.token_urlsafe(12)


class NonceForm(Form):
    """Every form of a staff page carries a nonce."""

    nonce: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = Field(default_factory=new_nonce)


class CallTakenForm(Form):
    """Somebody goes to the kiosk that has called since then. However often it is sent, it takes this call alone."""

    since: AwareDatetime
