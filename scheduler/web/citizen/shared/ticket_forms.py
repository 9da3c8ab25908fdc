"""What is sent from the page of a pass."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from scheduler.web.shared.booking.form import split
from scheduler.web.shared.forms import LARGEST_ID, Form


class ProofForm(Form):
    """The last four digits of a registration number of the visit, or more of it; what is too little the step says."""

    ref4: str = Field(default="", max_length=100)


class MoveForm(ProofForm):
    slot: int = Field(ge=1, le=LARGEST_ID)


class JoinForm(ProofForm):
    invitation: int = Field(ge=1, le=LARGEST_ID)


class AddForm(ProofForm):
    """What was left out and is chosen now, one by one or as a refusal sends it again."""

    document: Annotated[list[Annotated[int, Field(ge=1, le=LARGEST_ID)]], BeforeValidator(split)] = Field(
        default_factory=list, max_length=100
    )
