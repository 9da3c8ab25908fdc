"""No search reads more than a bounded part of an office; how long one may take, `make bench` says."""

import re
from collections import defaultdict

import pytest
from sqlmodel import col, select

from benchmarks import finding
from benchmarks.support import archive
from scheduler.db.engine.database import Database
from scheduler.db.models import Document, DocumentWord
from scheduler.db.search.searching import LOOKS, Filters, search
from scheduler.domain.text.finding import read_sought
from scheduler.flow.documents.finding import words_of
from tests.support.plans import Sent, postgres_reads, sent_by, sqlite_plan, sqlite_steps

pytestmark = pytest.mark.postgres("locks")

ENOUGH = 20_000
"""Documents of which a look is a small part."""
STEPS = 25 * sum(LOOKS)
"""Of SQLite's machine, for a row that is looked at about twenty."""


@pytest.mark.deep("sized")
@pytest.mark.timeout(280)
def test_no_search_reads_a_whole_office(database: Database):
    office = archive.open_office(database, ENOUGH)
    finding.learn(database)
    for name, (typed, filters) in finding.CASES.items():
        sent = sent_by(database, lambda s: search(s, office.id, read_sought(typed), Filters(**filters)))  # noqa: B023

        assert sent, name
        for each in sent:
            _check_sqlite(database, each, typed) if database.on_sqlite else _check_postgres(database, each, typed)


def _check_sqlite(database: Database, sent: Sent, typed: str) -> None:
    """By an index and no more of it than is looked at; all of an office only where nothing is typed, and in order."""
    plan = sqlite_plan(database, sent)
    for line in plan:
        if re.fullmatch(r"SCAN document(_word)?\b.*|SEARCH document.*\(office_id=\?\)", line):
            assert not typed, (line, sent[0])
            assert "ix_document_recent" in line, (line, sent[0])
            assert sum("TEMP B-TREE" in each for each in plan) <= 1, (plan, sent[0])
    assert sqlite_steps(database, sent) <= STEPS, sent[0]


def _check_postgres(database: Database, sent: Sent, typed: str) -> None:
    """No more rows than a page looks at; a tenth more where it is as quick to take all and sort them."""
    reads = postgres_reads(database, sent)
    assert max(reads.values(), default=0) <= 1.1 * sum(LOOKS), (reads, sent[0])
    assert not (typed and any(place.startswith("Seq Scan document") for place in reads)), (reads, sent[0])


def test_what_is_written_in_bulk_for_that_is_what_register_writes(database: Database):
    office = archive.open_office(database, 300)

    with database.reading() as session:
        kept = defaultdict(set)
        for each in session.scalars(select(DocumentWord).where(col(DocumentWord.office_id) == office.id)):
            kept[each.document_id].add(each.word)
        assert {each.id: set(words_of(each)) for each in session.scalars(select(Document))} == kept
