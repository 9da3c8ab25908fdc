"""How much of what strangers send counts at once, in a day, and from one address: guarded counts by name.

A count rises by one statement that looks at its bound and adds, so that of two at the same moment none gets past it.
What counts for several bounds is taken in one order, the one most asked for last: the office's day, an address and day,
an address now, everybody now.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol

from sqlalchemy import bindparam, case, delete, or_, text, update
from sqlmodel import Session, col

from scheduler.db.engine.changing import change_rows
from scheduler.db.models import FileShare, Office
from scheduler.domain.applying.file_bounds import (
    FEW_BEGUN_FROM,
    MOST_BEGUN,
    MOST_BEGUN_AT_ALL,
    MOST_BEGUN_FROM,
    MOST_LINES,
    USUAL,
    Bounds,
    counted,
)
from scheduler.domain.applying.refusals import TooManyBegunFromHere, TooManyBegunToday
from scheduler.domain.applying.upload_refusals import TooMuchFromHere, TooMuchToday, UploadsBusy
from scheduler.domain.refusals import Refusal
from scheduler.flow.core.local_time import today_of

EVERYBODY = "now"
KEPT = timedelta(days=2)
"""So long a day's counts stay: what is under way over midnight still counts for the day before."""

ADD = text(
    "INSERT INTO file_share (name, day, used) VALUES (:name, :day, :more)"
    " ON CONFLICT (name) DO UPDATE SET used = file_share.used + :more WHERE file_share.used + :more <= :most"
).bindparams(bindparam("day", type_=FileShare.__table__.columns["day"].type))  # type: ignore[attr-defined]
GIVE_BACK = (
    update(FileShare)
    .where(col(FileShare.name) == bindparam("whose"))
    .values(used=case((col(FileShare.used) > bindparam("less"), col(FileShare.used) - bindparam("less")), else_=0))
)


class OnItsWay(Protocol):
    """A file that counts (`Upload`). day: the office's, for which it does; asker: keyed hash of who sends it."""

    @property
    def office_id(self) -> int: ...
    @property
    def day(self) -> date | None: ...
    @property
    def asker(self) -> str | None: ...
    @property
    def size(self) -> int: ...
    @property
    def received(self) -> int: ...


class _Share(NamedTuple):
    """One count. rank: its place in the order in which counts are taken."""

    rank: int
    name: str
    day: date | None


def reserve(session: Session, upload: OnItsWay, bounds: Bounds, *, instead_of: Iterable[OnItsWay] = ()) -> None:
    """Count a file that is on its way as the whole it was announced as. instead_of: files that gave way to it.

    Raises TooMuchToday, TooMuchFromHere, UploadsBusy; then the step that asked has to be taken back whole.
    """
    more = _ended(instead_of)
    more.update(dict.fromkeys((*_of_day(upload), *_of_now(upload)), counted(upload.size)))
    _change(session, more, bounds)


def keep(session: Session, upload: OnItsWay, kept: int, bounds: Bounds) -> None:
    """A file has become pages of so many bytes: it counts as those for its day, and is on its way no more.

    Raises TooMuchToday, TooMuchFromHere where pages take more than the file did, and that is too much.
    """
    more = Counter(dict.fromkeys(_of_now(upload), -counted(upload.size)))
    more.update(dict.fromkeys(_of_day(upload), kept - counted(upload.size)))
    _change(session, more, bounds)


def give_back(session: Session, uploads: Iterable[OnItsWay]) -> None:
    """Files have come to nothing: they are on their way no more, and of their day what came of them has come."""
    _change(session, _ended(uploads), USUAL)


def keep_at_once(
    session: Session, office: Office, sizes: Sequence[int], bounds: Bounds, *, asker: str, now: datetime
) -> None:
    """Pages are here that were never counted as on their way: what came in a talk.

    Raises TooMuchToday, TooMuchFromHere.
    """
    of_day = _shares_of_day(office.id, today_of(office, now), asker)
    _change(session, Counter(dict.fromkeys(of_day, sum(sizes))), bounds)


