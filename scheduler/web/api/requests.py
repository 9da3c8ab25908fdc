"""What may be sent to the API. A field that nobody knows is refused: a misspelt one must not pass for one left out."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from scheduler.db.search.searching import LAST_END
from scheduler.domain.stages import DocumentStage
from scheduler.domain.text.signatures import MOST_POINTS

PLAIN = r"^[^\x00-\x1f\x7f]*$"
"""No control characters: they have no place in a name, and PostgreSQL refuses NUL."""
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=PLAIN)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=PLAIN)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=PLAIN)]
Id = Annotated[int, Field(strict=True, ge=1, le=2**31 - 1)]
Cursor = Annotated[int, Field(strict=True, ge=1, le=LAST_END)]
People = Annotated[int, Field(strict=True, ge=1, le=1000)]
Flag = Annotated[bool, Field(strict=True)]

CollectorKind = Literal["holder", "family", "parent", "guardian", "proxy"]


class Body(BaseModel):
    """A JSON object with known fields only."""

    model_config = ConfigDict(extra="forbid", validate_by_name=True, validate_by_alias=True, defer_build=True)


def example(**fields: Any) -> ConfigDict:
    """The configuration of a model that shows one example in the OpenAPI document."""
    return ConfigDict(json_schema_extra={"examples": [fields]})


class Reasoned(Body):
    """Nothing needs to be said; a reason may be."""

    reason: Words | None = None


class Shutting(Reasoned):
    """outside: whom no open counter takes any more waits outside, and frees places in the lobby."""

    model_config = example(reason="salat", outside=True)

    outside: Flag = False


def _written(value: object) -> object:
    """A number as its digits: one kind is easier to say no to than either of two."""
    return str(value) if type(value) is int else value


Number = Annotated[Short, BeforeValidator(_written, json_schema_input_type=Short | Annotated[int, Field(ge=0, le=999)])]
"""Of an RT or RW, as a text or as a number."""


class Home(Body):
    """Where somebody lives. `kelurahan`: the name alone; `rt`, `rw`: 3, "03", "003" and "RT 03" are the same."""

    kelurahan: Line | None = None
    rt: Number | None = None
    rw: Number | None = None


class Holder(Home):
    """Whose the document is, and where they live."""

    name: Line
    nik: Short | None = None


class Applicant(Body):
    """Who asked for the document and is told about it; what is left out is the holder's."""

    name: Line | None = None
    phone: Short | None = None
    email: Line | None = None


class DocumentRequest(Body):
    """An application. `type` in any spelling the office uses; `kk` is kept only as a keyed hash.

    `place`: the name of a place of the office, needed for branch and post; alone it says the channel too.
    """

    model_config = example(
        reference="2172/30112026/0412",
        type="KTP-el",
        holder={"name": "Siti Rahmawati", "kelurahan": "Kampung Bugis", "rt": "003", "rw": "005"},
        applicant={"phone": "0812-3456-7890"},
        kk="2172010101100001",
        reason="changed",
        shelf="C-14",
    )

    reference: Short
    type: Line
    holder: Holder
    applicant: Applicant | None = None
    kk: Short | None = None
    reason: Literal["first", "changed", "damaged", "lost", "moved_in"] | None = None
    channel: Literal["office", "branch", "post", "self_print"] | None = None
    place: Line | None = None
    shelf: Short | None = None
    language: Literal["id", "en"] | None = None


class SearchRequest(Body):
    """What documents are found by: one of name, nik, reference and phone, or filters alone. `cursor`: of the last page.

    `reference`: whole, or its last digits, four at least. `since`, `until`: days on which they were registered.
    """

    model_config = example(name="siti rahma", stage="ready")

    name: Line | None = None
    nik: Short | None = None
    reference: Short | None = None
    phone: Short | None = None
    stage: DocumentStage | None = None
    type: Line | None = None
    channel: Literal["office", "branch", "post", "self_print"] | None = None
    place: Line | None = None
    since: Annotated[date, Field(ge=date(1990, 1, 1), le=date(2999, 12, 30))] | None = None
    until: Annotated[date, Field(ge=date(1990, 1, 1), le=date(2999, 12, 30))] | None = None
    shelved: Flag | None = None
    cursor: Cursor | None = None

    @model_validator(mode="after")
    def _one_of_them(self) -> "SearchRequest":
        if sum(each is not None for each in (self.name, self.nik, self.reference, self.phone)) > 1:
            raise ValueError("one of name, nik, reference and phone")
        return self


