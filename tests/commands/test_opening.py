import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, update
from structlog.testing import capture_logs

from scheduler import keys
from scheduler.db.engine.preflight import DatabaseUnfit
from scheduler.db.models import Deployment, LookUpKey, Move
from scheduler.db.opening import open_database, warn_of_weak_secrets
from scheduler.domain import clock_trust
from scheduler.domain.clock_trust import AHEAD, BEHIND
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


@pytest.mark.postgres("statements")
def test_no_secret_is_made_beside_a_database_that_has_one(url, monkeypatch, tmp_path):
    open_database(Settings())[0].close()
    monkeypatch.delenv("GILIRAN_SECRET_KEY")

    with pytest.raises(DatabaseUnfit, match=r"is missing: there is no .*key, and GILIRAN_SECRET_KEY is not set"):
        open_database(Settings())

    assert keys.lost(Settings()) is not None


def test_secret_is_made_beside_a_database_that_never_had_one(url, monkeypatch):
    monkeypatch.delenv("GILIRAN_SECRET_KEY")

    open_database(Settings())[0].close()

    assert keys.lost(Settings()) is None


@pytest.fixture
def believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's clock is held against what the database knows, as in earnest."""
    monkeypatch.setattr(clock_trust, "AHEAD", AHEAD)
    monkeypatch.setattr(clock_trust, "BEHIND", BEHIND)


def known_until(moment: datetime) -> None:
    database, _ = open_database(Settings())
    database.run(sweeps.record_clock, now=moment)
    database.close()


def test_clock_that_was_set_back_is_refused_until_it_is_right(url, believed):
    known_until(datetime.now(UTC) + timedelta(hours=2))

    with pytest.raises(DatabaseUnfit, match=r"clock of this machine .* cannot be right: .* was used last on"):
        open_database(Settings())

    database, clock = open_database(Settings(), whatever_time=True)
    database.run(sweeps.record_clock, now=clock())
    database.close()
    open_database(Settings())[0].close()


@pytest.mark.postgres("statements")
def test_clock_far_ahead_of_the_newest_step_is_refused(url, believed):
    database, _ = open_database(Settings())
    World(database).document()
    database.run(lambda session: session.exec(update(Move).values(at=datetime.now(UTC) - timedelta(days=31))))
    database.close()

    with pytest.raises(DatabaseUnfit, match="cannot be right"):
        open_database(Settings())


def test_clock_is_said_and_may_be_called_right(url, believed, giliran):
    known_until(datetime.now(UTC) - timedelta(days=31))
    assert giliran("office", "list").status == 1

    said = giliran("clock")
    assert re.fullmatch(r"this machine: [-0-9]{10} [:0-9]{8}\nthe database: [-0-9]{10} [:0-9]{8}\n", said.out)
    assert giliran("office", "list").status == 1

    assert giliran("clock", "--is-right").out.endswith("From now on the machine's time holds.\n")
    assert giliran("office", "list").status == 0


def test_time_before_this_program_was_made_is_never_right(url, giliran, monkeypatch):
    monkeypatch.setattr("scheduler.runtime.clock.Clock.__call__", lambda _self: datetime(2020, 1, 1, tzinfo=UTC))

    assert "cannot be right" in giliran("office", "list").err
    assert giliran("clock", "--is-right").status == 1
