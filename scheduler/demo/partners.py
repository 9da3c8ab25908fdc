"""Two places of the demonstration's office; a batch is out at one of them, and some documents wait for the other."""

from datetime import date, datetime

from sqlmodel import Session

from scheduler.db.models import Office, Place
from scheduler.demo.accounts import Crew
from scheduler.demo.play import Play, working_days_before
from scheduler.demo.stock import Registry
from scheduler.flow.custody.handover_proof import Proof
from scheduler.flow.delivery import delivery_method, places
from scheduler.flow.delivery.batches import confirming, making, signing
from scheduler.flow.delivery.places import PlacePlan
from scheduler.flow.documents import readiness

BUGIS = PlacePlan(
    "Kelurahan Kampung Bugis", "kelurahan", "Jalan Contoh Bugis No. 5", "Senin-Jumat 08.00-14.00", "0771-000005"
)
EAST = PlacePlan(
    "Kecamatan Tanjungpinang Timur", "kecamatan", "Jalan Contoh Timur No. 12", "Senin-Kamis 08.00-15.00", "0771-000012"
)
OUT, WAITING = 5, 3
"""Documents in the batch; documents that wait for the next one."""


def fill_partners(play: Play, registry: Registry, day: date, crew: Crew) -> None:
    """The batch left three working days before `day`; one of its documents was handed over since."""
    ready, left, handed = working_days_before(day, 5)[:3]
    for plan in (BUGIS, EAST):
        play.do(_add, plan, now=play.at(ready, "08.00"))
    out = _for_place(play, registry, BUGIS.name, OUT, ready, crew)
    _for_place(play, registry, EAST.name, WAITING, ready, crew)
    bugis = play.do(_add, BUGIS, now=play.at(ready, "08.00"))
    at = play.at(left, "13.30")
    batch = play.do(making.make_batch, bugis.id, by=crew.clerks[1], now=at)
    play.do(signing.sign_batch, batch.id, taken_by="Hasan Basri", signature=None, by=crew.clerks[1], now=at)
    play.do_by_code(
        confirming.confirm,
        play.office.id,
        batch.id,
        out[0],
        Proof("holder", "face", old_card="withdrawn"),
        by=f"place:{bugis.id}",
        now=play.at(handed, "10.05"),
    )


def _add(session: Session, office: Office, plan: PlacePlan, *, now: datetime) -> Place:
    del now
    return places.add_place(session, office, plan)


def _for_place(play: Play, registry: Registry, place: str, count: int, day: date, crew: Crew) -> list[str]:
    """New ready documents that are handed over at a place, by their numbers."""
    made = []
    for _ in range(count):
        at = play.at(day, "11.00")
        home = registry.household(["KTP-el"], "in_production", day=day, ready_at=at, channel="office")
        (reference,) = home.references
        play.do(delivery_method.set_method, reference, "branch", place, by=crew.clerks[1], now=at)
        play.do(readiness.mark_ready, reference, by=crew.clerks[1], now=play.at(day, "11.30"))
        made.append(reference)
    return made
