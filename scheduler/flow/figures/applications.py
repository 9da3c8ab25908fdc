"""Applications by the day on which they were sent: how they came, how soon they were answered, how many were whole."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from scheduler.db.models import Application, Procedure
from scheduler.domain.figures.counts import Count
from scheduler.domain.figures.definition import Definition
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.flow.figures.day import Day

DEFINITIONS = {
    Figure.APPLICATIONS: Definition(
        N_("Permohonan masuk"),
        N_("Permohonan yang dikirim pada hari itu, menurut jalannya: daring, WhatsApp, atau dibuatkan di kantor."),
        N_("Yang baru dimulai dan belum dikirim tidak ikut. Yang kemudian dibatalkan tetap dihitung."),
    ),
    Figure.ANSWER_TIMES: Definition(
        N_("Lama sampai jawaban pertama"),
        N_("Dari dikirim sampai pertama kali dijawab petugas, dalam jam penuh, menurut hari dikirimnya."),
        N_(
            "Yang belum dijawab belum ikut; begitu dijawab, harinya dihitung lagi selama datanya masih lengkap "
            "disimpan."
        ),
    ),
    Figure.COMPLETE_AT_ONCE: Definition(
        N_("Lengkap sejak pengajuan pertama"),
        N_("Dari yang sudah dijawab: permohonan yang tidak perlu diminta melengkapi apa pun."),
        N_("Yang belum dijawab belum ikut."),
    ),
}


def count(day: Day) -> Iterator[Count]:
    """Applications of the day by channel, and by procedure how soon and how well."""
    rows = day.session.execute(
        select(
            col(Application.channel),
            col(Procedure.code),
            col(Application.sent_at),
            col(Application.answered_at),
            col(Application.asked_again),
        )
        .join(Procedure, col(Procedure.id) == col(Application.procedure_id))
        .where(
            col(Application.office_id) == day.office.id,
            col(Application.sent_at) >= day.begins,
            col(Application.sent_at) < day.ends,
        )
    ).all()
    answered = [row for row in rows if row.answered_at is not None]
    hours = ((row.code, (row.answered_at - row.sent_at) // timedelta(hours=1)) for row in answered)
    yield from day.count(Figure.APPLICATIONS, Counter(row.channel for row in rows))
    yield from day.count(Figure.ANSWER_TIMES, Counter(hours))
    yield from day.count(Figure.COMPLETE_AT_ONCE, Counter(row.code for row in answered if not row.asked_again))
