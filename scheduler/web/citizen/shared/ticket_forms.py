"""What is sent from the page of a pass."""

from pydantic import BaseModel, Field

from scheduler.web.shared.forms import LARGEST_ID


class ProofForm(BaseModel):
    """The last three digits of a registration number of the visit."""

    ref3: str = Field(min_length=1, max_length=10)


class MoveForm(ProofForm):
    slot: int = Field(ge=1, le=LARGEST_ID)


class LeaveForm(BaseModel):
    """The last three digits; a browser that is known sends none."""

    ref3: str = Field(default="", max_length=10)


class JoinForm(LeaveForm):
    invitation: int = Field(ge=1, le=LARGEST_ID)
