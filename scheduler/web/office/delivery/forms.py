"""The forms of the batches' pages as typed values."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from scheduler.domain.refusals import Invalid
from scheduler.domain.text.scanned import MOST, Scanned, read_scans
from scheduler.web.shared.staff.fields import Line, NonceForm, Number, Signature

MANY = Annotated[str, StringConstraints(max_length=MOST * 100, pattern=r"^[^\x00]*$")]


class MakeForm(NonceForm):
    place: Number


class ScanForm(NonceForm):
    """receipts: registration numbers, one a line, with shelves between them as they are scanned."""

    receipts: MANY = ""
    shelf: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20, pattern=r"^[^\x00]*$")] = ""

    def scans(self) -> list[Scanned]:
        """The numbers with their shelves. Raises Invalid: empty, too_many."""
        found = read_scans(self.receipts, self.shelf or None)
        if not found or len(found) > MOST:
            raise Invalid(errors={"receipts": "too_many" if found else "empty"})
        return found


class ReturnForm(ScanForm):
    """goes_again: the next batch takes the documents there once more; else they are fetched at the office."""

    goes_again: bool = False


class RemovalForm(NonceForm):
    reference: Line


class SignForm(NonceForm):
    """how: on the screen, or on the printed list. seen: the mark of the list that was shown."""

    taken_by: Line = ""
    signature: Signature | None = None
    how: Literal["screen", "paper"] = "paper"
    seen: Line | None = None

    @property
    def strokes(self) -> str | None:
        """What was signed on the screen. Raises Invalid where nothing was."""
        if self.how == "screen" and self.signature is None:
            raise Invalid(errors={"signature": "missing"})
        return self.signature if self.how == "screen" else None


class LossForm(NonceForm):
    """told_by: who of the place said so."""

    told_by: Line = ""
    reason: Line = ""


class CardsForm(NonceForm):
    """card: registration numbers whose old card lies on the table."""

    card: list[Line] = Field(default_factory=list, max_length=MOST)


class LinkForm(NonceForm):
    do: Literal["close", "renew"]
