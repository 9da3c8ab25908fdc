"""What an office hands over, chosen from the catalogue: by the steps that add, retire and take up one at a time."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Office
from scheduler.domain.offices.offer import of_catalogue
from scheduler.domain.offices.presets import CATALOGUE, SERVICES
from scheduler.domain.refusals import Invalid
from scheduler.flow.hall.lobby_lock import hold
from scheduler.flow.offices.offered_types import add_type, resume_type, retire_type
from scheduler.flow.offices.services import resume_service, retire_service

PRESET_LETTERS = frozenset(service.letter for service in SERVICES)


def chosen_types(session: Session, office: Office) -> frozenset[str]:
    """The codes of the catalogue's types that the office hands over."""
    return frozenset(kind.code for kind in queries.types_handed_over(session, office.id) if kind.code in CATALOGUE)


def choose_types(session: Session, office: Office, codes: Collection[str], *, by: str, now: datetime) -> None:
    """Hand over just these of the catalogue; what the office made itself stays. A service that is left without types is
    closed, and opened again with the first that comes back.

    Raises Invalid for none at all; TypeNeeded, ServiceAtWork, ServiceBooked where something is on its way.
    """
    wanted = [code for code in CATALOGUE if code in codes]
    if not wanted:
        raise Invalid(errors={"types": "empty"})
    hold(session, office, now)
    for code in wanted:
        _hand_over(session, office, code, by=by, now=now)
    for code in sorted(chosen_types(session, office) - set(wanted)):
        retire_type(session, office, code, by=by, now=now)
    needed = {kind.service_id for kind in queries.types_handed_over(session, office.id)}
    for service in queries.services_of(session, office.id):
        if service.id not in needed and service.letter in PRESET_LETTERS:
            retire_service(session, office, service.letter, by=by, now=now)


def _hand_over(session: Session, office: Office, code: str, *, by: str, now: datetime) -> None:
    """Hand a type of the catalogue over, and open its service for it. It is handed over: nothing changes."""
    kind = next((each for each in queries.types_of(session, office.id) if each.code == code), None)
    for service in queries.all_services_of(session, office.id):
        is_its = service.id == kind.service_id if kind else service.letter == CATALOGUE[code].service
        if is_its and service.retired_at is not None:
            resume_service(session, office, service.letter, by=by, now=now)
    if kind is None:
        letters = [each.letter for each in queries.services_of(session, office.id)]
        add_type(session, office, of_catalogue(code, letters), by=by, now=now)
    elif kind.retired_at is not None:
        resume_type(session, office, code, by=by, now=now)