class ShelfRequest(Body):
    """Where a document lies; null: on no shelf."""

    model_config = example(shelf="C-14")

    shelf: Annotated[str, StringConstraints(strip_whitespace=True, max_length=20, pattern=PLAIN)] | None


class ResidenceRequest(Home):
    """Where the holder of a document lives; what is left out or null is not known."""

    model_config = example(kelurahan="Kampung Bugis", rt="003", rw="005")


class StageRequest(Body):
    """`note` is needed for `withdrawn`: its people read it."""

    model_config = example(stage="ready")

    stage: DocumentStage
    note: Words | None = None


class ChannelRequest(Body):
    """Where a document is handed over; `place`: the name of a place of the office, needed for branch and post."""

    model_config = example(channel="branch", place="Kelurahan Kampung Bugis")

    channel: Literal["office", "branch", "post", "self_print"]
    place: Line | None = None


class EntryRequest(Body):
    """A line of a ledger of blanks: `pieces` of a receipt or of what was spoilt, `counted` of a count."""

    model_config = example(kind="receipt", pieces=500, note="dari provinsi")

    kind: Literal["receipt", "spoilt", "count"]
    pieces: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] | None = None
    counted: Annotated[int, Field(strict=True, ge=0, le=1_000_000)] | None = None
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=PLAIN)] | None = None


class PlannedCollector(Body):
    """Who will come for the documents; of a proxy the name and the relation to the holder are needed.

    `nik4`: the last four digits of the proxy's NIK, to tell people of one name apart.
    """

    kind: CollectorKind
    name: Line | None = None
    relation: Line | None = None
    nik4: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")] | None = None


class WishesRequest(Body):
    """Wishes for the day, confirmed at the door; why is not asked."""

    priority: Flag = False
    escort: Flag = False


class BookingRequest(Body):
    model_config = example(slot=17, party=2, collector={"kind": "family"}, wishes={"priority": True})

    slot: Id
    party: People = 1
    collector: PlannedCollector | CollectorKind | None = None
    wishes: WishesRequest | None = None


class DayRequest(Body):
    """A full day that is waited for."""

    model_config = example(day="2026-11-30")

    day: date


class OptionalDayRequest(Body):
    """The day may come here or in the query."""

    model_config = example(day="2026-11-30")

    day: date | None = None


class JoiningRequest(Body):
    """The slot of the household's visit that is meant; without it the soonest that has room."""

    model_config = example(slot=17)

    slot: Id | None = None


class SlotRequest(Body):
    """`ref4`: the last four digits of a registration number of the visit; a `desk` token does not need it."""

    model_config = example(slot=18, ref4="0412")

    slot: Id
    ref4: Short | None = None


class RefRequest(Body):
    """The digits may come here or in the query."""

    ref4: Short | None = None


class WalkIn(Body):
    """Somebody without a booking; a registration number is needed where something is handed over."""

    service: Short | None = None
    reference: Short | None = None


class ArrivalRequest(Body):
    """Exactly one of pass, short, reference and walk_in; and what the guard sees.

    `seen_at`: when the door saw it, for what was kept while there was no network; today, and not over 12 hours ago.
    """

    model_config = example(**{"pass": "7K4M-P2QX-9RD3-FHNT", "nonce": "door-1-000412"})

    pass_: Line | None = Field(None, alias="pass")
    short: Short | Annotated[int, Field(strict=True, ge=0, le=99_999)] | None = None
    reference: Short | None = None
    walk_in: WalkIn | None = None
    party: People | None = None
    priority: Flag = False
    escort: Flag = False
    early: Flag = False
    nonce: Line | None = None
    seen_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _one_thing_shown(self) -> "ArrivalRequest":
        if sum(shown is not None for shown in (self.pass_, self.short, self.reference, self.walk_in)) != 1:
            raise ValueError("one of pass, short, reference, walk_in")
        return self


class CallRequest(Body):
    """Without a ticket: the next in order. With one out of order a reason is needed."""

    model_config = example(ticket="A-012", reason="tidak kuat berdiri")

    ticket: Short | None = None
    reason: Words | None = None


