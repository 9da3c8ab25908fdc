"""What the API answers. Times are ISO 8601 with the office's offset; no answer has a name, a NIK or a phone in it."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from scheduler.web.api.requests import example

Moment = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
Minutes = Annotated[list[int], Field(min_length=2, max_length=2)]
"""From and to."""
OpenState = Literal["open", "break", "closed"]
CODE, TICKET = "7K4M-P2QX-9RD3-FHNT", "A-012"
NINE, HALF_PAST = "2026-11-30T09:00:00+07:00", "2026-11-30T09:30:00+07:00"


class Answer(BaseModel):
    """A JSON object; fields that were not set are left out of it."""

    model_config = ConfigDict(
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        defer_build=True,  # built at first use: there are forty of these, and a start waits for all
    )

    def to_json(self) -> dict[str, Any]:
        """The answer's body."""
        return self.model_dump(by_alias=True, exclude_unset=True)


class Problem(Answer):
    """RFC 9457, with a `code` for programs; the facts of a refusal stand beside it."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    code: str
    detail: str


class ServiceFace(Answer):
    letter: str
    name: str


class Closing(Answer):
    """What shuts a service alone: since or from when, why, and when it opens again; null until further notice."""

    since: Moment
    reason: str
    until: Moment | None


class OfficeService(ServiceFace):
    """`closed` is null for a service that nothing of its own shuts, now or as far ahead as slots can be booked."""

    closed: Closing | None


class OfficeName(Answer):
    code: str
    name: str
    timezone: str


class LobbyFill(Answer):
    """People inside, people called in who have not passed the door, and how many there may be together."""

    people: int
    entering: int
    limit: int


class OpeningFace(Answer):
    """Open, on a break or closed, until when, and why."""

    state: OpenState
    reason: str | None
    until: Moment | None


class OfficeAnswer(OfficeName):
    model_config = example(
        code="tanjungpinang",
        name="Disdukcapil Kota Tanjungpinang",
        timezone="Asia/Jakarta",
        address="Jl. Contoh No. 1",
        phone="0771-123456",
        services=[
            {"letter": "A", "name": "Pengambilan KTP-el dan KIA", "closed": None},
            {
                "letter": "C",
                "name": "Perekaman KTP-el",
                "closed": {
                    "since": "2026-11-30T00:00:00+07:00",
                    "reason": "Alat rekam rusak",
                    "until": "2026-12-21T08:00:00+07:00",
                },
            },
        ],
        open_now=True,
        open={"state": "open", "reason": None, "until": "2026-11-30T12:00:00+07:00"},
        lobby={"people": 7, "entering": 1, "limit": 20},
    )

    address: str
    phone: str
    services: list[OfficeService]
    open_now: bool
    open: OpeningFace
    lobby: LobbyFill


class SlotFace(Answer):
    id: int
    starts_at: Moment
    ends_at: Moment
    places_left: int
    places_reserved: int


class SlotsAnswer(Answer):
    model_config = example(
        slots=[{"id": 17, "starts_at": NINE, "ends_at": HALF_PAST, "places_left": 4, "places_reserved": 0}]
    )

    slots: list[SlotFace]


class InvitationFace(Answer):
    code: str
    url: str
    expires_at: Moment


class BookingFace(Answer):
    """A visit; without times if it was made at the door. `short` is the nomor jadwal."""

    pass_: str = Field(alias="pass")
    url: str
    stage: str
    starts_at: Moment | None
    ends_at: Moment | None
    short: str
    party: int


class DocumentAnswer(Answer):
    """`warnings` names what was sent and could not be right; the document was taken without it. `place`: of a branch
    or the post.
    """

    model_config = example(reference="2172/30112026/0412", type="KTP-el", stage="received", channel="office")

    reference: str
    type: str
    stage: str
    channel: str
    place: str | None = None
    warnings: list[str] | None = None


class DeliveryFace(Answer):
    """How its people asked to have a document who cannot fetch it. `way`: place, post or visit. `state`: asked,
    granted or refused. `courier` and `number`: of a parcel. The address is told nobody.
    """

    model_config = example(way="post", state="granted", courier="Pos Indonesia", number="P2611300001")

    way: str
    state: str
    courier: str | None
    number: str | None


class DocumentState(Answer):
    model_config = example(
        reference="2172/30112026/0412",
        type="KTP-el",
        stage="ready",
        channel="office",
        place=None,
        reason="changed",
        shelf="C-14",
        holder="S.R.",
        invitation={"code": CODE, "url": f"https://antre.example/i/{CODE}", "expires_at": NINE},
        booking=None,
        delivery=None,
    )

    reference: str
    type: str
    stage: str
    channel: str
    place: str | None
    reason: str | None
    shelf: str | None
    holder: str
    invitation: InvitationFace | None
    booking: BookingFace | None
    delivery: DeliveryFace | None = None


class FoundDocument(Answer):
    """A document in a list; the holder by initials."""

    reference: str
    type: str
    stage: str
    channel: str
    reason: str | None
    shelf: str | None
    holder: str
    created_at: Moment


class FoundAnswer(Answer):
    """Newest first. `cursor`: where the next page goes on, null at the end; a page may be short, or empty, before it.

    `complete`: whether names and last digits find every document; not for a while after an update.
    """

    model_config = example(
        documents=[
            {
                "reference": "2172/30112026/0412",
                "type": "KTP-el",
                "stage": "ready",
                "channel": "office",
                "reason": "changed",
                "shelf": "C-14",
                "holder": "S.R.",
                "created_at": NINE,
            }
        ],
        cursor=None,
        complete=True,
    )

    documents: list[FoundDocument]
    cursor: int | None
    complete: bool


class ShelfAnswer(Answer):
    model_config = example(reference="2172/30112026/0412", shelf="C-14")

    reference: str
    shelf: str | None


class ResidenceAnswer(Answer):
    """The kelurahan as it is spelt here; RT and RW are told nobody."""

    model_config = example(reference="2172/30112026/0412", kelurahan="Kampung Bugis")

    reference: str
    kelurahan: str | None


class StageAnswer(Answer):
    model_config = example(
        reference="2172/30112026/0412",
        stage="ready",
        invitation={"code": CODE, "url": f"https://antre.example/i/{CODE}", "expires_at": NINE},
    )

    reference: str
    stage: str
    invitation: InvitationFace | None


class ChannelAnswer(Answer):
    """Where a document is handed over from now on; `invitation` where it is fetched here, and its turn has come."""

    model_config = example(
        reference="2172/30112026/0412", channel="branch", place="Kelurahan Kampung Bugis", invitation=None
    )

    reference: str
    channel: str
    place: str | None
    invitation: InvitationFace | None


class TransferFace(Answer):
    """A document between two offices, each by its code. `carries`: the finished `card`, or the `papers` of what the
    other office is to print. `ended_at`: when it was received, refused or taken back. `reason`: why an office will not
    have it, the one that refused it or the one that sends it back.
    """

    reference: str
    from_office: str
    to_office: str
    state: Annotated[str, Field(json_schema_extra={"enum": ["sent", "arrived", "refused", "taken_back"]})]
    carries: Literal["card", "papers"]
    sent_at: Moment
    ended_at: Moment | None
    reason: str | None


TRANSFER = {
    "reference": "2172/30112026/0412",
    "from_office": "tanjungpinang",
    "to_office": "bintan",
    "state": "sent",
    "carries": "card",
    "sent_at": NINE,
    "ended_at": None,
    "reason": None,
}


class TransferAnswer(TransferFace):
    model_config = example(**TRANSFER)


class TransferList(Answer):
    """In the order in which they were sent. `cursor`: what to send as `after` for the next page, null at the end."""

    model_config = example(transfers=[TRANSFER], cursor=None)

    transfers: list[TransferFace]
    cursor: int | None


class ForeseenVisit(Answer):
    """The visit that a document leaves. `ends`: it is cancelled, since it fetches nothing else."""

    slot: SlotFace
    ends: bool


class TransferTarget(Answer):
    """Another office. `refused`: with which code it would be refused to send the document there, null where it may."""

    code: str
    name: str
    refused: str | None


class TransferForeseen(Answer):
    """What follows if a document is sent to another office: its visit, whether a blank that is kept for it is free
    again, whether its people can be told, and after how many minutes they are (until then it is taken back unheard).
    """

    model_config = example(
        reference="2172/30112026/0412",
        stage="ready",
        visit={
            "slot": {"id": 17, "starts_at": NINE, "ends_at": HALF_PAST, "places_left": 4, "places_reserved": 0},
            "ends": True,
        },
        frees_blank=False,
        tells=True,
        tells_after=10,
        offices=[{"code": "bintan", "name": "Disdukcapil Kabupaten Bintan", "refused": None}],
    )

    reference: str
    stage: str
    visit: ForeseenVisit | None
    frees_blank: bool
    tells: bool
    tells_after: int
    offices: list[TransferTarget]


class VisitDocument(Answer):
    """A document as whoever has a pass may see it: the holder by initials. Its registration number stands nowhere: the
    last digits are the proof by which a visit is moved and cancelled.
    """

    type: str
    stage: str
    holder: str
    bring: list[str]


class InvitedDocument(VisitDocument):
    """The same for whoever has the invitation, with the last digits of the registration number and how it is handed
    over. What its people print themselves (`self_print`) a visit fetches only where its paper was asked for.
    """

    reference_ending: str
    channel: str
    paper_asked: bool


class InvitationAnswer(Answer):
    """`service` is the queue whose slots can be booked; null while nothing can be fetched here."""

    model_config = example(
        office={"code": "tanjungpinang", "name": "Disdukcapil Kota Tanjungpinang", "timezone": "Asia/Jakarta"},
        documents=[
            {
                "type": "KTP-el",
                "stage": "ready",
                "holder": "S.R.",
                "reference_ending": "0412",
                "channel": "office",
                "paper_asked": False,
                "bring": ["KTP lama"],
            }
        ],
        services=[{"letter": "A", "name": "Pengambilan KTP-el dan KIA"}],
        service="A",
        expires_at=NINE,
        booking=None,
    )

    office: OfficeName
    documents: list[InvitedDocument]
    services: list[ServiceFace]
    service: str | None
    expires_at: Moment
    booking: BookingFace | None


class WaitFace(Answer):
    """A day somebody waits for: `waiting`, or `offered` with the slot in which a seat is kept until a moment."""

    model_config = example(
        day="2026-11-30",
        stage="offered",
        slot={"id": 17, "starts_at": NINE, "ends_at": HALF_PAST, "places_left": 0, "places_reserved": 0},
        until="2026-11-30T07:30:00+07:00",
    )

    day: Day
    stage: str
    slot: SlotFace | None
    until: Moment | None


class WaitsAnswer(Answer):
    model_config = example(waiting=[{"day": "2026-11-30", "stage": "waiting", "slot": None, "until": None}])

    waiting: list[WaitFace]


class BookingAnswer(Answer):
    model_config = example(
        **{"pass": CODE, "url": f"https://antre.example/t/{CODE}", "starts_at": NINE, "ends_at": HALF_PAST}
    )

    pass_: str = Field(alias="pass")
    url: str
    starts_at: Moment
    ends_at: Moment


class PassAnswer(BookingFace):
    """The state of a visit; `ticket` once it has arrived."""

    model_config = example(
        **{"pass": CODE},
        url=f"https://antre.example/t/{CODE}",
        stage="booked",
        starts_at=NINE,
        ends_at=HALF_PAST,
        short="40-317",
        party=1,
        office={"code": "tanjungpinang", "name": "Disdukcapil Kota Tanjungpinang", "timezone": "Asia/Jakarta"},
        service="A",
        slot={"id": 17, "starts_at": NINE, "ends_at": HALF_PAST, "places_left": 4, "places_reserved": 0},
        ticket=None,
        ticket_stage=None,
        documents=[{"type": "KTP-el", "stage": "ready", "holder": "S.R.", "bring": ["KTP lama"]}],
    )

    office: OfficeName
    service: str
    slot: SlotFace | None
    ticket: str | None
    ticket_stage: str | None
    documents: list[VisitDocument]


class ArrivalAnswer(Answer):
    """`minutes` only for those who wait outside.

    `wait_at_door`: called in before, while the lobby has no room now; the turn is not lost.
    """

    model_config = example(ticket=TICKET, stage="admitted", answer="come_in", people_inside=8)

    ticket: str
    stage: str
    answer: Literal["come_in", "wait_outside", "wait_at_door", "welcome_back", "rejoined"]
    minutes: Minutes | None = None
    people_inside: int


class TicketAnswer(Answer):
    model_config = example(ticket=TICKET, stage="called")

    ticket: str
    stage: str


class ReturnAnswer(Answer):
    model_config = example(reference="2172/30112026/0412", stage="returned")

    reference: str
    stage: str


class HandoverAnswer(TicketAnswer):
    """Registration numbers of what was handed over and of what is left of the visit."""

    model_config = example(ticket=TICKET, stage="served", handed_over=["2172/30112026/0412"], left_open=[])

    handed_over: list[str]
    left_open: list[str]


class CounterAnswer(Answer):
    model_config = example(counter=1, state="open", reason=None)

    counter: int
    state: OpenState
    reason: str | None


class LobbyAnswer(Answer):
    """`people_inside`: past the door; `entering`: called in and not past it. `reserved`: places kept free of the queue.

    `emptied_at`: since when nobody may be inside; null if they may.
    """

    model_config = example(people_inside=7, entering=1, limit=20, reserved=0, emptied_at=None)

    people_inside: int
    entering: int
    limit: int
    reserved: int
    emptied_at: Moment | None


class MaterialFace(Answer):
    """A kind of blanks. `free` is what no document in production has; `printing` is false while it stands still."""

    name: str
    stock: int
    reserved: int
    free: int
    waiting: int
    per_day: int | None
    printing: bool


class MaterialList(Answer):
    model_config = example(
        materials=[
            {
                "name": "blangko KTP-el",
                "stock": 120,
                "reserved": 34,
                "free": 86,
                "waiting": 0,
                "per_day": 60,
                "printing": True,
            }
        ]
    )

    materials: list[MaterialFace]


class ReleasedFace(Answer):
    """Whose document got a blank; `holder` as initials."""

    reference: str
    holder: str
    reason: str | None


class EntryAnswer(Answer):
    """The material after the line; `released`: who got a blank by it, in their order, a hundred at most; `following`:
    how many more get one within the next seconds.
    """

    model_config = example(
        material="blangko KTP-el",
        stock=500,
        reserved=1,
        released=[{"reference": "2172/30112026/0412", "holder": "S.R.", "reason": "first"}],
        following=0,
    )

    material: str
    stock: int
    reserved: int
    released: list[ReleasedFace]
    following: int
