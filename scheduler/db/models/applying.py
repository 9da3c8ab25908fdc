"""What may be applied for, applications with what was sent for them, and the files that came.

Files lie sealed in a folder of their own, by `mark`; the rows here say what they are.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field

from scheduler.db.models.base import Column, SQLModel, json_field, keyed, moment, office_id, sealed

WAITS = text("waiting_since IS NOT NULL")
"""Of an application: a clerk is to look at it. Few are, of many."""
ASKED = text("asked_at IS NOT NULL AND waiting_since IS NULL AND accepted_at IS NULL")
"""Of an application: it waits for its citizen."""
UNDER_WAY = text("state IN ('open', 'drawing')")
"""Of an upload: it has not ended."""


class Procedure(SQLModel, table=True):
    """What may be applied for: a document type and a reason, in the citizen's words. An office may change all of it.

    topic: the first question's answer it belongs to (a word of `domain.applying.procedures.TOPICS`). asks: the
    situation as a citizen would say it ("KTP saya hilang"). title: as staff and the office's own records call it
    ("Akta Kelahiran"). steps: what happens, one sentence each.
    """

    __table_args__ = (
        UniqueConstraint("office_id", "code"),
        CheckConstraint("working_days >= 1", name="working_days_positive"),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    code: str
    """Unique in the office, for addresses: "ktp-el.lost"."""
    type_id: int = Field(foreign_key="document_type.id")
    reason: str | None = None
    topic: str
    asks: str
    title: str
    steps: list[str] = json_field(list)
    for_child: bool = False
    """Whether the holder is a child, for whom a parent or guardian applies."""
    working_days: int = 3
    """How long it usually takes from complete papers to ready."""
    offered: bool = True
    """Whether citizens may apply for it from home."""
    position: int = 0


class Requirement(SQLModel, table=True):
    """A line of a procedure's checklist: what has to be sent, with an example picture and what makes it good."""

    __table_args__ = (CheckConstraint("most_pages >= 1", name="most_pages_positive"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    procedure_id: int = Field(foreign_key="procedure.id", index=True)
    name: str
    explains: str = ""
    example: str = ""
    """Name of an example drawing (`domain.applying.procedures.EXAMPLES`); empty for none."""
    optional: bool = False
    most_pages: int = 3
    position: int = 0


class Application(SQLModel, table=True):
    """What a citizen asks for, from the first answer on. `document_id` is set when it is sent: then it is registered.

    Its own page is `/a/{code}`. What is personal is sealed; once it is sent, the document keeps it and these go.
    channel: online, whatsapp or desk.
    """

    __table_args__ = (
        Index("ix_application_waiting", "office_id", "waiting_since", sqlite_where=WAITS, postgresql_where=WAITS),
        Index("ix_application_asked", "office_id", "asked_at", sqlite_where=ASKED, postgresql_where=ASKED),
        Index("ix_application_sent", "office_id", "sent_at"),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    procedure_id: int = Field(foreign_key="procedure.id")
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    code_hash: bytes = Field(sa_column=Column(LargeBinary, unique=True, nullable=False))
    begun_with: bytes | None = Field(default=None, sa_column=Column(LargeBinary, unique=True, nullable=True))
    """SHA-256 of the nonce of the form that began it: a form that is sent twice begins one."""
    channel: str = "online"
    language: str = "id"
    document_id: int | None = Field(default=None, foreign_key="document.id", unique=True)
    conversation_id: int | None = Field(default=None, foreign_key="conversation.id", index=True)
    """The conversation, where a clerk made the application of what a citizen wrote in it."""
    relation: str | None = None
    """Who applies for the holder: holder, parent, guardian, family or proxy."""
    holder: str | None = sealed("application.holder")
    nik: str | None = sealed("application.nik")
    kk: str | None = sealed("application.kk")
    applicant: str | None = sealed("application.applicant")
    kelurahan: str | None = sealed("application.kelurahan")
    rt: str | None = sealed("application.rt")
    rw: str | None = sealed("application.rw")
    phone: str | None = sealed("application.phone")
    phone_hash: bytes | None = keyed("phone", index=True)
    phone_confirmed_at: datetime | None = moment(null=True)
    created_at: datetime = moment()
    touched_at: datetime = moment(index=True)
    """When its citizen did something last; an unsent one that rests for long goes."""
    sent_at: datetime | None = moment(null=True)
    withdrawn_at: datetime | None = moment(null=True)
    """When its citizen gave it up before it was sent. `touched_at` is set back then: it goes at the next clearing."""
    waiting_since: datetime | None = moment(null=True)
    """Since when something lies here that a clerk has not looked at."""
    taken_by: str | None = None
    """The actor ("staff:3") who looks at it."""
    answered_at: datetime | None = moment(null=True)
    """When a clerk answered for the first time: missing, or accepted."""
    asked_at: datetime | None = moment(null=True)
    """When something was asked for again last."""
    asked_again: int = 0
    """How often something had to be asked for again."""
    accepted_at: datetime | None = moment(null=True)
    files_gone_at: datetime | None = moment(null=True)
    """When its files were deleted by the office's rule."""


class PhoneCode(SQLModel, table=True):
    """A code that was sent to confirm the phone of an application; it is derived from the salt, never kept."""

    __tablename__ = "phone_code"

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    application_id: int = Field(foreign_key="application.id", index=True)
    phone_hash: bytes = keyed("phone", null=False, index=True)
    salt: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    made_at: datetime = moment()
    expires_at: datetime = moment()
    tries: int = 0
    """Wrong tries at the code."""
    used_at: datetime | None = moment(null=True)


class ApplicationItem(SQLModel, table=True):
    """A line of the checklist for one application, as it was when it began.

    state: empty (nothing sent yet), sent (waits for a clerk), accepted, missing or unreadable (asked for again).
    """

    __tablename__ = "application_item"
    __table_args__ = (
        UniqueConstraint("application_id", "position"),
        CheckConstraint("state IN ('empty', 'sent', 'accepted', 'missing', 'unreadable')", name="state_known"),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    application_id: int = Field(foreign_key="application.id")
    position: int
    name: str
    explains: str = ""
    example: str = ""
    optional: bool = False
    most_pages: int = 3
    state: str = "empty"
    why: str | None = None
    """A ready-made reason (`domain.applying.checking.REASONS`) of what is asked for again."""
    words: str | None = sealed("application_item.words")
    """What the clerk added in own words."""
    decided_by: str | None = None
    decided_at: datetime | None = moment(null=True)


class ApplicationPage(SQLModel, table=True):
    """One page that was sent for an item: a picture, drawn anew. It stays as a row when its file goes."""

    __tablename__ = "application_page"
    __table_args__ = (Index("ix_application_page_item", "item_id", "position"),)

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    item_id: int = Field(foreign_key="application_item.id")
    mark: str = Field(unique=True)
    """Names its file in the folder of files; random, tells nothing."""
    position: int
    width: int
    height: int
    size: int
    """Bytes of the picture."""
    hint: str | None = None
    """What a machine saw of it: blurred, dark or small."""
    upload: str | None = None
    """The upload that it came by: the pages of one PDF share it."""
    sent_at: datetime = moment()
    replaced_at: datetime | None = moment(null=True)
    """When it was asked for again and another took its place."""
    gone_at: datetime | None = moment(null=True)
    """When its file was deleted."""


class Upload(SQLModel, table=True):
    """A file on its way, piece by piece: `received` of `size` bytes are here. Its parts lie in the folder of files."""

    __table_args__ = (
        CheckConstraint("0 <= received AND received <= size", name="received_within_size"),
        CheckConstraint("(state = 'drawing') = (drawing_since IS NOT NULL)", name="drawing_since_when"),
        Index("ix_upload_under_way", "moved_at", sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY),
    )

    id: int = Field(default=None, primary_key=True)
    office_id: int = office_id()
    item_id: int = Field(foreign_key="application_item.id", index=True)
    token: str = Field(unique=True)
    """Random: names the upload in its address, and its parts in the folder."""
    size: int
    received: int = 0
    state: str = "open"
    """open, drawing (all of it is here, to be drawn anew), done, or refused (`why` is the refusal's code)."""
    why: str | None = None
    made_at: datetime = moment(index=True)
    moved_at: datetime = moment()
    """When something of it came last, or somebody began to draw it; what rests is given up."""
    drawing_since: datetime | None = moment(null=True)
    day: date | None = None
    """The office's day for which it counts (`FileShare`)."""
    asker: str | None = None
    """Keyed hash of the address that it comes from, while it is under way."""


class FileShare(SQLModel, table=True):
    """How much of a bound (`domain/applying/file_bounds.py`) is used: bytes of files, or applications begun.

    Of no office alone: its name says whose it is. A guarded update is what keeps to the bound.
    """

    __tablename__ = "file_share"
    __table_args__ = (CheckConstraint("used >= 0", name="used_not_negative"),)

    name: str = Field(primary_key=True)
    day: date | None = Field(default=None, index=True)
    """The day after which it is of no use; None for what is on its way."""
    used: int = Field(sa_column=Column(BigInteger, nullable=False))
