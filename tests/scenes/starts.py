"""A first start as far as a test needs it."""

from sqlmodel import select

from scheduler.db.engine.database import Database
from scheduler.db.models import Office
from scheduler.flow.start import addresses, steps
from scheduler.flow.start.steps import Named
from tests.scenes.factories import EARLY

NAMED = Named("Disdukcapil Kota Tanjungpinang", "Jalan Basuki Rahmat 1", "0771-123456", "Asia/Jakarta")


def opened_address(database: Database) -> str:
    """The cookie of a browser that has opened an address."""
    code = database.run(addresses.give_out)
    assert code is not None
    value: str = database.run(addresses.open_address, code, now=EARLY)
    return value


def started(database: Database) -> Office:
    """An office that is being set up, with its first manager, Sari."""
    cookie = opened_address(database)
    database.run(steps.name_office, cookie, NAMED, [], now=EARLY)
    database.run(steps.first_manager, cookie, "Sari", "no password fits", now=EARLY)
    return office_of(database)


def office_of(database: Database) -> Office:
    """The only office there is."""
    with database.reading() as session:
        return session.exec(select(Office)).one()
