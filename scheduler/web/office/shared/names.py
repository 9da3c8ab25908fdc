"""The names of those who did something: staff, machines and pickup places."""

from sqlmodel import Session, col, select

from scheduler.db.models import Office, Place, Staff, Token
from scheduler.web.office.shared.move_words import ACTORS


def names_of(session: Session, office_id: int) -> dict[str, str]:
    """How history names staff, machines and places -> their names."""
    staff = {f"staff:{s.id}": s.name for s in session.exec(select(Staff).where(Staff.office_id == office_id)).all()}
    tokens = {f"token:{t.id}": t.name for t in session.exec(select(Token).where(Token.office_id == office_id)).all()}
    places = {f"place:{p.id}": p.name for p in session.exec(select(Place).where(Place.office_id == office_id)).all()}
    return {**staff, **tokens, **places, **ACTORS}


def names_of_staff(session: Session, office: Office) -> dict[str, str]:
    """How lines name the staff of an office -> their names."""
    rows = session.execute(select(col(Staff.id), col(Staff.name)).where(col(Staff.office_id) == office.id))
    return {f"staff:{row[0]}": row[1] for row in rows}
