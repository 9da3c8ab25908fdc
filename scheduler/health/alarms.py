"""Alarms: whether those that rang were told, and whether those that are on would be."""

from datetime import timedelta

from sqlmodel import Session, col, func, select

from scheduler.db import queries
from scheduler.db.models import AlarmRule, Message
from scheduler.domain.refusals import N_
from scheduler.flow.core.outbox import Cause
from scheduler.flow.screens.alarm_contacts import is_anybody_told
from scheduler.health.around import Around
from scheduler.health.finding import Finding, broken, good
from scheduler.messages.ladder import leaves

LATELY = timedelta(days=7)


def told(around: Around) -> Finding:
    """Whether alarms of an office, or of all, reach anybody."""
    with around.session() as session:
        on = select(col(AlarmRule.office_id)).where(col(AlarmRule.is_on)).distinct()
        missed = select(func.count()).where(
            col(Message.cause).in_((Cause.ALARM, Cause.ALARM_OVER)),
            col(Message.state) == "unreached",
            col(Message.created_at) >= around.now - LATELY,
        )
        if around.office_id is not None:
            on = on.where(col(AlarmRule.office_id) == around.office_id)
            missed = missed.where(col(Message.office_id) == around.office_id)
        offices = session.exec(on).all()
        deaf = [name for office_id in offices if (name := _deaf(session, office_id))]
        return judged(len(offices), deaf, session.exec(missed).one())


def _deaf(session: Session, office_id: int) -> str | None:
    """The name of an office of which no alarm could reach anybody."""
    office = queries.office_by_id(session, office_id)
    return None if leaves(office) and is_anybody_told(session, office) else office.name


def judged(offices: int, deaf: list[str], missed: int) -> Finding:
    """offices: how many have an alarm that is on; deaf: the names of those of which none could reach anybody. missed:
    messages of the last days that reached nobody.
    """
    if deaf:
        return broken(
            N_("Alarm menyala, tetapi tidak bisa dikirim kepada siapa pun: {names}."),
            N_("Buka halaman Alarm: sebutkan siapa yang dikabari. Buka halaman Saluran: siapkan salurannya."),
            names=", ".join(deaf),
        )
    if missed:
        return broken(
            N_("{count} kabar alarm dalam tujuh hari terakhir tidak sampai."),
            N_("Buka halaman Alarm, kirim pesan uji, dan perbaiki saluran atau nomornya."),
            count=missed,
        )
    if not offices:
        return good(N_("Belum ada alarm yang dinyalakan."))
    return good(N_("Alarm dinyalakan, dan kabarnya sampai."))
