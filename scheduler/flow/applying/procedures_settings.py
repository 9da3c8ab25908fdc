"""An office says what may be applied for, with which papers, and whether it takes applications from home at all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from scheduler.db import queries
from scheduler.db.models import Office, Procedure, Requirement
from scheduler.domain.applying.procedure_items import EXAMPLES, Item
from scheduler.domain.applying.procedures import TOPICS
from scheduler.domain.applying.refusals import ProcedureFaulty
from scheduler.domain.offices.presets import REASONS
from scheduler.domain.offices.refusals import TypeUnknown
from scheduler.domain.refusals import Unknown
from scheduler.domain.text.plain_text import refuse_hidden
from scheduler.domain.text.public_words import is_fit_for_citizens
from scheduler.flow.applying.applications import requirements_of
from scheduler.flow.offices.procedures import procedure_by_code

LONGEST, LONGEST_STEP, MOST_STEPS, MOST_ITEMS = 120, 200, 8, 20
LEAST_DAYS, MOST_DAYS = 1, 365
MOST_REMINDERS = 6


@dataclass(frozen=True, slots=True)
class ProcedurePlan:
    """What a procedure is to be; the fields are those of the table."""

    topic: str
    asks: str
    title: str
    steps: Sequence[str]
    working_days: int
    for_child: bool
    offered: bool


@dataclass(frozen=True, slots=True)
class Switches:
    """What an office says of applications from home as a whole; days are calendar days."""

    applies_online: bool
    asks_to_wait: bool
    unanswered_days: Sequence[int]
    lapse_days: int


def edit_procedure(session: Session, office: Office, code: str, plan: ProcedurePlan) -> Procedure:
    """Change a procedure; what was begun by it keeps its checklist.

    Raises ProcedureUnknown, ProcedureFaulty, HiddenSigns.
    """
    procedure = procedure_by_code(session, office.id, code, offered=False)
    _check(plan)
    _put(procedure, plan)
    session.add(procedure)
    session.flush()
    return procedure


def add_procedure(session: Session, office: Office, kind: str, reason: str, plan: ProcedurePlan) -> Procedure:
    """A procedure of the office's own for a type and a reason, the last.

    Raises TypeUnknown, ProcedureFaulty, HiddenSigns.
    """
    found = next((each for each in queries.types_handed_over(session, office.id) if each.code == kind), None)
    if found is None:
        raise TypeUnknown(type=kind)
    _check(plan, **({} if reason in REASONS else {"reason": "unknown"}))
    last = session.scalar(select(func.max(col(Procedure.position))).where(col(Procedure.office_id) == office.id))
    procedure = Procedure(
        office_id=office.id,
        code=_free_code(session, office, kind, reason),
        type_id=found.id,
        reason=reason,
        topic=plan.topic,
        asks=plan.asks,
        title=plan.title,
        position=(last or 0) + 1,
    )
    _put(procedure, plan)
    session.add(procedure)
    session.flush()
    return procedure


def keep_item(session: Session, office: Office, code: str, item_id: int | None, item: Item) -> None:
    """Change a line of a checklist, or put a new one at its end.

    Raises ProcedureUnknown, ProcedureFaulty, HiddenSigns, Unknown.
    """
    procedure = procedure_by_code(session, office.id, code, offered=False)
    _check_item(item)
    rows = requirements_of(session, procedure.id)
    if item_id is None:
        if len(rows) >= MOST_ITEMS:
            raise _faulty({"name": f"<= {MOST_ITEMS}"})
        row = Requirement(office_id=office.id, procedure_id=procedure.id, position=len(rows), name=item.name)
    else:
        row = _found(rows, item_id)
    row.name, row.explains, row.example = _tidy(item.name), _tidy(item.explains), item.example
    row.optional, row.most_pages = item.optional, item.most_pages
    session.add(row)
    _number(session, [*rows] if item_id is not None else [*rows, row])


def remove_item(session: Session, office: Office, code: str, item_id: int) -> None:
    """Take a line off a checklist; nothing to do where it is gone. Raises ProcedureUnknown."""
    procedure = procedure_by_code(session, office.id, code, offered=False)
    rows = requirements_of(session, procedure.id)
    for row in rows:
        if row.id == item_id:
            session.delete(row)
    session.flush()
    _number(session, [row for row in rows if row.id != item_id])


def move_item(session: Session, office: Office, code: str, item_id: int, *, up: bool) -> None:
    """Move a line of a checklist one place up or down; at an end it stays. Raises ProcedureUnknown, Unknown."""
    procedure = procedure_by_code(session, office.id, code, offered=False)
    rows = list(requirements_of(session, procedure.id))
    row = _found(rows, item_id)
    place = rows.index(row)
    rows.insert(max(place - 1, 0) if up else place + 1, rows.pop(place))
    _number(session, rows)


def switch(session: Session, office: Office, switches: Switches) -> None:
    """Whether applications are taken from home, and whether people are asked to wait.

    And after how many days who was asked for something is told again, and the application ends.

    Raises ProcedureFaulty.
    """
    wrong = {} if LEAST_DAYS <= switches.lapse_days <= MOST_DAYS else {"lapse_days": f"{LEAST_DAYS}-{MOST_DAYS}"}
    reminders = sorted(set(switches.unanswered_days))
    if len(reminders) > MOST_REMINDERS or not all(LEAST_DAYS <= day <= MOST_DAYS for day in reminders):
        wrong["unanswered_days"] = f"{LEAST_DAYS}-{MOST_DAYS}"
    if wrong:
        raise _faulty(wrong)
    values = {
        "applies_online": switches.applies_online,
        "asks_to_wait": switches.asks_to_wait,
        "lapse_days": switches.lapse_days,
        "unanswered_days": reminders,
    }
    session.execute(update(Office).where(col(Office.id) == office.id).values(**values))


def _check(plan: ProcedurePlan, **errors: str) -> None:
    refuse_hidden(plan.asks, plan.title, *plan.steps)
    if plan.topic not in TOPICS:
        errors["topic"] = "unknown"
    for name in ("asks", "title"):
        if not 1 <= len(_tidy(getattr(plan, name))) <= LONGEST:
            errors[name] = f"1-{LONGEST}"
    if len(plan.steps) > MOST_STEPS or any(len(step) > LONGEST_STEP for step in plan.steps):
        errors["steps"] = f"<= {MOST_STEPS}"
    if not 1 <= plan.working_days <= 120:
        errors["working_days"] = "1-120"
    errors.update({name: "words" for name in ("asks",) if not is_fit_for_citizens(plan.asks)})
    if not is_fit_for_citizens(*plan.steps):
        errors["steps"] = "words"
    if errors:
        raise _faulty(errors)


def _check_item(item: Item) -> None:
    refuse_hidden(item.name, item.explains)
    errors: dict[str, str] = {}
    if not 1 <= len(_tidy(item.name)) <= LONGEST:
        errors["name"] = f"1-{LONGEST}"
    if len(_tidy(item.explains)) > LONGEST_STEP:
        errors["explains"] = f"<= {LONGEST_STEP}"
    if item.example and item.example not in EXAMPLES:
        errors["example"] = "unknown"
    if not 1 <= item.most_pages <= 20:
        errors["most_pages"] = "1-20"
    errors.update({n: "words" for n in ("name", "explains") if not is_fit_for_citizens(getattr(item, n))})
    if errors:
        raise _faulty(errors)


def _faulty(errors: Mapping[str, str]) -> ProcedureFaulty:
    return ProcedureFaulty(errors=dict(errors), fields=", ".join(errors))


def _put(procedure: Procedure, plan: ProcedurePlan) -> None:
    procedure.topic, procedure.asks, procedure.title = plan.topic, _tidy(plan.asks), _tidy(plan.title)
    procedure.steps = [_tidy(step) for step in plan.steps if step.strip()]
    procedure.working_days, procedure.for_child, procedure.offered = plan.working_days, plan.for_child, plan.offered


def _found(rows: Sequence[Requirement], item_id: int) -> Requirement:
    row = next((each for each in rows if each.id == item_id), None)
    if row is None:
        raise Unknown
    return row


def _number(session: Session, rows: Sequence[Requirement]) -> None:
    for position, row in enumerate(rows):
        row.position = position
        session.add(row)
    session.flush()


def _free_code(session: Session, office: Office, kind: str, reason: str) -> str:
    stem = f"{kind.lower().replace(' ', '-')}.{reason}"
    known = set(session.scalars(select(col(Procedure.code)).where(col(Procedure.office_id) == office.id)))
    return next(code for n in range(1, len(known) + 2) if (code := stem if n == 1 else f"{stem}-{n}") not in known)


def _tidy(text: str) -> str:
    return " ".join(text.split())
