from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from scheduler.config import Settings
from scheduler.db.models import Deployment
from scheduler.db.unfit import DatabaseUnfit
from scheduler.flow import sweeps
from scheduler.opening import open_database
from tests.factories import World

CLOCK = datetime(2026, 11, 30, 2, 40, tzinfo=UTC)
SOON = timedelta(seconds=30)


def moment(settings: Settings) -> tuple[datetime, bool]:
    database, clock = open_database(settings)
    database.close()
    return clock(), clock.is_training


def test_real_database_goes_by_the_real_clock(url):
    now, is_training = moment(Settings())

    assert abs(now - datetime.now(UTC)) < SOON
    assert not is_training


def test_database_made_under_a_clock_starts_there_and_stays_for_training(no_database):
    first, is_training = moment(Settings(clock=CLOCK))
    again, still = moment(Settings())

    assert CLOCK <= first < CLOCK + SOON
    assert CLOCK <= again < CLOCK + SOON
    assert (is_training, still) == (True, True)


def test_clock_goes_on_from_the_last_recorded_moment_if_that_is_later(no_database):
    database, _ = open_database(Settings(clock=CLOCK))
    database.run(sweeps.record_clock, now=CLOCK + timedelta(hours=2))
    database.close()

    assert CLOCK + timedelta(hours=2) <= moment(Settings(clock=CLOCK))[0]
    assert CLOCK + timedelta(hours=3) <= moment(Settings(clock=CLOCK + timedelta(hours=3)))[0]


def test_clock_over_a_real_database_is_refused(url):
    moment(Settings())

    with pytest.raises(DatabaseUnfit, match="GILIRAN_CLOCK"):
        open_database(Settings(clock=CLOCK))


def test_other_secret_than_the_databases_is_refused(url):
    database, _ = open_database(Settings())
    World(database).document()
    database.close()

    with pytest.raises(DatabaseUnfit, match="secret is not the one"):
        open_database(Settings(secret_key="another"))
    open_database(Settings(secret_key="another,a secret for tests"))[0].close()


def test_deployment_without_a_moment_goes_by_the_real_clock(no_database):
    database, _ = open_database(Settings(clock=CLOCK))
    database.run(lambda session: session.execute(update(Deployment).values(clock_at=None)))
    database.close()

    assert abs(moment(Settings())[0] - datetime.now(UTC)) < SOON
