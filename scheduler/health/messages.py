"""The outbox: what waits too long, what reached nobody, which accounts do not work."""

from datetime import datetime, timedelta

from sqlalchemy import func, or_
from sqlmodel import col, select

from scheduler.db.models import Attempt, Message
from scheduler.domain.channels.refused_accounts import REFUSES_ACCOUNT
from scheduler.domain.refusals import N_
from scheduler.health.around import Around
from scheduler.health.finding import Finding, broken, good, look
from scheduler.messages.sending.lanes import IS_NEW, IS_PAUSED

LONG, TOO_LONG = timedelta(minutes=15), timedelta(hours=1)
"""For how long a message may be due and not taken."""
LATELY = timedelta(days=7)
OF_AN_ACCOUNT = timedelta(hours=24)


def waiting(around: Around) -> Finding:
    """Whether the worker takes what is due: the age of the oldest."""
    since = func.coalesce(col(Message.due_at), col(Message.created_at))
    due = select(func.min(since), func.count()).where(
        IS_NEW, or_(col(Message.due_at).is_(None), col(Message.due_at) <= around.now)
    )
    if around.office_id is not None:
        due = due.where(col(Message.office_id) == around.office_id)
    with around.session() as session:
        oldest, count = session.exec(due).one()
    return judged_waiting(oldest, count, around.now)


def judged_waiting(oldest: datetime | None, count: int, now: datetime) -> Finding:
    """oldest: since when the one is due that waits longest; None where none waits."""
    waits = now - oldest if oldest else timedelta()
    if waits < LONG:
        return good(N_("Pesan yang menunggu dikirim: {count}, tidak ada yang lama."), count=count)
    say = broken if waits >= TOO_LONG else look
    return say(
        N_("{count} pesan menunggu dikirim; yang paling lama sudah {minutes} menit."),
        N_("Periksa apakah pengirim pesan berjalan (giliran serve atau giliran worker) dan apakah ada internet."),
        count=count,
        minutes=int(waits.total_seconds() // 60),
    )


def unreached(around: Around) -> Finding:
    """How many messages of the last days reached nobody."""
    found = select(func.count()).where(
        col(Message.state) == "unreached", col(Message.created_at) >= around.now - LATELY
    )
    if around.office_id is not None:
        found = found.where(col(Message.office_id) == around.office_id)
    with around.session() as session:
        count = session.exec(found).one()
    if count:
        return look(
            N_("{count} pesan dalam tujuh hari terakhir tidak sampai kepada siapa pun."),
            N_("Buka halaman Pesan: di sana petugas bisa mengabari mereka sendiri."),
            count=count,
        )
    return good(N_("Dalam tujuh hari terakhir semua pesan sampai atau sedang dikirim."))


def accounts(around: Around) -> Finding:
    """Channels whose far side refused the account lately, or asked to wait."""
    refused = select(Attempt.channel).where(
        col(Attempt.code).in_(REFUSES_ACCOUNT), col(Attempt.started_at) >= around.now - OF_AN_ACCOUNT
    )
    paused = select(Message.channel).where(IS_PAUSED, col(Message.due_at) > around.now)
    if around.office_id is not None:
        refused = refused.where(col(Attempt.office_id) == around.office_id)
        paused = paused.where(col(Message.office_id) == around.office_id)
    with around.session() as session:
        faulty = sorted(set(session.exec(refused.distinct())))
        resting = sorted({each for each in session.exec(paused.distinct()) if each})
    return judged_accounts(faulty, resting)


def judged_accounts(faulty: list[str], resting: list[str]) -> Finding:
    """Channels by name: of accounts that were refused, and of those that were asked to wait."""
    if faulty:
        return broken(
            N_("Akun saluran ditolak: {channels}."),
            N_("Buka halaman Saluran pesan, periksa akunnya, dan kirim pesan percobaan."),
            channels=", ".join(faulty),
        )
    if resting:
        return look(
            N_("Saluran sedang diminta menunggu: {channels}."),
            N_("Tunggu; bila terus begitu, periksa batas kirim akun itu pada penyedianya."),
            channels=", ".join(resting),
        )
    return good(N_("Tidak ada akun saluran yang ditolak."))
