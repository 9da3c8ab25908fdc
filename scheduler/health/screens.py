"""Screens that should be on and are silent."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import Screen
from scheduler.domain.refusals import N_
from scheduler.flow.screens.screen_watch import last_heard, silent_screens
from scheduler.flow.trials.tried import untried_screens
from scheduler.health.around import Around
from scheduler.health.finding import Finding, broken, good, look

LONG = timedelta(hours=1)


def heard(around: Around) -> Finding:
    """Whether all screens of offices that are open are heard."""
    with around.session() as session:
        found = silent(session, around.office_id, around.now)
        paired = select(Screen.id).where(col(Screen.removed_at).is_(None))
        if around.office_id is not None:
            paired = paired.where(col(Screen.office_id) == around.office_id)
        count = len(session.exec(paired).all())
    return judged([(each.name, last_heard(each)) for each in found], count, around.now)


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


def silent(session: Session, office_id: int | None, now: datetime) -> list[Screen]:
    """The screens of an office, or of all, that are silent while it is open."""
    offices = queries.offices(session) if office_id is None else [queries.office_by_id(session, office_id)]
    return [screen for office in offices for screen in silent_screens(session, office, now)]


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
