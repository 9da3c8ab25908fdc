"""Six digits that an authenticator application shows, another every half a minute (RFC 6238).

A step is half a minute by the clock, counted from 1970. pyotp is loaded by who asks for a code, not at the start.
"""

from datetime import datetime, timedelta

STEP = timedelta(seconds=30)
WINDOW = 1
"""So many steps a phone may be early or late."""
FAR = int(timedelta(days=1) / STEP)
"""So far a clock is looked for that is wrong: the hour of another time zone lies within it."""


def new_secret() -> str:
    """160 bits in base32, as applications read them."""
    import pyotp  # noqa: PLC0415 - see above

    return pyotp.random_base32()


def link_of(secret: str, *, whose: str, office: str) -> str:
    """What the QR code says that an application reads. whose, office: shown there, of the person who scans it."""
    import pyotp  # noqa: PLC0415 - see above

    return pyotp.TOTP(secret).provisioning_uri(name=whose, issuer_name=office)


def in_groups(secret: str) -> str:
    """A secret as it is typed: groups of four letters."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


def digits_of(typed: str) -> str | None:
    """Six digits, whatever spaces stand between; None if these are none."""
    plain = "".join(typed.split())
    return plain if len(plain) == 6 and plain.isascii() and plain.isdigit() else None


def step_at(now: datetime) -> int:
    """The step of a moment."""
    return int(now.timestamp() // STEP.total_seconds())


def step_of(secret: str, digits: str, now: datetime) -> int | None:
    """The step to which six digits belong, at most a window from now; None for others."""
    return _nearest(secret, digits, step_at(now), WINDOW)


def minutes_off(secret: str, digits: str, now: datetime) -> int | None:
    """By how many minutes the clock of the phone that shows these digits seems to be ahead; None: none within a day."""
    here = step_at(now)
    found = _nearest(secret, digits, here, FAR)
    return None if found is None else round((found - here) * STEP / timedelta(minutes=1))


def _nearest(secret: str, digits: str, here: int, most: int) -> int | None:
    import pyotp  # noqa: PLC0415 - see above
    from pyotp.utils import strings_equal  # noqa: PLC0415 - see above

    codes = pyotp.TOTP(secret)
    steps = sorted(range(here - most, here + most + 1), key=lambda step: abs(step - here))
    return next((step for step in steps if step >= 0 and strings_equal(codes.generate_otp(step), digits)), None)
