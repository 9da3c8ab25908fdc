"""One application as a clerk checks it: its pages, its checklist, and who asks for what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from scheduler.db.models import Application, ApplicationItem, Document, Procedure
from scheduler.domain.applying.checking import ASKED, is_complete, lacking, reason_of, undecided
from scheduler.domain.applying.checking_refusals import ApplicationAbsent
from scheduler.domain.stages import CHECKED
from scheduler.domain.text.nik import masked_nik
from scheduler.domain.text.phones import masked
from scheduler.domain.text.residence import Residence
from scheduler.flow.applying.applications import items_of
from scheduler.flow.applying.checking import mark_of, round_of, sent_application
from scheduler.flow.applying.duplicate_applications import Duplicate, duplicates_of
from scheduler.flow.core.contactability import is_reachable
from scheduler.flow.documents.residence import residence_of
from scheduler.flow.offices.kelurahan import Offered, offered_kelurahan
from scheduler.flow.staff import SignedIn
from scheduler.web.office.applying.list_view import beside
from scheduler.web.office.applying.sheets import Sheet, sheets_of
from scheduler.web.office.shared.names import names_of_staff
from scheduler.web.shared.forms import LARGEST_ID
from scheduler.web.shared.staff.pages import actor


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the checklist. reason: the label of a ready-made reason; mark: what a form about it names as seen."""

    position: int
    name: str
    explains: str
    optional: bool
    state: str
    why: str | None
    reason: str
    words: str
    who: str
    mark: str
    sheets: Sequence[Sheet]


@dataclass(frozen=True, slots=True)
class Case:
    """One application. round: what an answering form names as seen. before, after: ids of those that wait beside it.

    duplicates: others for the same person and type. is_open: it is still checked; waits: for a clerk, else for its
    citizen.
    """

    id: int
    document: Document
    application: Application
    title: str
    phone: str
    nik: str
    waited: timedelta | None
    whose: str | None
    is_mine: bool
    is_open: bool
    can_tell: bool
    round: str
    lines: Sequence[Line]
    sheets: Sequence[Sheet]
    items: Sequence[ApplicationItem]
    duplicates: Sequence[Duplicate]
    before: int | None
    after: int | None
    kelurahan: Offered

    @property
    def residence(self) -> Residence:
        """Where the holder lives."""
        return residence_of(self.document)

    @property
    def waits(self) -> bool:
        return self.waited is not None

    @property
    def undecided(self) -> list[str]:
        """Names of what was sent and is not decided."""
        return [item.name for item in undecided(self.items)]

    @property
    def lacks(self) -> list[str]:
        """Names of what is to be asked for."""
        return [item.name for item in lacking(self.items)]

    @property
    def can_ask(self) -> bool:
        return self.is_open and self.waits and bool(self.lacks) and not self.undecided

    @property
    def can_accept(self) -> bool:
        return self.is_open and is_complete(self.items)


def case_of(session: Session, staff: SignedIn, number: int, now: datetime) -> Case:
    """An application with all that was sent for it. Raises ApplicationAbsent."""
    if number > LARGEST_ID:
        raise ApplicationAbsent
    application, document = sent_application(session, staff.office, number)
    items = items_of(session, number)
    names = names_of_staff(session, staff.office)
    sheets = sheets_of(session, items)
    since, taken = application.waiting_since, application.taken_by
    earlier, later = beside(session, staff, application)
    return Case(
        id=application.id,
        document=document,
        application=application,
        title=session.get_one(Procedure, application.procedure_id).title,
        phone=masked(document.phone) if document.phone else "",
        nik=masked_nik(document.nik) if document.nik else "",
        waited=max(now - since, timedelta()) if since else None,
        whose=names.get(taken, taken) if taken else None,
        is_mine=taken == actor(staff),
        is_open=document.stage in CHECKED,
        can_tell=is_reachable(session, document),
        round=round_of(application),
        lines=[_line(item, [each for each in sheets if each.position == item.position], names) for item in items],
        sheets=sheets,
        items=items,
        duplicates=duplicates_of(session, [document])[document.id] if document.stage in CHECKED else [],
        before=earlier,
        after=later,
        kelurahan=offered_kelurahan(session, staff.office) if document.stage in CHECKED else Offered(),
    )


def sheet_of(case: Case, page: int | None, item: int | None) -> Sheet | None:
    """Which page is shown: the one by its number, the first of an item, or the first that waits to be looked at."""
    if page is not None:
        return next((each for each in case.sheets if each.number == page), None) or _first(case)
    if item is not None:
        return next((each for each in case.sheets if each.position == item and not each.is_old), None)
    return _first(case)


def line_of(case: Case, item: int | None, sheet: Sheet | None) -> Line | None:
    """Which line of the checklist is before the clerk."""
    position = item if item is not None else sheet.position if sheet else None
    found = next((line for line in case.lines if line.position == position), None)
    return found or next(iter(case.lines), None)


def _first(case: Case) -> Sheet | None:
    to_do = [line.sheets[0] for line in case.lines if line.state == "sent" and line.sheets]
    return next(iter([*to_do, *case.sheets]), None)


def _line(item: ApplicationItem, sheets: Sequence[Sheet], names: Mapping[str, str]) -> Line:
    reason = reason_of(item.state, item.why) if item.state in ASKED else None
    by = item.decided_by or ""
    return Line(
        position=item.position,
        name=item.name,
        explains=item.explains,
        optional=item.optional,
        state=item.state,
        why=item.why,
        reason=reason.label if reason else "",
        words=item.words or "",
        who=names.get(by, by),
        mark=mark_of(item, [sheet.id for sheet in sheets if not (sheet.is_old or sheet.is_gone)]),
        sheets=sheets,
    )
