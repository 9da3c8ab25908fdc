"""The one-time address: given out while nobody manages an office, opened once, gone with the first manager."""

from datetime import timedelta

import pytest

from scheduler.db.engine.database import Database
from scheduler.db.models import Office, StartAddress
from scheduler.domain.start import StartAddressUnknown, StartElsewhere
from scheduler.flow.staff import people
from scheduler.flow.start import addresses, steps
from tests.scenes.factories import EARLY, NINE, World
from tests.scenes.starts import NAMED, office_of, opened_address, started

pytestmark = pytest.mark.postgres("statements")


def looks(database: Database, code: str) -> None:
    with database.reading() as session:
        addresses.look_at(session, code)


def sets_up(database: Database, cookie: str | None, now=EARLY) -> Office | None:
    with database.reading() as session:
        return addresses.set_up_by(session, cookie, now)


def test_each_process_that_starts_gives_out_one_that_holds(database: Database):
    first, second = (database.run(addresses.give_out) for _ in range(2))

    assert first != second
    looks(database, first)
    looks(database, second.lower().replace("-", ""))


def test_only_the_newest_are_kept(database: Database):
    oldest = database.run(addresses.give_out)
    newest = [database.run(addresses.give_out) for _ in range(addresses.MOST)]

    looks(database, newest[0])
    with pytest.raises(StartAddressUnknown):
        looks(database, oldest)


def test_row_has_no_code(database: Database):
    code = database.run(addresses.give_out)

    with database.reading() as session:
        kept = session.get_one(StartAddress, 1).codes
    assert code.replace("-", "") not in "".join(kept).upper()


@pytest.mark.parametrize("code", ["", "nonsense", "0000-0000-0000-0000", "\0" * 16])
def test_what_was_not_given_out_leads_nowhere(database: Database, code: str):
    database.run(addresses.give_out)

    with pytest.raises(StartAddressUnknown):
        looks(database, code)


def test_it_is_opened_once(database: Database):
    code, beside = (database.run(addresses.give_out) for _ in range(2))
    cookie = database.run(addresses.open_address, code, now=EARLY)

    assert sets_up(database, cookie) is None
    for each in (code, beside):
        with pytest.raises(StartAddressUnknown):
            database.run(addresses.open_address, each, now=EARLY)


def test_newer_address_takes_over_from_a_browser_that_was_lost(database: Database):
    lost, found = (opened_address(database) for _ in range(2))

    assert sets_up(database, found) is None
    with pytest.raises(StartElsewhere):
        sets_up(database, lost)


def test_browser_goes_on_for_a_day(database: Database):
    cookie = opened_address(database)

    sets_up(database, cookie, EARLY + addresses.LASTS - timedelta(seconds=1))
    with pytest.raises(StartElsewhere):
        sets_up(database, cookie, EARLY + addresses.LASTS)


@pytest.mark.parametrize("cookie", [None, "", "somebody else's"])
def test_other_browsers_go_on_with_nothing(database: Database, cookie: str | None):
    opened_address(database)

    with pytest.raises(StartElsewhere):
        sets_up(database, cookie)


def test_office_of_a_command_is_nobodys_to_set_up(database: Database):
    code, cookie = database.run(addresses.give_out), opened_address(database)
    World(database, "bintan")

    assert database.run(addresses.give_out) is None
    with pytest.raises(StartAddressUnknown):
        looks(database, code)
    with pytest.raises(StartElsewhere):
        sets_up(database, cookie)


def test_new_address_goes_on_with_the_office_that_has_no_manager(database: Database):
    database.run(steps.name_office, opened_address(database), NAMED, [], now=EARLY)

    cookie = opened_address(database)

    found = sets_up(database, cookie)
    assert found is not None
    assert found.name == NAMED.name


def test_with_the_first_manager_it_is_gone(database: Database):
    started(database)

    assert database.run(addresses.give_out) is None
    with database.reading() as session:
        assert session.get(StartAddress, 1) is None


def test_manager_of_a_command_ends_it_too(database: Database):
    cookie = opened_address(database)
    database.run(steps.name_office, cookie, NAMED, [], now=EARLY)
    database.run(people.add_staff, office_of(database), "Budi", "manager", "a hash", now=EARLY)

    with pytest.raises(StartElsewhere):
        database.run(steps.first_manager, cookie, "Sari", "another hash", now=NINE)
