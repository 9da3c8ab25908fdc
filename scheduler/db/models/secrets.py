"""What a change of the secret leaves behind."""

from sqlmodel import Field

from scheduler.db.models.base import SQLModel, sealed


class LookUpKey(SQLModel, table=True):
    """A link of the chain of look-up keys (`scheduler/keys/chain.py`), oldest first.

    Kept sealed under the newest secret, so that an old one can be dropped though hashes still begin with its key.
    """

    __tablename__ = "look_up_key"

    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: str = sealed("look_up_key.key", null=False)
    """In hexadecimal digits."""
    is_root: bool = False
    """Whether hashes were ever made with it alone: those of the first secrets were."""
    is_settled: bool = False
    """Whether no row is behind this link any more."""
