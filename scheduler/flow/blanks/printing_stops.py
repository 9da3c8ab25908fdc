"""Printing stands still (the printer, its ribbon), and goes on again."""

import hashlib
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.engine.changing import change_rows
from scheduler.db.engine.locks import hold_name
from scheduler.db.models import Office, PrintingStop
from scheduler.domain.blanks.refusals import AlreadyStopped, MaterialUnknown, StopUnknown
from scheduler.domain.refusals import Invalid
from scheduler.flow.blanks.release import Released, give_out, hold_portion, materials_of

WHYS = ("printer", "ribbon", "power", "network", "other")


def stop_printing(
    session: Session, office: Office, material: str | None, *, why: str, note: str | None, by: str, now: datetime
) -> PrintingStop:
    """From now nothing is printed on a material (None: on any), and nobody gets a blank of it.

    Raises Invalid, MaterialUnknown, AlreadyStopped.
    """
    if why not in WHYS:
        raise Invalid(errors={"why": ", ".join(WHYS)})
    if material is not None and all(kind.material != material for kind in queries.types_of(session, office.id)):
        raise MaterialUnknown(material=material)
    hold_name(session, hashlib.sha256(f"printing:{office.id}".encode()).digest())
    same = col(PrintingStop.material).is_(None) if material is None else col(PrintingStop.material) == material
    running = select(col(PrintingStop.id)).where(
        col(PrintingStop.office_id) == office.id, col(PrintingStop.ended_at).is_(None), same
    )
    if session.scalar(running) is not None:
        raise AlreadyStopped
    stop = PrintingStop(office_id=office.id, material=material, why=why, note=note, started_at=now, by=by)
    session.add(stop)
    session.flush()
    return stop


def resume_printing(session: Session, office: Office, stop_id: int, *, by: str, now: datetime) -> list[Released]:
    """Printing goes on: who waits gets what is there; returns who they are, the first portion. Raises StopUnknown."""
    going_on = update(PrintingStop).where(
        col(PrintingStop.id) == stop_id, col(PrintingStop.office_id) == office.id, col(PrintingStop.ended_at).is_(None)
    )
    if not change_rows(session, going_on.values(ended_at=now, ended_by=by)):
        raise StopUnknown
    stop = session.get_one(PrintingStop, stop_id)
    stood_still = [each for each in materials_of(session, office) if stop.material in (None, each.name)]
    lines = hold_portion(session, office, stood_still, now=now)
    return give_out(session, office, lines, by=by, now=now)
