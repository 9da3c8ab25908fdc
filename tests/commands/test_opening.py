from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, update
from structlog.testing import capture_logs

from scheduler import keys
from scheduler.db.engine.preflight import DatabaseUnfit
from scheduler.db.models import Deployment, LookUpKey
from scheduler.db.opening import open_database, warn_of_weak_secrets
from scheduler.flow.day_end import sweeps
from scheduler.runtime.config import Settings
from tests.commands.conftest import SECRET
from tests.scenes.factories import World
from tests.support.rotation import NEW

CLOCK = datetime(2026, 11, 30, 2, 40, tzinfo=UTC)
SOON = timedelta(seconds=30)
WEAK = "hunter2"


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
        open_database(Settings(secret_key=NEW))
    open_database(Settings(secret_key=f"{NEW},{SECRET}"))[0].close()


def test_weak_secret_is_refused_where_it_is_new_and_says_how_to_make_a_good_one(no_database):
    with pytest.raises(DatabaseUnfit, match=r"could be found by trying.*openssl rand -base64 32"):
        open_database(Settings(secret_key=WEAK))
    open_database(Settings())[0].close()

    with pytest.raises(DatabaseUnfit, match="could be found by trying"):
        open_database(Settings(secret_key=f"{WEAK},{SECRET}"))
    open_database(Settings(secret_key=f"{SECRET},{WEAK}"))[0].close()


@pytest.mark.parametrize("chain", ["kept", "of an older version"])
def test_database_in_use_opens_under_the_weak_secret_that_it_has_and_says_what_to_do(no_database, monkeypatch, chain):
    with monkeypatch.context() as before:
        before.setattr(keys, "is_weak", lambda _secret: False)
        database, _ = open_database(Settings(secret_key=WEAK))
        World(database).document()
        if chain != "kept":
            database.run(lambda session: session.execute(delete(LookUpKey)))
        database.close()

    open_database(Settings(secret_key=WEAK))[0].close()
    with capture_logs() as lines:
        warn_of_weak_secrets()
        open_database(Settings(secret_key=f"{NEW},{WEAK}"))[0].close()
        warn_of_weak_secrets()

    assert [(line["event"], line["which"]) for line in lines] == [
        ("secret_is_weak", "newest"),
        ("secret_is_weak", "older"),
    ]


def test_deployment_without_a_moment_goes_by_the_real_clock(no_database):
    database, _ = open_database(Settings(clock=CLOCK))
    database.run(lambda session: session.execute(update(Deployment).values(clock_at=None)))
    database.close()

    assert abs(moment(Settings())[0] - datetime.now(UTC)) < SOON
