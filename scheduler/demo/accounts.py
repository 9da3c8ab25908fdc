"""Who works at the demonstration's office. The passwords are printed and open nothing: the data is made up."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from scheduler.db.models import Office, Place, Staff
from scheduler.demo.play import Play
from scheduler.domain.staff.roles import AT_PLACE
from scheduler.flow.staff.people import add_staff
from scheduler.runtime.passwords import hash_of

PASSWORDS = {
    "guard": "contoh-pintu",
    "clerk": "contoh-loket",
    "supervisor manager": "contoh-kepala",
    "auditor": "contoh-periksa",
    "place": "contoh-lurah",
}
PEOPLE = (
    ("Rudi", "guard"),
    ("Ani", "clerk"),
    ("Beni", "clerk"),
    ("Citra", "clerk"),
    ("Dewi", "clerk"),
    ("Sari", "supervisor manager"),
    ("Tari", "auditor"),
    ("Yuni", "place"),
)
"""The clerks sit at counters 1 to 4, in this order; Yuni at the kelurahan to which a batch was sent."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Who acts in the history, as "staff:1": the guard, the clerks by counter, the supervisor, somebody of a place."""

    guard: str
    clerks: dict[int, str]
    supervisor: str
    at_place: str


def hire(play: Play, *, now: datetime) -> None:
    """Make the accounts of the office."""
    hashes = {role: hash_of(password) for role, password in PASSWORDS.items()}
    for name, role in PEOPLE:
        if role != AT_PLACE:
            play.do(add_staff, name, role, hashes[role], now=now)


def hire_at(play: Play, place: Place, *, now: datetime) -> None:
    """Make the account of whoever works at a place."""
    (name,) = (name for name, role in PEOPLE if role == AT_PLACE)
    play.do(add_staff, name, AT_PLACE, hash_of(PASSWORDS[AT_PLACE]), places=[place.id], now=now)


def crew_of(play: Play) -> Crew:
    """Those of PEOPLE who still work there; a name that somebody has removed is done without."""
    ids = play.read(_ids, play.office)
    clerks = [ids[name] for name, role in PEOPLE if role == "clerk" and name in ids] or ["system"]
    by_counter = {number: clerks[(number - 1) % len(clerks)] for number in range(1, 5)}
    return Crew(ids.get("Rudi", "system"), by_counter, ids.get("Sari", "system"), ids.get("Yuni", "system"))


def _ids(session: Session, office: Office) -> dict[str, str]:
    working = col(Staff.office_id) == office.id, col(Staff.left_at).is_(None)
    rows = session.scalars(select(Staff).where(*working)).all()
    return {staff.name: f"staff:{staff.id}" for staff in rows}
