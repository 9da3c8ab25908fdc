"""By which address the first office is set up."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, LargeBinary
from sqlmodel import Field

from scheduler.db.models.base import SQLModel, json_field, moment


class StartAddress(SQLModel, table=True):
    """One row, as long as no office has a manager: the hashes of addresses that were given out, and of the browser that
    opened one.
    """

    __tablename__ = "start_address"
    __table_args__: Any = (CheckConstraint("id = 1", name="one_row"),)

    id: int = Field(default=1, primary_key=True)
    codes: list[str] = json_field(list)
    """SHA-256 of each code in hexadecimal digits, oldest first; none once one was used."""
    browser: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    """SHA-256 of the cookie of the browser that goes on with it."""
    opened_at: datetime | None = moment(null=True)
    """When that browser opened its address."""
