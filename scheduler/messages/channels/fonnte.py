"""WhatsApp by Fonnte: an ordinary number of the office that a gateway writes with. Cheap, and not approved by Meta."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from scheduler.domain.refusals import N_
from scheduler.domain.text.phones import from_digits
from scheduler.messages.channels import loose
from scheduler.messages.channels.base import Account, Heard, Kind, Letter, Picture, Receipt, Told
from scheduler.messages.channels.client import Client
from scheduler.messages.channels.download import download
from scheduler.messages.channels.exchange import ask, by_status

KIND = Kind("fonnte", N_("WhatsApp lewat Fonnte"), "phone", reports=True)

LATER: Mapping[str, float] = {"disconnect": 300.0, "quota": 3600.0, "limit": 60.0, "too many": 60.0}
"""Words of a reason that holds for a while: the phone is not connected, the month's messages are used up."""
NEVER: Mapping[str, str] = {"token": "token", "target": "target", "device": "token", "input": "input"}
"""Words of a reason that stays, and our code for it."""

STATES: Mapping[str, Literal["accepted", "delivered", "read", "failed"]] = {
    "sent": "accepted",
    "delivered": "delivered",
    "read": "read",
    "failed": "failed",
    "invalid": "failed",
    "expired": "failed",
    "url unreachable": "failed",
}
NO_TEXT = ("non-text message", "non-button message")
"""What Fonnte writes itself where there are no words."""

PLAYS = frozenset({"audio", "voice", "ptt", "video", "sticker"})
PLAYS_BY_ENDING = frozenset(
    {"mp3", "ogg", "oga", "opus", "m4a", "aac", "amr", "wav", "mp4", "3gp", "mov", "avi", "mkv"}
)
LONGEST_ADDRESS = 2000


class Fonnte:
    """One device of an office. The connections are the worker's."""

    def __init__(self, account: Account, http: Client) -> None:
        self._http, self._token = http, account["token"]
        self._base = account["base_url"].rstrip("/")
        self._url = f"{self._base}/send"

    async def send(self, letter: Letter) -> Receipt:
        """Send a letter's text; pictures are left out, the link is in the text."""
        form = {"target": letter.to.removeprefix("+"), "message": letter.text, "countryCode": "62"}
        answer = await ask(self._http, "POST", self._url, data=form, headers={"Authorization": self._token})
        if isinstance(answer, Receipt):
            return answer
        if not answer.is_good:
            return by_status(answer)
        return _receipt_of(answer.json)

    async def fetch(self, picture: Picture) -> Receipt:
        """Bring a file from the gateway; the token is not sent along."""
        return await download(
            self._http, picture.media, picture.into, most=picture.most, base=self._base, is_own=self._is_own
        )

    def _is_own(self, host: str) -> bool:
        """Whether a host is its API's or lies below it, and where that is `api.` something, below the something."""
        own = (urlsplit(self._base).hostname or "").lower()
        whole = own.removeprefix("api.")
        roots = {own, whole if whole.count(".") else own}
        return any(host == root or host.endswith(f".{root}") for root in roots)

    async def close(self) -> None:
        """The connections are closed by whoever opened them."""


def _receipt_of(said: Any) -> Receipt:
    """Fonnte answers 200 to everything, and says in the body what it thinks."""
    if loose.part(said, "status") is True:
        return Receipt("accepted", loose.text(said, "id", 0, most=255) or loose.text(said, "id", most=255) or None)
    if not isinstance(said, Mapping):
        return Receipt("unknown", code="no_json")
    reason = loose.text(said, "reason").lower()
    for word, pause in LATER.items():
        if word in reason:
            return Receipt("failed", code=word.replace(" ", "_"), pause=pause)
    return next((Receipt("refused", code=code) for word, code in NEVER.items() if word in reason), _for_now())


def _for_now() -> Receipt:
    """The receipt of a no in words that nobody here knows."""
    return Receipt("failed", code="unknown_reason")


def read_hook(form: Any, *, now: datetime | None = None) -> list[Told | Heard]:
    """What a call tells, as JSON or as a form: a status (it has an id and a state), or what a citizen wrote.

    now: when the call came, for what tells no time.
    """
    came = now or datetime.now(UTC)
    external_id = loose.text(form, "id", most=255)
    if external_id and not loose.text(form, "sender"):
        return _told(form, external_id, came)
    return _heard(form, came)


def _told(form: Any, external_id: str, came: datetime) -> list[Told | Heard]:
    """`state` is how far a letter came on the phone, `status` how far at Fonnte; the further of the two counts."""
    state = STATES.get(loose.text(form, "state").lower()) or STATES.get(loose.text(form, "status").lower())
    if state is None:
        return []
    reason = loose.text(form, "status").lower()
    code = (reason if reason in STATES else "unknown_reason").replace(" ", "_") if state == "failed" else None
    return [Told(external_id, state, loose.moment(form, "timestamp", otherwise=came), code)]


def _heard(form: Any, came: datetime) -> list[Told | Heard]:
    """What a citizen wrote; nothing of groups, nor of what the office wrote itself on its phone."""
    phone = from_digits(loose.text(form, "sender"))
    if phone is None or _is_true(form, "isgroup") or _is_true(form, "quick"):
        return []
    words = loose.text(form, "message")
    return [
        Heard(
            external_id=_id_of(form, came),
            phone=phone,
            text="" if words in NO_TEXT else words,
            at=loose.moment(form, "timestamp", otherwise=came),
            kind=_kind_of(form),
            media=_media_of(form),
        )
    ]


def _is_true(form: Any, name: str) -> bool:
    return loose.part(form, name) is True or loose.text(form, name).lower() in ("true", "1")


def _kind_of(form: Any) -> str:
    if loose.part(form, "location"):
        return "location"
    if loose.text(form, "url") or loose.text(form, "extension"):
        return loose.text(form, "type", most=40) or "file"
    return "text"


def _media_of(form: Any) -> str | None:
    """The address of a picture or a file; what plays or speaks is not fetched."""
    address, ending = loose.text(form, "url", most=LONGEST_ADDRESS), loose.text(form, "extension", most=10).lower()
    plays = _kind_of(form) in PLAYS or ending.lstrip(".") in PLAYS_BY_ENDING
    return address if address and _kind_of(form) != "location" and not plays else None


def _id_of(form: Any, came: datetime) -> str:
    """Fonnte's number of what came, or one made of all it says: the same call again is known by it.

    Where the call tells no time either, the same words count as one thing within a minute.
    """
    given = loose.text(form, "inboxid", most=100)
    if given and given != "0":
        return f"fonnte-{given}"
    when = loose.text(form, "timestamp") or f"{came:%Y%m%d%H%M}"
    said = "\0".join([when, *(loose.text(form, name) for name in ("device", "sender", "message", "url"))])
    return f"fonnte-{hashlib.sha256(said.encode()).hexdigest()[:32]}"
