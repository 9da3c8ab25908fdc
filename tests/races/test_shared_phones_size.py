"""The list of phones of many households reads the documents of its month, and no more of the archive."""

from datetime import date

import pytest

from benchmarks.support import archive
from scheduler.db.engine.database import Database
from scheduler.flow.documents import shared_phones
from tests.support.plans import postgres_reads, sent_by, sqlite_plan

pytestmark = pytest.mark.postgres("dialect")

OF_THE_MONTH = 450
"""Documents of the archive that were registered on the last day of November in WIB, with room."""


@pytest.mark.parametrize(
    "documents", [pytest.param(2_000, id="few"), pytest.param(20_000, id="many", marks=pytest.mark.deep("sized"))]
)
@pytest.mark.timeout(120)
def test_no_more_is_read_than_the_month(database: Database, documents: int):
    office = archive.open_office(database, documents)

    (sent,) = sent_by(database, lambda s: shared_phones.shared_phones(s, office, date(2026, 11, 1)))

    if database.on_sqlite:
        plan = sqlite_plan(database, sent)
        assert any("ix_document_recent (office_id=? AND created_at>? AND created_at<?)" in each for each in plan), plan
        assert not any(each.startswith("SCAN document") for each in plan), plan
    else:
        reads = postgres_reads(database, sent)
        of_documents = {place: rows for place, rows in reads.items() if "document" in place}
        assert max(of_documents.values()) <= OF_THE_MONTH, reads
