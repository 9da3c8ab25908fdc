"""The forms of the page of blanks as typed values."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, StringConstraints

from scheduler.domain.offices.presets import REASONS
from scheduler.domain.refusals import Invalid
from scheduler.domain.text.plain_text import shown
from scheduler.flow.blanks.blanks import Sharing
from scheduler.web.shared.forms import LARGEST_ID
from scheduler.web.shared.staff.fields import Line, NonceForm, Number

Words = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$"), AfterValidator(shown)
]
Written = Annotated[Words, BeforeValidator(lambda text: " ".join(text.split()))]
"""Words of a field with room for several lines."""
Chosen = Annotated[str, StringConstraints(max_length=20)]
Day = Annotated[date | None, BeforeValidator(lambda text: text or None)]


class MaterialForm(NonceForm):
    """Every form says which material it is about."""

    material: Line


class PiecesForm(MaterialForm):
    """So many pieces, and what there is to say of them."""

    pieces: Number
    note: Words = ""


class ReceiptForm(PiecesForm):
    """supply: what had been asked of the centre, if the blanks are that."""

    supply: Number | None = None

    @property
    def supply_id(self) -> int | None:
        return min(self.supply, LARGEST_ID) if self.supply is not None else None


class GrantForm(MaterialForm):
    """What the centre said; without a day it is not known yet when the blanks may be fetched."""

    pieces: Number
    fetchable_on: Day = None


class RestForm(MaterialForm):
    """Why what is left of a supply does not come."""

    reason: Words = ""


class StopForm(MaterialForm):
    """everything: printing stands still for all materials."""

    why: Literal["printer", "ribbon", "power", "network", "other"]
    everything: bool = False
    note: Words = ""


class SharingForm(MaterialForm):
    """How blanks are given out; a share left empty is none."""

    per_day: Number | None = None
    share_first: Number | None = None
    share_changed: Number | None = None
    share_damaged: Number | None = None
    share_lost: Number | None = None
    share_moved_in: Number | None = None
    substitute_id: Written = ""
    substitute_en: Written = ""

    @property
    def sharing(self) -> Sharing:
        """What is asked for."""
        given = {reason: getattr(self, f"share_{reason}") for reason in REASONS}
        words = {"id": self.substitute_id, "en": self.substitute_en}
        return Sharing(
            self.per_day,
            {reason: share for reason, share in given.items() if share},
            {language: text for language, text in words.items() if text},
        )


def refuse_foreign_day(day: date | None) -> None:
    """Raises Invalid for a day that no calendar of an office has."""
    if day is not None and not 2000 <= day.year < 3000:
        raise Invalid(errors={"fetchable_on": "day"})
