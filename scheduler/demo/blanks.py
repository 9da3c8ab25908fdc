"""The ledger of blanks of eight weeks: one material that ran out, one whose printing stands still."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from scheduler.db.models import Document, Material, Office
from scheduler.demo.accounts import Crew
from scheduler.demo.play import Play, working_days_before
from scheduler.flow.blanks import blanks, printing_stops, release, stock, supplies
from scheduler.flow.blanks.blanks import Sharing
from scheduler.flow.blanks.holds import hold_lines
from scheduler.flow.blanks.queue import of_material, running_stop

DAYS = 40
"""Working days of eight weeks."""
SHORT_BY = 2
"""How far the ledger was from what the last count found."""


@dataclass(frozen=True, slots=True)
class Weeks:
    """How a material went: used on a day (more and less by turns), receipts by the place of their day, spoilt too."""

    name: str
    a_day: int
    receipts: tuple[tuple[int, int], ...]
    spoilt: tuple[int, ...]
    left: int
    """Free pieces at the end."""


LEDGERS = (
    Weeks("blangko KTP-el", 22, ((5, 400), (21, 250)), (9, 17, 33), 0),
    Weeks("blangko KIA", 7, ((12, 200),), (26,), 31),
)
KTP, KIA = (weeks.name for weeks in LEDGERS)
SHARING = Sharing(
    60,
    {"first": 60},
    {
        "id": "Pakai Identitas Kependudukan Digital (IKD), atau minta surat keterangan di loket 5",
        "en": "Use the digital identity (IKD), or ask for a letter at counter 5",
    },
)


def fill_blanks(play: Play, day: date, crew: Crew) -> None:
    """What the ledgers say on the morning of a day, when what is in production has its blanks."""
    days = working_days_before(day, DAYS)
    for weeks in LEDGERS:
        play.do(
            _lay_ledger, weeks, [play.at(each, "15.30") for each in days], by=crew.clerks[1], now=play.at(day, "07.40")
        )
        play.do(_provide, weeks.name, now=play.at(day, "07.41"))
    play.do(blanks.share_blanks, KTP, SHARING, by=crew.supervisor, now=play.at(days[0], "08.10"))
    asked = play.do(
        supplies.ask_centre, KTP, 500, note="surat 470/118", by=crew.supervisor, now=play.at(days[-6], "10.00")
    )
    play.do(
        supplies.grant_supply,
        asked.id,
        300,
        fetchable_on=day + timedelta(days=3),
        by=crew.supervisor,
        now=play.at(days[-1], "11.00"),
    )
    play.do(
        printing_stops.stop_printing,
        KIA,
        why="ribbon",
        note="dikirim vendor",
        by=crew.supervisor,
        now=play.at(days[-1], "14.00"),
    )


def refill_blanks(play: Play, crew: Crew, *, now: datetime) -> None:
    """On another day blanks have come and printing goes on."""
    for weeks in LEDGERS:
        stop = play.read(running_stop, play.office.id, weeks.name)
        if stop is not None:
            play.do(printing_stops.resume_printing, stop.id, by=crew.supervisor, now=now)
        if play.read(stock.material_of, play.office.id, weeks.name) is not None:
            play.do(blanks.receive_blanks, weeks.name, 200, by=crew.supervisor, now=now)


def _lay_ledger(
    session: Session,
    office: Office,
    weeks: Weeks,
    days: Sequence[datetime],
    *,
    by: str,
    now: datetime,  # noqa: ARG001
) -> None:
    used = [weeks.a_day + (place * 7) % 5 - 2 for place in range(len(days))]
    material = Material(office_id=office.id, name=weeks.name)
    session.add(material)
    session.flush()
    in_work = session.scalar(
        select(func.count()).select_from(Document).where(of_material(material), col(Document.stage) == "in_production")
    )
    target = weeks.left + int(in_work or 0)
    spent, came = sum(used) + len(weeks.spoilt), sum(pieces for _, pieces in weeks.receipts)
    first = target + SHORT_BY + spent - came
    before = stock.booked_stock(session, office.id, weeks.name)
    stock.enter(session, material, stock.COUNT, first - before, counted=first, by=by, now=days[0] - timedelta(hours=7))
    for place, (at, pieces) in enumerate(zip(days, used, strict=True)):
        for _, received in (each for each in weeks.receipts if each[0] == place):
            stock.enter(
                session, material, stock.RECEIPT, received, note="dari provinsi", by=by, now=at - timedelta(hours=5)
            )
        stock.enter(session, material, stock.USE, pieces, by=by, now=at)
        if place in weeks.spoilt:
            stock.enter(session, material, stock.SPOILT, 1, note="cetakan miring", by=by, now=at + timedelta(minutes=5))
    found = days[-1] + timedelta(minutes=20)
    stock.enter(session, material, stock.COUNT, -SHORT_BY, counted=target, by=by, now=found)
    material.stock = target
    session.add(material)
    session.flush()


def _provide(session: Session, office: Office, name: str, *, now: datetime) -> None:
    """What is in production has its blank; who waits goes on waiting, as on a morning before anything came."""
    (line,) = hold_lines(session, office.id, {name: ()})
    while release.provide(session, office, line, release.PORTION, by="system", now=now):
        pass
