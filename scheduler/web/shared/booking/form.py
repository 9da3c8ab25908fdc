"""The choices of a booking, as the form sends them."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, model_validator

from scheduler.domain.custody.collecting import PROXY
from scheduler.flow.booking.bookings import Wishes
from scheduler.flow.custody.collectors import Collector
from scheduler.web.shared.booking.typed import printable
from scheduler.web.shared.forms import LARGEST_ID

Printable = Annotated[str | None, Field(max_length=100), AfterValidator(printable)]


class BookingForm(BaseModel):
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
    def who(self) -> Collector:
        """The collector; a name is kept only of somebody else."""
        if self.collector != PROXY:
            return Collector(self.collector)
        return Collector(PROXY, self.name, self.relation, self.nik4)

    @property
    def wishes(self) -> Wishes:
        return Wishes(self.wish_priority, self.wish_escort)
