"""What became of the messages of a day, by channel, and whom none of them reached."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import func, literal_column, select
from sqlmodel import col

from scheduler.db.models import Attempt, Message
from scheduler.domain.figures.counts import Count
from scheduler.domain.figures.definition import Definition
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.flow.contact.manual_notices import BY_HAND
from scheduler.flow.figures.day import Day

ACCEPTED, DELIVERED, READ, FAILED, UNSETTLED = "accepted", "delivered", "read", "failed", "unsettled"
MEANS = {
    "accepted": (ACCEPTED,),
    "delivered": (ACCEPTED, DELIVERED),
    "read": (ACCEPTED, DELIVERED, READ),
    "refused": (FAILED,),
    "failed": (FAILED,),
    "started": (UNSETTLED,),
    "unknown": (UNSETTLED,),
}
"""State of an attempt -> what it counts as: what was read was delivered too, and that was accepted."""
NO_TRY = frozenset({"paused", "given_back"})
"""Codes of attempts that were none: the far side was not asked, or asked to wait."""

DEFINITIONS = {
    Figure.MESSAGES: Definition(
        N_("Pesan menurut saluran"),
        N_(
            "Setiap pengiriman lewat satu saluran pada hari itu: diterima saluran, sampai, dibaca, atau gagal. "
            "Yang dibaca juga sudah sampai, dan yang sampai juga sudah diterima."
        ),
        N_(
            "Yang harus menunggu atau dikembalikan bukan pengiriman. Laporan yang datang kemudian masih ikut "
            "selama satu minggu."
        ),
    ),
    Figure.UNREACHED: Definition(
        N_("Tidak terjangkau"),
        N_("Keluarga yang pada hari itu punya pesan dan tidak terjangkau lewat saluran mana pun."),
        N_("Yang kemudian diberi tahu petugas tidak lagi dihitung, selama satu minggu sesudahnya."),
    ),
}


def count(day: Day) -> Iterator[Count]:
    """Attempts of the day as far as is known now, by channel and state; notices that clerks gave; who was not told."""
    tried = day.session.execute(
        select(col(Attempt.channel), col(Attempt.state), func.count())
        .where(
            col(Attempt.office_id) == day.office.id,
            col(Attempt.started_at) >= day.begins,
            col(Attempt.started_at) < day.ends,
            func.coalesce(col(Attempt.code), "").not_in(NO_TRY),
        )
        .group_by(col(Attempt.channel), col(Attempt.state))
    )
    found: Counter[str] = Counter()
    for channel, state, times in tried:
        for means in MEANS.get(state, ()):
            found[f"{channel}:{means}"] += times
    found[f"{BY_HAND}:{ACCEPTED}"] += _by_hand(day)
    yield from day.count(Figure.MESSAGES, found)
    yield from day.count(Figure.UNREACHED, {"": _unreached(day)})


def _by_hand(day: Day) -> int:
    told = select(func.count()).where(
        col(Message.office_id) == day.office.id,
        col(Message.channel) == literal_column(f"'{BY_HAND}'"),  # as the index says it
        col(Message.sent_at) >= day.begins,
        col(Message.sent_at) < day.ends,
    )
    return day.session.scalar(told) or 0


def _unreached(day: Day) -> int:
    """How many households: what they were to be told of one visit or document counts once."""
    rows = day.session.execute(
        select(
            col(Message.invitation_id),
            col(Message.document_id),
            col(Message.application_id),
            col(Message.booking_id),
        ).where(
            col(Message.office_id) == day.office.id,
            col(Message.state) == "unreached",
            col(Message.contact_id).is_(None),
            col(Message.created_at) >= day.begins,
            col(Message.created_at) < day.ends,
        )
    )
    return len({next(((place, id_) for place, id_ in enumerate(row) if id_ is not None), None) for row in rows})
