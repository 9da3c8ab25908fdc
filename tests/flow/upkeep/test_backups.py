"""What is written down of backups: one at a time, one a night, what became of the last."""

from datetime import timedelta

import pytest

from scheduler.db.models import BackupRun, DeedRow
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.backup import AGAIN, STALE, TRIES, BackupOfMany, BackupUnderWay, Why
from scheduler.flow.upkeep import backups
from scheduler.flow.upkeep.backups import Made
from tests.scenes.factories import NINE, World

HERE = "/var/backups"
MADE = Made("giliran-20261130T020000Z.tar", 5_000_000_000, 2, with_secret=False)
DUE = NINE - timedelta(hours=13)


def begun(office: World, **facts: object) -> int:
    return office.database.run(backups.begin, HERE, **{"by": "command", "now": NINE, **facts})  # type: ignore[arg-type]


def due(office: World, now=NINE) -> int | None:
    return office.database.run(backups.begin_due, HERE, due=DUE, now=now)


def deeds(office: World) -> list[tuple[str, str, str]]:
    return [(row.deed, row.by, row.about) for row in office.rows(DeedRow)]


@pytest.mark.postgres("statements")
def test_one_that_came_to_be_is_the_last(office: World) -> None:
    number = begun(office)
    office.database.run(backups.beat, number, 40, now=NINE + timedelta(minutes=1))
    (running,) = office.rows(BackupRun)
    office.database.run(backups.succeed, number, MADE, now=NINE + timedelta(minutes=2))

    last = office.read(backups.last_backup)

    assert (running.state, running.percent) == ("running", 40)
    assert last.good == last.tried
    assert last.good is not None
    assert (last.good.file, last.good.size, last.good.missing) == (MADE.file, 5_000_000_000, 2)
    assert office.read(lambda session: list(backups.runs_of(session, HERE))) == [MADE.file]
    assert office.read(lambda session: backups.runs_of(session, "/elsewhere")) == {}
    assert deeds(office) == [(Deed.BACKUP_MADE, "command", MADE.file)]


@pytest.mark.postgres("statements")
def test_one_that_failed_says_why_and_the_good_one_stays_known(office: World) -> None:
    office.database.run(backups.succeed, begun(office), MADE, now=NINE)
    later = begun(office, now=NINE + timedelta(days=1))
    office.database.run(backups.fail, later, Why.NO_ROOM, now=NINE + timedelta(days=1))

    last = office.read(backups.last_backup)

    assert last.good is not None
    assert last.tried is not None
    assert (last.good.file, last.tried.id, last.tried.why) == (MADE.file, later, "no_room")
    assert deeds(office)[-1] == (Deed.BACKUP_FAILED, "command", "no_room")


def test_where_there_is_none_nothing_is_known(office: World) -> None:
    last = office.read(backups.last_backup)

    assert (last.good, last.tried) == (None, None)


def test_second_at_the_same_time_is_refused(office: World) -> None:
    begun(office)

    with pytest.raises(BackupUnderWay):
        begun(office, now=NINE + STALE - timedelta(seconds=1))


def test_one_of_which_nothing_was_heard_has_failed(office: World) -> None:
    begun(office)

    begun(office, now=NINE + STALE)

    assert [(run.state, run.why) for run in office.rows(BackupRun)] == [("failed", "interrupted"), ("running", None)]


def test_note_of_one_that_was_given_up_comes_too_late(office: World) -> None:
    number = begun(office)
    office.database.run(backups.fail, number, Why.INTERRUPTED, now=NINE)

    office.database.run(backups.beat, number, 90, now=NINE)

    assert office.rows(BackupRun)[0].percent == 0


@pytest.mark.postgres("statements")
def test_night_is_made_once(office: World) -> None:
    number = due(office)
    assert number is not None
    assert due(office) is None

    office.database.run(backups.succeed, number, MADE, now=NINE)

    assert due(office, NINE + timedelta(hours=2)) is None
    assert [run.by for run in office.rows(BackupRun)] == ["system"]


def test_one_by_hand_since_it_was_due_is_that_of_the_night(office: World) -> None:
    office.database.run(backups.succeed, begun(office, now=DUE), MADE, now=DUE)

    assert due(office) is None


def test_one_of_before_is_not(office: World) -> None:
    before = DUE - timedelta(seconds=1)
    office.database.run(backups.succeed, begun(office, now=before), MADE, now=before)

    assert due(office) is not None


def test_night_that_failed_is_tried_again_after_a_while_and_not_for_ever(office: World) -> None:
    now = NINE
    for _ in range(TRIES):
        number = due(office, now)
        assert number is not None
        office.database.run(backups.fail, number, Why.NO_ROOM, now=now)
        assert due(office, now + AGAIN - timedelta(seconds=1)) is None
        now += AGAIN

    assert due(office, now) is None


def test_night_whose_process_ended_is_made_once_that_is_sure(office: World) -> None:
    due(office)

    assert due(office, NINE + STALE - timedelta(seconds=1)) is None
    assert due(office, NINE + STALE) is not None


def test_one_of_a_clock_that_was_ahead_is_in_place_of_none(office: World) -> None:
    ahead = NINE + timedelta(days=400)
    office.database.run(backups.succeed, begun(office, now=ahead), MADE, now=ahead)
    begun(office, now=ahead)  # and one whose process ended

    number = due(office)
    assert number is not None
    office.database.run(backups.succeed, number, MADE, now=NINE)

    assert due(office) is None
    good = office.database.run(backups.last_backup).good
    assert good is not None
    assert good.id == number


def test_one_that_runs_since_before_it_was_due_is_waited_for(office: World) -> None:
    begun(office, now=DUE - timedelta(minutes=1))

    assert due(office, DUE + timedelta(minutes=1)) is None


@pytest.mark.postgres("statements")
def test_database_that_came_out_of_a_backup_knows_it(office: World) -> None:
    begun(office)

    office.database.run(backups.note_restored, MADE.file, by="command", now=NINE)
    office.database.run(backups.note_copied, "giliran.db", by="command", now=NINE)
    office.at_time(backups.note_taken, MADE.file, is_part=False, by="staff:1", now=NINE)

    assert office.rows(BackupRun) == []
    assert deeds(office) == [
        (Deed.BACKUP_RESTORED, "command", MADE.file),
        (Deed.DATABASE_COPIED, "command", "giliran.db"),
        (Deed.BACKUP_TAKEN, "staff:1", MADE.file),
    ]


def test_manager_of_one_office_is_refused_the_data_of_several(office: World, elsewhere: World) -> None:
    with pytest.raises(BackupOfMany):
        office.read(backups.refuse_many)


def test_manager_of_the_only_office_is_not(office: World) -> None:
    office.read(backups.refuse_many)


@pytest.mark.postgres("statements")
def test_one_taken_elsewhere_is_not_the_nights(office: World) -> None:
    """It is carried away, and nothing lies where the others are."""
    carried = office.database.run(backups.begin, "/media/stick", by="command", now=NINE)
    office.database.run(backups.succeed, carried, MADE, now=NINE)

    assert due(office) is not None