class HandoverCollector(Body):
    kind: CollectorKind
    name: Line | None = None
    letter: Line | None = None


class OldCard(Body):
    outcome: Literal["withdrawn", "lost", "none", "not_brought"]
    letter: Line | None = None


Part = Annotated[float, Field(ge=0, le=1)]
Stroke = Annotated[list[tuple[Part, Part]], Field(min_length=1, max_length=MOST_POINTS)]


class HandoverRequest(Body):
    """Without `documents`: all of the visit. `signature`: strokes of points (x, y), each from 0 to 1."""

    model_config = example(collector={"kind": "holder"}, identity="face", old_card={"outcome": "withdrawn"})

    documents: Annotated[list[Short], Field(min_length=1, max_length=50)] | None = None
    collector: HandoverCollector
    identity: Literal["face", "fingerprint", "collector_ktp", "ikd", "kk"]
    old_card: OldCard | None = None
    signature: Annotated[list[Stroke], Field(min_length=1, max_length=200)] | None = None


class PauseRequest(Body):
    """For some minutes, until a moment within a day, or until the visit's documents are ready; else until it is called.

    `after`: not set aside, but behind so many others of its service. One of these at most.
    """

    model_config = example(minutes=10, reason="fotokopi")

    minutes: Annotated[int, Field(strict=True, ge=1, le=600)] | None = None
    until: AwareDatetime | None = None
    after: Annotated[int, Field(strict=True, ge=1, le=50)] | None = None
    until_ready: Flag = False
    outside: Flag = False
    reason: Words | None = None


class TransferRequest(Body):
    model_config = example(service="B")

    service: Short | None = None
    counter: Id | None = None


class ProblemRequest(Body):
    """Without `documents`: all that the visit still fetches. `wait`: its people wait for what goes back to work."""

    model_config = example(reason="misplaced")

    reason: Literal["misplaced", "misprint", "wrong_data", "refused", "not_entitled", "papers_missing"]
    documents: Annotated[list[Short], Field(min_length=1, max_length=50)] | None = None
    note: Words | None = None
    wait: Flag = False


class ReturnRequest(Body):
    """What happened is written down under the name of whoever says it."""

    model_config = example(note="diserahkan kepada orang bernama sama, sudah diambil kembali")

    note: Words


class SendingRequest(Body):
    """To which other office of the installation a document goes, by its code."""

    model_config = example(to="bintan")

    to: Short


class ArrivedRequest(Body):
    """What came, by its registration number."""

    model_config = example(reference="2172/30112026/0412")

    reference: Short


class UnwantedRequest(Body):
    """Which document an office will not have, and why. `note` is read by the other office; `other` needs one."""

    model_config = example(reference="2172/30112026/0412", reason="damaged", note="kartu retak di amplop")

    reference: Short
    reason: Literal["wrong_office", "not_there", "damaged", "differs", "not_served", "other"]
    note: Annotated[Words, Field(max_length=200)] | None = None


class SentBackRequest(UnwantedRequest):
    """The same of what was received, and goes back to the office that sent it."""

    model_config = example(reference="2172/30112026/0412", reason="wrong_office")


class CountRequest(Body):
    """How many people are inside, counted anew."""

    model_config = example(people=7, reason="dihitung ulang")

    people: Annotated[int, Field(strict=True, ge=0, le=100_000)]
    reason: Words | None = None


class ChangeRequest(Body):
    """Somebody without a ticket came in (1) or left (-1)."""

    model_config = example(by=1)

    by: Literal[1, -1]


class EmptyingRequest(Body):
    """Everybody goes outside, and nobody comes in until the hall is opened again."""

    model_config = example(reason="latihan evakuasi")

    reason: Words | None = None


class HallOpeningRequest(Body):
    """`people`: who is inside already when the hall is opened again."""

    model_config = example(people=0)

    people: Annotated[int, Field(strict=True, ge=0, le=100_000)] = 0


class ReservationRequest(Body):
    """Places that the queue leaves free today; fewer than the limit, 0 ends it."""

    model_config = example(places=2)

    places: Annotated[int, Field(strict=True, ge=0, le=100_000)]
