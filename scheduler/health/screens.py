"""TVs, tablets and kiosks that should be on and are silent, and what tablets and kiosks say is wrong with them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Device, Screen
from scheduler.domain.refusals import N_
from scheduler.flow.screens.silence import Silent, silent_here
from scheduler.flow.trials.tried import untried_screens
from scheduler.health.around import Around
from scheduler.health.finding import Finding, broken, good, look

LONG = timedelta(hours=1)
UNDELIVERED = timedelta(minutes=15)
"""So long a tablet may keep what it did before somebody should look at its network."""


def heard(around: Around) -> Finding:
    """Whether all screens of offices that are open are heard."""
    with around.session() as session:
        found = [each for each in silent(session, around.office_id, around.now) if each.kind == "screen"]
        paired = select(Screen.id).where(col(Screen.removed_at).is_(None))
        if around.office_id is not None:
            paired = paired.where(col(Screen.office_id) == around.office_id)
        count = len(session.exec(paired).all())
    return judged([(each.name, each.since) for each in found], count, around.now)


def tried(around: Around) -> Finding:
    """Whether somebody has seen and heard a test call on each screen."""
    with around.session() as session:
        offices = queries.offices(session)
        if around.office_id is not None:
            offices = [each for each in offices if each.id == around.office_id]
        names = [screen.name for office in offices for screen in untried_screens(session, office)]
    return judged_trials(names)


def judged_trials(untried: list[str]) -> Finding:
    """untried: names of screens of which nobody ever said what came of a test call."""
    if not untried:
        return good(N_("Tidak ada layar yang belum pernah dicoba."))
    return look(
        N_("Layar yang belum pernah dicoba: {names}."),
        N_("Buka Uji coba alat di Pengaturan, tampilkan panggilan percobaan, lalu jawab yang terlihat dan terdengar."),
        names=", ".join(untried),
    )


def devices(around: Around) -> Finding:
    """Whether all tablets and kiosks of offices that are open are heard, and say that they are well."""
    with around.session() as session:
        found = [each for each in silent(session, around.office_id, around.now) if each.kind != "screen"]
        here = select(Device).where(col(Device.removed_at).is_(None)).order_by(col(Device.name), col(Device.id))
        if around.office_id is not None:
            here = here.where(col(Device.office_id) == around.office_id)
        return devices_judged([(each.name, each.since) for each in found], session.exec(here).all(), around.now)


def silent(session: Session, office_id: int | None, now: datetime) -> list[Silent]:
    """What of an office, or of all, is silent while it is open."""
    offices = queries.offices(session) if office_id is None else [queries.office_by_id(session, office_id)]
    return [each for office in offices for each in silent_here(session, office, now)]


def judged(found: list[tuple[str, datetime]], count: int, now: datetime) -> Finding:
    """found: names of screens that are silent, and when each was heard last. count: of all screens."""
    if not found:
        return good(N_("Layar yang dipasangkan: {count}. Tidak ada yang diam."), count=count)
    longest = max(now - since for _, since in found)
    say = broken if longest >= LONG else look
    return say(
        N_("Layar diam: {names}; paling lama {minutes} menit."),
        N_("Nyalakan layar itu, dan periksa jaringannya."),
        names=", ".join(name for name, _ in found),
        minutes=int(longest.total_seconds() // 60),
    )


def devices_judged(found: list[tuple[str, datetime]], there: Sequence[Device], now: datetime) -> Finding:
    """found: names of tablets and kiosks that are silent, and when each was heard last. there: all of them."""
    if found:
        longest = max(now - since for _, since in found)
        say = broken if longest >= LONG else look
        return say(
            N_("Tablet atau kios diam: {names}; paling lama {minutes} menit."),
            N_("Nyalakan perangkat itu, buka halaman pintunya, dan periksa jaringannya."),
            names=", ".join(name for name, _ in found),
            minutes=int(longest.total_seconds() // 60),
        )
    late = [each.name for each in there if each.waiting_since and now - each.waiting_since >= UNDELIVERED]
    if late:
        return look(
            N_("Tablet menyimpan pindaian yang belum terkirim: {names}."),
            N_("Buka halaman pintu di tablet itu dengan jaringan tersambung, dan masuk bila diminta."),
            names=", ".join(late),
        )
    troubled = [each.name for each in there if each.trouble]
    if troubled:
        return look(
            N_("Tablet atau kios melaporkan gangguan: {names}."),
            N_("Buka halaman Layar di kantor: di sana tertulis apa yang terganggu."),
            names=", ".join(troubled),
        )
    return good(N_("Tablet dan kios yang dipantau: {count}. Tidak ada yang diam."), count=len(there))
