"""The choices of a booking, as the form sends them."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from starlette.datastructures import ImmutableMultiDict

from scheduler.domain.custody.collecting import PROXY
from scheduler.flow.booking.bookings import Wishes
from scheduler.flow.custody.collectors import Collector
from scheduler.web.shared.booking.typed import printable
from scheduler.web.shared.forms import LARGEST_ID, Form

Printable = Annotated[str | None, Field(max_length=100), AfterValidator(printable)]


def fetch_of(query: ImmutableMultiDict[str, Any]) -> frozenset[int] | None:
    """The documents that an address or a form names; None where it names none and none could be chosen on its page."""
    numbers = [int(number) for number in split(query.getlist("document")) if re.fullmatch("[0-9]{1,9}", number)]
    return frozenset(numbers) if numbers or "chooses" in query else None


def split(sent: Any) -> Any:
    """What was sent one by one, or together as a refusal sends it again: "12,15"."""
    parts = sent if isinstance(sent, list) else [sent]
    return [number for part in parts for number in (part.split(",") if isinstance(part, str) else [part])]


class BookingForm(Form):
    """The choices of a citizen. `party` 0 stands for "more", which `party_more` then says."""

    slot: int = Field(ge=1, le=LARGEST_ID)
    party: int = Field(default=1, ge=0, le=10_000)
    party_more: int = Field(default=4, ge=1, le=10_000)
    collector: str | None = Field(default=None, pattern="^(holder|family|parent|guardian|proxy)$")
    name: Printable = None
    relation: Printable = None
    nik4: Annotated[str | None, Field(pattern="^[0-9]{4}$")] = None
    wish_priority: bool = False
    wish_escort: bool = False
    chooses: bool = False
    """Whether documents could be chosen: then none of `document` is none, and not whatever the office would take."""
    document: Annotated[list[Annotated[int, Field(ge=1, le=LARGEST_ID)]], BeforeValidator(split)] = Field(
        default_factory=list
    )
    tell_me: bool = False
    """A consent to be told by messages, where the office asks for one."""

    @model_validator(mode="before")
    @classmethod
    def only_what_is_asked(cls, sent: Any) -> Any:
        """Without what stands in fields that the choices do not ask for: nobody sees those any more."""
        asked = {"nik4": sent.get("collector") == PROXY, "party_more": str(sent.get("party")) == "0"}
        return {name: value for name, value in sent.items() if asked.get(name, True)}

    @property
    def people(self) -> int:
        return self.party or self.party_more

    @property
    def fetch(self) -> frozenset[int] | None:
        """The documents that were chosen; None where there was nothing to choose."""
        return frozenset(self.document) if self.chooses else None

    @property
    def who(self) -> Collector:
        """The collector; a name is kept only of somebody else."""
        if self.collector != PROXY:
            return Collector(self.collector)
        return Collector(PROXY, self.name, self.relation, self.nik4)

    @property
    def wishes(self) -> Wishes:
        return Wishes(self.wish_priority, self.wish_escort)
