"""What exports, time alone and citizens have to do with blanks."""

import pytest
from sqlmodel import col

from scheduler.db.models import Document, Office
from scheduler.flow.blanks import blanks
from scheduler.flow.blanks.blanks import Sharing
from scheduler.jobs import blank_releases
from tests.conftest import Stopwatch
from tests.flow.test_intake import row, take
from tests.messages.dialogue.writing import PHONE, Writer
from tests.scenes.blanks import KTP, counts, kinds, opened, received
from tests.scenes.factories import EARLY, NINE, World, at


def outcomes(office: World, *stages: str) -> list[str]:
    """Take one row a stage over, each a document of its own."""
    rows = [row(reference=f"R/{number}", stage=stage) for number, stage in enumerate(stages, start=1)]
    return [taken.outcome for taken in take(office, *rows)]


def test_export_that_says_ready_is_believed_however_many_blanks_there_are(office: World) -> None:
    opened(office, 1)

    assert outcomes(office, "ready", "ready", "ready") == ["taken"] * 3
    assert [office.stage(f"R/{n}") for n in (1, 2, 3)] == ["ready"] * 3
    assert counts(office) == (0, 0)
    assert kinds(office).count(("use", 1)) == 3


def test_export_that_says_in_production_gets_blanks_while_there_are_any(office: World) -> None:
    opened(office, 1)

    outcomes(office, "in_production", "in_production")

    assert [office.stage(f"R/{n}") for n in (1, 2)] == ["in_production", "waiting_for_blank"]


@pytest.mark.parametrize("said", ["in_production", "waiting_for_blank"])
def test_export_does_not_say_who_waits_where_the_office_counts(office: World, said: str) -> None:
    opened(office, 1)
    outcomes(office, "in_production", "in_production")

    again = outcomes(office, said, said)

    assert [office.stage(f"R/{n}") for n in (1, 2)] == ["in_production", "waiting_for_blank"]
    assert again == ["known", "known"]
    assert counts(office) == (1, 1)


def test_collected_by_an_export_used_a_blank_on_its_way(office: World) -> None:
    opened(office, 5)

    outcomes(office, "collected")

    assert counts(office) == (4, 0)


async def test_next_day_gives_out_its_share_by_itself(office: World, clock: Stopwatch) -> None:
    opened(office, 0)
    office.do(blanks.share_blanks, KTP, Sharing(1, {}, {}))
    for number in (1, 2):
        office.document(f"R/{number}", stage="in_production", now=at(7, number))
    received(office, 5)
    clock.now = at(8, day=1)

    await blank_releases.work_off(office.database, clock)  # type: ignore[arg-type]

    assert [office.stage(f"R/{n}") for n in (1, 2)] == ["in_production"] * 2


def test_who_asks_by_whatsapp_is_told_the_place_in_the_line(office: World) -> None:
    office.change(Office, office.office.id, ladder=[{"channel": "whatsapp", "wait_minutes": 60}])
    opened(office, 0)
    office.document("R/0001", stage="in_production", now=EARLY)
    office.document("R/0002", stage="in_production", phone=PHONE, now=NINE)

    assert "KTP-el (registrasi ...0002): menunggu blangko, urutan ke-2." in Writer(office)("STATUS")


@pytest.mark.postgres("statements")
def test_who_waits_where_nobody_counts_is_told_no_place(office: World) -> None:
    office.change(Office, office.office.id, ladder=[{"channel": "whatsapp", "wait_minutes": 60}])
    office.document("R/0002", stage="waiting_for_blank", phone=PHONE)

    assert "Menunggu blangko." in Writer(office)("STATUS")
    assert office.rows(Document, col(Document.has_blank)) == []