def count_begun(session: Session, office: Office, *, asker: str | None, now: datetime) -> None:
    """One more application is begun from home today. Raises TooManyBegunToday, TooManyBegunFromHere."""
    day = today_of(office, now)
    name = f"begun:{office.id}:{day}"
    most: int = MOST_BEGUN_FROM
    refusal: type[Refusal] = TooManyBegunFromHere
    if not _is_added(session, _Share(0, name, day), 1, MOST_BEGUN):
        if asker is None:
            raise TooManyBegunToday
        most, refusal = FEW_BEGUN_FROM, TooManyBegunToday
        _add(session, _Share(0, name, day), 1, MOST_BEGUN_AT_ALL, refusal)
    if asker is not None:
        _add(session, _Share(1, f"{name}:{asker}", day), 1, most, refusal)


def count_line(session: Session, conversation_id: int, *, now: datetime) -> bool:
    """Count one more line that a phone writes; False where so many came today that no more is kept.

    The caller holds the conversation.
    """
    line = _Share(0, f"lines:{conversation_id}:{now.date()}", now.date())
    return _is_added(session, line, 1, MOST_LINES)


def forget_old(session: Session, *, as_of: datetime) -> None:
    """Drop the counts of days that are over, and of addresses from which nothing comes."""
    is_over = col(FileShare.day) < (as_of - KEPT).date()
    rests = col(FileShare.day).is_(None) & (col(FileShare.used) == 0)
    change_rows(session, delete(FileShare).where(or_(is_over, rests)))


def _ended(uploads: Iterable[OnItsWay]) -> "Counter[_Share]":
    """What files that came to nothing no longer count as: less than nothing. What was written costs its day all the
    same, or nothing would bound how much is.
    """
    ended: Counter[_Share] = Counter()
    for upload in uploads:
        ended.subtract(dict.fromkeys(_of_now(upload), counted(upload.size)))
        ended.subtract(dict.fromkeys(_of_day(upload), counted(upload.size) - upload.received))
    return ended


def _of_day(upload: OnItsWay) -> Sequence[_Share]:
    """The counts of a file's day; none of what was begun before there were bounds."""
    return _shares_of_day(upload.office_id, upload.day, upload.asker) if upload.day else ()


def _shares_of_day(office_id: int, day: date, asker: str | None) -> Sequence[_Share]:
    name = f"day:{office_id}:{day}"
    return [_Share(0, name, day), *([_Share(1, f"{name}:{asker}", day)] if asker else ())]


def _of_now(upload: OnItsWay) -> Sequence[_Share]:
    if not upload.day:
        return ()
    return [*([_Share(2, f"{EVERYBODY}:{upload.asker}", None)] if upload.asker else ()), _Share(3, EVERYBODY, None)]


def _bound_of(share: _Share, bounds: Bounds) -> tuple[int, type[Refusal]]:
    return (
        (bounds.a_day, TooMuchToday),
        (bounds.a_day_from, TooMuchFromHere),
        (bounds.at_once_from, UploadsBusy),
        (bounds.at_once, UploadsBusy),
    )[share.rank]


def _change(session: Session, changes: "Counter[_Share]", bounds: Bounds) -> None:
    """All counts that a step changes, in the one order."""
    for share in sorted(changes):
        if changes[share] > 0:
            _add(session, share, changes[share], *_bound_of(share, bounds))
        elif changes[share] < 0:
            change_rows(session, GIVE_BACK, {"whose": share.name, "less": -changes[share]})


def _add(session: Session, share: _Share, more: int, most: int, refusal: type[Refusal]) -> None:
    if not _is_added(session, share, more, most):
        raise refusal


def _is_added(session: Session, share: _Share, more: int, most: int) -> bool:
    """The guard that no two at once get past."""
    if more > most:
        return False
    named = {"name": share.name, "day": share.day, "more": more, "most": most}
    return bool(session.execute(ADD, named).rowcount)  # type: ignore[attr-defined]
