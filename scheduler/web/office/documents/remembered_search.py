"""What a clerk searches for: a form, and its memory in a sealed cookie. Names and numbers never stand in an address."""

import binascii
import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal, get_args

from cryptography.exceptions import InvalidTag
from pydantic import Field, StringConstraints, ValidationError, field_validator
from starlette.requests import Request
from starlette.responses import Response

from scheduler import keys
from scheduler.db.models import DocumentType
from scheduler.db.search.searching import Filters
from scheduler.domain.documents.refusals import SearchForgotten
from scheduler.domain.stages import DocumentStage
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.staff.fields import NonceForm
from scheduler.web.shared.staff.sessions import is_secure

COOKIE, PLACE = "giliran-searches", "cookie.searches"
KEPT = 6
"""Searches that a browser remembers: as many tabs may be turned over side by side."""
Typed = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=r"^[^\x00]*$")]
Method = Literal["office", "branch", "post", "self_print"]
METHODS = get_args(Method)


class Search(NonceForm):
    """text: a number, NIK, phone, shelf or name. type: a code. shelved: yes or no. What is left out is no matter."""

    text: Typed = ""
    stage: DocumentStage | None = None
    type: Typed = ""
    channel: Method | None = None
    place: Typed = ""
    since: date | None = Field(default=None, ge=date(1990, 1, 1), le=date(2999, 12, 30))
    until: date | None = Field(default=None, ge=date(1990, 1, 1), le=date(2999, 12, 30))
    stopped: Literal["yes"] | None = None
    shelved: Literal["yes", "no"] | None = None
    paper: Literal["yes"] | None = None

    @field_validator("stage", "channel", "since", "until", "stopped", "shelved", "paper", mode="wrap")
    @classmethod
    def _or_no_matter(cls, value: Any, read: Any) -> Any:
        """What cannot be read is not asked for."""
        try:
            return read(value)
        except ValidationError:
            return None

    @property
    def narrows(self) -> int:
        """How many filters are set."""
        return len(self.model_dump(exclude={"nonce", "text"}, exclude_defaults=True))

    def filters(self, staff: SignedIn, types: list[DocumentType]) -> Filters:
        """The filters of the search as the database takes them; days are the office's."""
        zone = zone_of_office(staff.office)

        def midnight(day: date) -> datetime:
            return datetime.combine(day, time(), zone)

        return Filters(
            stage=self.stage,
            type_id=next((kind.id for kind in types if kind.code == self.type), None),
            channel=self.channel,
            place=self.place or None,
            since=midnight(self.since) if self.since else None,
            until=midnight(self.until + timedelta(days=1)) if self.until else None,
            stopped=self.stopped is not None,
            shelved={"yes": True, "no": False}.get(self.shelved or ""),
            paper=self.paper is not None,
        )


def remember_search(request: Request, response: Response, staff: SignedIn, search: Search, mark: str) -> None:
    """Keep a search in the browser, sealed, beside the last ones."""
    kept = {**_kept(request, staff), mark: search.model_dump(mode="json", exclude={"nonce"}, exclude_defaults=True)}
    newest = dict(list(kept.items())[-KEPT:])
    sealed = keys.ring().seal(json.dumps({"staff": staff.staff_id, "searches": newest}), PLACE)
    response.set_cookie(
        COOKIE,
        urlsafe_b64encode(sealed).decode(),
        path=request.url_for("documents").path,
        secure=is_secure(request),
        httponly=True,
        samesite="lax",
    )


def remembered(request: Request, staff: SignedIn) -> tuple[str, Search]:
    """The search that an address means by its mark. Raises SearchForgotten."""
    mark = request.query_params.get("s", "")
    kept = _kept(request, staff).get(mark)
    if kept is None:
        raise SearchForgotten
    return mark, Search.model_validate(kept)


def new_mark() -> str:
    """A name for a search that says nothing of it."""
    return secrets.token_urlsafe(6)


def _kept(request: Request, staff: SignedIn) -> dict[str, Any]:
    """Mark -> search that the browser remembers; none of what somebody else searched for in this browser."""
    try:
        sealed = urlsafe_b64decode(request.cookies.get(COOKIE, ""))
        kept = json.loads(keys.ring().open(sealed, PLACE)) if sealed else {}
    except (binascii.Error, ValueError, InvalidTag, keys.SealBroken):
        return {}
    return dict(kept["searches"]) if kept.get("staff") == staff.staff_id else {}
