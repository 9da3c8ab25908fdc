"""The checks that ask the database, on a database with an office in it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session

from scheduler.db.engine.database import Database
from scheduler.db.engine.migrations import HEAD
from scheduler.db.models import Attempt, BackupRun, Deployment, Message, Office, Screen
from scheduler.health.around import Around
from scheduler.health.finding import Verdict
from scheduler.health.looking import found_by
from scheduler.health.opening import looked_at
from scheduler.health.settings import address
from scheduler.health.table import CHECKS
from scheduler.runtime.config import Settings
from tests.scenes.factories import MORNING, World
from tests.support.rotation import kept_ring


@pytest.fixture(autouse=True)
def ring(database: Database) -> Iterator[None]:
    """A command uses the secrets of its own settings."""
    with kept_ring():
        yield


BY_NAME = {each.name: each for each in CHECKS}


def around(settings: Settings, database: Database, office: World | None = None) -> Around:
    return Around(settings, MORNING, database.reading, version=HEAD, office_id=office.office.id if office else None)


def verdicts(at: Around) -> dict[str, Verdict]:
    return {each.name: found_by(each, at).verdict for each in CHECKS if each.reads and each.fits(at)}


@pytest.mark.postgres("statements")
def test_office_at_work_is_good(settings: Settings, database: Database, office: World) -> None:
    found = verdicts(around(settings, database))

    assert {name for name, verdict in found.items() if verdict is not Verdict.GOOD} <= {
        "backup",
        "jobs",
        "settings.purpose",
    }


@pytest.mark.postgres("statements")
def test_address_of_this_machine_alone_is_told_once_an_office_is_open(
    settings: Settings, database: Database, office: World
) -> None:
    here = settings.model_copy(update={"base_url": "http://127.0.0.1:8000"})
    at = around(here, database)

    told = address(at)
    office.change(Office, office.office.id, starting={"done": [], "left": []})
    being_set_up = address(at)

    assert told.verdict is Verdict.LOOK
    assert "Isi GILIRAN_BASE_URL" in told.said("id")[1]
    assert being_set_up.verdict is Verdict.GOOD


def test_training_opens_to_nobody(settings: Settings, database: Database, office: World) -> None:
    database.run(lambda session: session.merge(Deployment(id=1, training=True)))

    assert (
        address(around(settings.model_copy(update={"base_url": "http://localhost:8000"}), database)).verdict
        is Verdict.GOOD
    )


@pytest.mark.postgres("statements")
def test_what_waits_is_refused_or_reached_nobody_is_seen_by_its_own_office(
    settings: Settings, database: Database, office: World, elsewhere: World
) -> None:
    database.run(_trouble, office.office.id)

    here, there = verdicts(around(settings, database, office)), verdicts(around(settings, database, elsewhere))

    assert (here["messages.waiting"], there["messages.waiting"]) == (Verdict.BROKEN, Verdict.GOOD)
    assert (here["messages.unreached"], there["messages.unreached"]) == (Verdict.LOOK, Verdict.GOOD)
    assert (here["messages.accounts"], there["messages.accounts"]) == (Verdict.BROKEN, Verdict.GOOD)
    assert (here["screens"], there["screens"]) == (Verdict.BROKEN, Verdict.GOOD)
    assert (here["screens.tried"], there["screens.tried"]) == (Verdict.LOOK, Verdict.GOOD)
    assert (here["printers"], there["printers"]) == (Verdict.LOOK, Verdict.GOOD)
    assert verdicts(around(settings, database))["screens"] is Verdict.BROKEN


def test_looking_changes_nothing(settings: Settings, database: Database, office: World) -> None:
    before = settings.sqlite_path.read_bytes()

    with looked_at(settings, MORNING) as at:
        assert (at.version, at.is_written, at.unfit) == (HEAD, True, "")

    assert settings.sqlite_path.read_bytes() == before


@pytest.mark.postgres("statements")
def test_what_is_left_to_rotate_is_counted(settings: Settings, database: Database, office: World) -> None:
    office.document(holder="Siti")
    told = settings.model_copy(update={"secret_key": f"a newer secret, which is long enough too,{settings.secret_key}"})

    with looked_at(told, MORNING) as at:
        found = found_by(BY_NAME["secret.left"], at)

    assert found.verdict is Verdict.LOOK
    assert int(str(found.facts["count"])) > 0


@pytest.mark.parametrize(("with_secret", "verdict"), [(True, Verdict.GOOD), (False, Verdict.LOOK)])
@pytest.mark.postgres("statements")
def test_backup_is_known_with_its_age_and_whether_the_secret_is_in_it(
    settings: Settings, database: Database, office: World, with_secret: bool, verdict: Verdict
) -> None:
    told = settings.model_copy(update={"secret_key": ""})
    database.run(_backed_up, with_secret=with_secret)

    assert found_by(BY_NAME["backup"], around(settings, database)).verdict is Verdict.GOOD
    assert found_by(BY_NAME["secret.copy"], around(told, database)).verdict is verdict


def _backed_up(session: Session, *, with_secret: bool) -> None:
    times = {"begun_at": MORNING, "beat_at": MORNING, "ended_at": MORNING}
    session.add(BackupRun(state="good", by="timer", with_secret=with_secret, **times))
    session.flush()


def test_secret_of_another_database_is_told(settings: Settings, database: Database, office: World) -> None:
    database.run(_keep)
    other = settings.model_copy(update={"secret_key": "another secret, which is long enough too"})

    with looked_at(other, MORNING) as at:
        assert at.reading is None
        assert "the secret is not the one of" in at.unfit


def _keep(session: Session) -> None:
    from scheduler.db.secrets.chain import keep_chain  # noqa: PLC0415

    keep_chain(session)


def _trouble(session: Session, office_id: int) -> None:
    long_ago = MORNING - timedelta(hours=2)
    facts = {"office_id": office_id, "cause": "invited", "created_at": long_ago}
    waiting, lost = Message(**facts, key="a"), Message(**facts, key="b", state="unreached")
    session.add_all([waiting, lost])
    session.flush()
    session.add(
        Attempt(
            office_id=office_id, message_id=lost.id, number=1, channel="fonnte", code="account", started_at=long_ago
        )
    )
    silent = {"paired_at": long_ago, "paired_by": "staff:1", "silent_at": long_ago}
    session.add(Screen(office_id=office_id, token_hash=b"x", name="TV 1", **silent))
    session.get_one(Office, office_id).printer = "tcp://127.0.0.1:9"
    session.flush()
