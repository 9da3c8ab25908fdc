"""An office in the middle of its morning, with somebody in every stage at once."""

from dataclasses import dataclass

from sqlalchemy import update
from sqlmodel import Session, col

from scheduler.db.models import Invitation
from scheduler.domain.text import codes
from scheduler.flow.booking.bookings import cancel
from scheduler.flow.counter import calls, parking
from tests.scenes.factories import EARLY, NINE, World


@dataclass(frozen=True)
class Crowd:
    """The passes of people by where they stand, and the links of those who have no booking yet."""

    passes: dict[str, str]
    links: dict[str, str]
    numbers: dict[str, str]


def crowd_in(office: World) -> Crowd:
    """Fill an office whose lobby is for four. Counter 1 has called, counter 2 serves, counter 3 is free."""
    passes = {name: office.booked(9) for name in ("served", "missed", "parked", "serving", "called", "inside")}
    numbers = {name: office.scan(passes[name]).ticket for name in ("served", "missed", "parked", "serving")}
    assert office.call(1) == numbers["served"]
    office.hand_over(numbers["served"])
    assert office.call(1) == numbers["missed"]
    office.do(calls.miss, numbers["missed"])
    assert office.call(1) == numbers["parked"]
    office.do(parking.park, numbers["parked"])
    assert office.call(2) == numbers["serving"]
    office.do(calls.serve, numbers["serving"])
    for name in ("called", "inside"):
        numbers[name] = office.scan(passes[name]).ticket
    assert office.call(1) == numbers["called"]

    # The hall is full now; one place more calls one in, who has yet to pass the door.
    for name in ("entering", "waiting"):
        passes[name] = office.booked(9, 30)
        numbers[name] = office.scan(passes[name], early=True).ticket
    office.edit(lobby_limit=5, now=NINE)

    for name, hour, day in (("booked", 11, 0), ("cancelled", 11, 0), ("tomorrow", 9, 1)):
        passes[name] = office.booked(hour, day=day)
    office.database.run(cancel, passes["cancelled"], ref4=None, by="citizen", now=EARLY)
    return Crowd(passes, _links(office), numbers)


def _links(office: World) -> dict[str, str]:
    household = office.document("472.11/0412", holder="Siti Rahmawati", reason="changed", kk="1", shelf="C-14")
    office.document("472.11/0413", holder="Andi Rahmat", type="KIA", kk="1")
    booked = office.invitation()
    office.book(booked, office.slot(10))
    return {
        "fresh": office.code(household),
        "to print": office.invitation(type="KK", channel="self_print"),
        "recording": office.invitation(type="Perekaman KTP-el"),
        "booked already": booked,
        "expired": expired(office),
        "unknown": "7K4M-P2QX-9RD3-FHNT",
    }


def expired(office: World) -> str:
    """The code of an invitation whose time is over."""
    code = office.invitation()
    office.database.run(_expire, code)
    return code


def _expire(session: Session, code: str) -> None:
    known = col(Invitation.code_hash) == codes.hash_of(code)
    session.execute(update(Invitation).where(known).values(expires_at=EARLY))
