"""Two places of the demonstration's office; a batch is out at one of them, and some documents wait for the other."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from scheduler.db.models import Office, Place
from scheduler.demo.accounts import Crew, crew_of, hire_at
from scheduler.demo.play import Play, working_days_before
from scheduler.demo.stock import Registry, book
from scheduler.flow.custody.handover_proof import Proof
from scheduler.flow.delivery import answering, delivery_method, places
from scheduler.flow.delivery.asking import Wish, ask
from scheduler.flow.delivery.batches import confirming, making, receiving, signing
from scheduler.flow.delivery.places import PlacePlan
from scheduler.flow.documents import readiness
from scheduler.flow.invitations.invitations import code_of
from scheduler.flow.place import visits
from scheduler.messages.notices.links import Ready, ready_invitations

BUGIS = PlacePlan(
    "Kelurahan Kampung Bugis", "kelurahan", "Jalan Contoh Bugis No. 5", "Senin-Jumat 08.00-14.00", "0771-000005"
)
EAST = PlacePlan(
    "Kecamatan Tanjungpinang Timur", "kecamatan", "Jalan Contoh Timur No. 12", "Senin-Kamis 08.00-15.00", "0771-000012"
)
POST = PlacePlan("Kantor Pos Tanjungpinang", "post", "Jalan Contoh Pos No. 1", "Senin-Sabtu 08.00-16.00")
VISITS = PlacePlan("Kunjungan petugas", "visit")
OUT, WAITING = 5, 3
"""Documents in the batch; documents that wait for the next one."""
AT_PLACE = 3
"""Visits that the place has booked."""


def fill_partners(play: Play, registry: Registry, day: date, crew: Crew) -> None:
    """The batch left three working days before `day`; one of its documents was handed over since."""
    ready, left, handed = working_days_before(day, 5)[:3]
    for plan in (BUGIS, EAST, POST, VISITS):
        play.do(_add, plan, now=play.at(ready, "08.00"))
    bugis = play.do(_add, BUGIS, now=play.at(ready, "08.00"))
    hire_at(play, bugis, now=play.at(ready, "08.10"))
    out = _for_place(play, registry, BUGIS.name, OUT, ready, crew)
    _for_place(play, registry, EAST.name, WAITING, ready, crew)
    at = play.at(left, "13.30")
    batch = play.do(making.make_batch, bugis.id, by=crew.clerks[1], now=at)
    play.do(signing.sign_batch, batch.id, taken_by="Hasan Basri", signature=None, by=crew.clerks[1], now=at)
    yuni = crew_of(play).at_place
    play.do_by_code(receiving.receive, play.office.id, batch.id, by=yuni, now=play.at(left, "15.40"))
    play.do_by_code(
        confirming.confirm,
        play.office.id,
        batch.id,
        out[0],
        Proof("holder", "face", old_card="withdrawn"),
        by=yuni,
        now=play.at(handed, "10.05"),
    )


def fill_place_visits(play: Play, registry: Registry, days: Sequence[date], crew: Crew, *, now: datetime) -> None:
    """What a place booked for people without a phone, on the days to come."""
    place = play.do(_add, BUGIS, now=now)
    homes = [registry.household(["KTP-el"], "ready", day=now.date(), ready_at=now) for _ in range(AT_PLACE)]
    for number, home in enumerate(homes):
        booked = book(play, home, "A", days[number % len(days)], "09.30", now=now, by=crew.at_place)
        if booked is not None:
            play.do_by_code(_keep, place, booked.id, now=now)


def _keep(session: Session, place: Place, booking_id: int, *, now: datetime) -> None:
    del now
    visits.keep_visit(session, place, booking_id)


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


def _is_fetched_here(ready: Ready) -> bool:
    return not ready.is_visit and all(document.channel == "office" for document in ready.documents)


def fill_requests(play: Play, day: date, crew: Crew) -> None:
    """What people who cannot come asked for: a kelurahan and a visit that wait, a parcel that went, one refused."""
    now = play.at(day, "09.10")
    invited = [ready for ready in play.do(ready_invitations, now=now) if ready.phone and _is_fetched_here(ready)]
    bugis = play.do(_add, BUGIS, now=now)
    home = "Jalan Contoh Merpati No. 7, RT 02/RW 05, Kelurahan Contoh, Kecamatan Contoh"
    wishes: tuple[tuple[str, dict[str, Any], str | None], ...] = (
        ("place", {"place": bugis.id}, None),
        ("visit", {"address": home, "reason": "Ibu saya sudah lansia dan sulit berjalan"}, None),
        ("post", {"address": home}, "granted"),
        ("visit", {"address": home, "reason": "Sibuk bekerja"}, "refused"),
    )
    for ready, (way, facts, answer) in zip(invited[-len(wishes) :], wishes, strict=False):
        wish = Wish(way, phone4=(ready.phone or "")[-4:], **facts)
        request = play.do_by_code(ask, code_of(ready.invitation), wish, now=now)
        at = now + timedelta(minutes=15)
        if answer == "granted":
            play.do(answering.grant, request.id, by=crew.clerks[1], now=at)
            play.do(answering.note_parcel, request.id, courier="Pos Indonesia", number="P2611300001", now=at)
        if answer == "refused":
            why = "kunjungan rumah hanya untuk lansia, orang sakit, dan difabel"
            play.do(answering.refuse, request.id, reason=why, by=crew.clerks[1], now=at)
