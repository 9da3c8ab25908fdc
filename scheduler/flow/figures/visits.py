"""Visits that had a time on a day, the seats that they held, and who came without."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlmodel import col

from scheduler.db.models import Booking
from scheduler.domain.figures.counts import Count
from scheduler.domain.figures.definition import Definition
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.domain.stages import BookingStage
from scheduler.flow.figures.day import Day

DEFINITIONS = {
    Figure.WALK_INS: Definition(
        N_("Datang tanpa jadwal"),
        N_("Nomor untuk kunjungan yang tidak punya jadwal ketika datang."),
        N_("Yang akhirnya pulang tanpa dilayani tetap dihitung. Nomor kertas tanpa jadwal ikut begitu dicatat."),
    ),
    Figure.BOOKED: Definition(
        N_("Kunjungan terjadwal"),
        N_("Kunjungan yang punya jadwal pada hari itu, juga yang belum datang."),
        N_("Yang dibatalkan, dipindah ke hari lain sebelum datang, atau yang jadwalnya ditutup kantor tidak ikut."),
    ),
    Figure.NO_SHOWS: Definition(
        N_("Tidak datang pada jadwalnya"),
        N_("Kunjungan terjadwal yang waktunya sudah lewat dan yang orangnya tidak pernah datang pada hari itu."),
        N_(
            "Jadwal yang ditutup kantor tidak ikut. Bila kedatangannya dicatat kemudian dari kertas, "
            "kunjungan itu tidak lagi dihitung."
        ),
    ),
    Figure.SEATS: Definition(
        N_("Tempat jadwal"),
        N_("Satuan tempat yang disediakan kalender pada hari itu, menurut layanan."),
        N_("Jadwal yang ditutup tidak ikut. Tempat mendesak di luar kalender juga tidak."),
    ),
    Figure.SEATS_TAKEN: Definition(
        N_("Tempat jadwal terisi"),
        N_("Satuan tempat milik kunjungan terjadwal hari itu."),
        N_("Tempat yang sempat ditahan tetapi tidak pernah menjadi kunjungan tidak ikut."),
    ),
    Figure.SEATS_USED: Definition(
        N_("Tempat jadwal terpakai"),
        N_("Satuan tempat milik kunjungan terjadwal yang orangnya datang pada hari itu."),
        N_("Yang datang tetapi pulang tanpa dilayani tetap dihitung."),
    ),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit that had a time on the day, as it was when its people came, if they did. units: of seats."""

    letter: str
    units: int
    came: bool
    is_no_show: bool


def count(day: Day) -> Iterator[Count]:
    """Who had a time, who of them came, and who came without."""
    bookings = _bookings(day)
    visits = [visit for each in bookings.values() if (visit := _visit_of(day, each)) is not None]
    without = Counter(each.letter for each in day.numbers if bookings[each.booking_id].slot_id is None)
    planned: Counter[str] = Counter()
    for slot in day.slots.values():
        planned[day.letters[slot.service_id]] += slot.planned
    yield from day.count(Figure.WALK_INS, without)
    yield from day.count(Figure.BOOKED, Counter(each.letter for each in visits))
    yield from day.count(Figure.NO_SHOWS, Counter(each.letter for each in visits if each.is_no_show))
    yield from day.count(Figure.SEATS, planned)
    yield from day.count(Figure.SEATS_TAKEN, _units(visits))
    yield from day.count(Figure.SEATS_USED, _units([each for each in visits if each.came]))


@dataclass(frozen=True, slots=True)
class _Booked:
    """A visit of the day. slot_id, units: when its people came, or as they are now; slot_now: as it is now."""

    id: int
    service_id: int
    stage: str
    slot_id: int | None
    slot_now: int | None
    units: int


def _bookings(day: Day) -> dict[int, _Booked]:
    """The visits that have a time on the day, or came on it, by id."""
    rows = day.session.execute(
        select(col(Booking.id), col(Booking.service_id), col(Booking.stage), col(Booking.slot_id), col(Booking.units))
        .where(or_(col(Booking.slot_id).in_(day.slots), col(Booking.id).in_(day.came)))
        .order_by(col(Booking.id))
    )
    found = {}
    for id_, service_id, stage, slot_now, units in rows:
        slot_id, then = day.times_then.get(id_, (slot_now, units))
        found[id_] = _Booked(id_, service_id, stage, slot_id, slot_now, then or units)
    return found


def _visit_of(day: Day, booking: _Booked) -> Visit | None:
    """The visit, if it had a time on the day that the office did not give up."""
    came = booking.id in day.came
    slot = day.slots.get(booking.slot_id or 0) or day.slots.get(booking.slot_now or 0)
    if slot is None or (not came and (booking.stage == BookingStage.CANCELLED or not slot.planned)):
        return None
    is_past = booking.stage == BookingStage.BOOKED and slot.ends_at <= day.now
    is_no_show = not came and (is_past or booking.stage == BookingStage.MISSED)
    return Visit(day.letters[booking.service_id], booking.units, came, is_no_show)


def _units(visits: list[Visit]) -> Counter[str]:
    units: Counter[str] = Counter()
    for each in visits:
        units[each.letter] += each.units
    return units
