"""Words that clerks use again and again: the office's own, or the usual ones where it has none."""

from dataclasses import dataclass
from typing import cast

from sqlalchemy import select
from sqlmodel import Session, col

from scheduler.db.models import Office, ReadyAnswer
from scheduler.domain.refusals import N_, Invalid
from scheduler.domain.talks import ReadyAnswerUnknown, TooManyAnswers

MOST = 30
"""Answers of one office: more would not be found at a glance."""
LONGEST_TITLE, LONGEST = 40, 1_000
"""Characters of a title, and of what it stands for."""


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer by its title. is_preset: one of the usual ones, which are there in every language of the program."""

    title: str
    text: str
    is_preset: bool = False


PRESETS = (
    Ready(N_("Jam buka"), N_("Jam layanan {kantor}: {jam}. Selengkapnya: {situs}"), is_preset=True),
    Ready(
        N_("Apa yang dibawa"),
        N_(
            "Silakan bawa resi atau nomor registrasi, dan KTP lama bila ada. "
            "Bila diwakilkan, bawa juga surat kuasa dan KTP yang mewakili."
        ),
        is_preset=True,
    ),
    Ready(
        N_("Gratis"),
        N_(
            "Semua layanan kami gratis. Kami tidak pernah meminta uang, OTP, atau kata sandi. "
            "Bila ada yang meminta, mohon jangan diberi, dan beri tahu kami lewat pesan ini."
        ),
        is_preset=True,
    ),
    Ready(
        N_("Belum jadi"),
        N_(
            "Mohon maaf, dokumen Anda belum jadi. Anda tetap tercatat dan tidak perlu datang dulu. "
            "Kami kabari begitu siap diambil."
        ),
        is_preset=True,
    ),
    Ready(
        N_("Minta nomor registrasi"),
        N_(
            "Silakan kirim nomor registrasi yang tertera di resi supaya kami bisa memeriksanya. "
            "Mohon jangan mengirim NIK atau foto KTP."
        ),
        is_preset=True,
    ),
    Ready(
        N_("Ubah atau batal"),
        N_(
            "Untuk mengubah jadwal, balas UBAH. Untuk membatalkan, balas BATAL. "
            "Untuk melihat posisi dokumen, balas STATUS."
        ),
        is_preset=True,
    ),
    Ready(N_("Sedang diperiksa"), N_("Baik, kami periksa dahulu. Kami balas lewat pesan ini."), is_preset=True),
    Ready(N_("Sama-sama"), N_("Sama-sama. Bila ada pertanyaan lain, silakan tulis di sini."), is_preset=True),
)
"""What an office begins with; the first change makes all of them its own."""


def answers_of(session: Session, office: Office) -> list[Ready]:
    """The office's ready answers in its order; the usual ones where it has none."""
    rows = _rows(session, office)
    return [Ready(row.title, row.text) for row in rows] or list(PRESETS)


def add(session: Session, office: Office, answer: Ready) -> None:
    """Give the office one more answer. The very same again changes nothing. Raises Invalid, TooManyAnswers."""
    answer = _tidy(answer)
    rows = _own(session, office)
    if any((row.title, row.text) == (answer.title, answer.text) for row in rows):
        return
    _refuse_taken(rows, answer.title)
    if len(rows) >= MOST:
        raise TooManyAnswers(most=MOST)
    position = max((row.position for row in rows), default=0) + 1
    session.add(ReadyAnswer(office_id=office.id, title=answer.title, text=answer.text, position=position))
    session.flush()


def change(session: Session, office: Office, was: str, answer: Ready) -> None:
    """Say an answer otherwise. was: its title until now. Raises Invalid, ReadyAnswerUnknown."""
    answer = _tidy(answer)
    rows = _own(session, office)
    row = _row(rows, was)
    _refuse_taken([each for each in rows if each is not row], answer.title)
    row.title, row.text = answer.title, answer.text
    session.add(row)
    session.flush()


def remove(session: Session, office: Office, was: str) -> None:
    """Have an answer no more; without any the usual ones are back. was: its title. Raises ReadyAnswerUnknown."""
    session.delete(_row(_own(session, office), was))
    session.flush()


def _own(session: Session, office: Office) -> list[ReadyAnswer]:
    """The office's rows, held until the commit; the usual answers become its own first where it has none."""
    session.execute(select(Office.id).where(col(Office.id) == office.id).with_for_update())  # type: ignore[call-overload]
    rows = _rows(session, office)
    if not rows:
        rows = [
            ReadyAnswer(office_id=office.id, title=each.title, text=each.text, position=position)
            for position, each in enumerate(PRESETS, 1)
        ]
        session.add_all(rows)
        session.flush()
    return rows


def _rows(session: Session, office: Office) -> list[ReadyAnswer]:
    found = session.scalars(
        select(ReadyAnswer)
        .where(col(ReadyAnswer.office_id) == office.id)
        .order_by(col(ReadyAnswer.position), col(ReadyAnswer.id))
    )
    return cast("list[ReadyAnswer]", list(found))


def _row(rows: list[ReadyAnswer], title: str) -> ReadyAnswer:
    found = next((row for row in rows if row.title == title), None)
    if found is None:
        raise ReadyAnswerUnknown
    return found


def _refuse_taken(rows: list[ReadyAnswer], title: str) -> None:
    if any(row.title.casefold() == title.casefold() for row in rows):
        raise Invalid(errors={"title": "taken"})


def _tidy(answer: Ready) -> Ready:
    title, text = " ".join(answer.title.split()), answer.text.replace("\r\n", "\n").strip()
    errors = {}
    for name, value, longest in (("title", title, LONGEST_TITLE), ("text", text, LONGEST)):
        if not value:
            errors[name] = "missing"
        elif len(value) > longest:
            errors[name] = "too_long"
    if errors:
        raise Invalid(errors=errors)
    return Ready(title, text)
