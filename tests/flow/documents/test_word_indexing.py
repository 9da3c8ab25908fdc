"""Documents from before the index are put into it, by any number of processes, in small steps."""

import pytest
from sqlalchemy import delete
from sqlmodel import col

from scheduler.db.models import Document, DocumentWord
from scheduler.flow.documents import finding, word_indexing
from scheduler.flow.documents.word_indexing import Stretch, index_some, next_stretch, offices_to_index
from scheduler.jobs import name_index
from tests.scenes.factories import World


def forget(office: World, *ids: int) -> None:
    """As it was before there was an index."""
    office.database.run(
        lambda session: session.execute(delete(DocumentWord).where(col(DocumentWord.document_id).in_(ids)))
    )


def is_whole(office: World) -> bool:
    return office.read(lambda session: finding.is_whole(session, office.office.id))


async def test_old_documents_are_indexed_to_the_last(office: World, elsewhere: World) -> None:
    ids = [office.document(holder="Siti Aminah", stage="received").id for _ in range(60)]
    other = elsewhere.document(holder="Siti").id
    before = {(each.document_id, each.word) for each in office.rows(DocumentWord)}
    forget(office, *ids[:55], other)
    assert not is_whole(office)

    await name_index.index_all(office.database)

    assert is_whole(office)
    assert is_whole(elsewhere)
    assert {(each.document_id, each.word) for each in office.rows(DocumentWord)} == before


async def test_one_that_was_stopped_goes_on_where_it_was(office: World) -> None:
    ids = [office.document(stage="received").id for _ in range(30)]
    forget(office, *ids)
    office.database.run(index_some, ids[20:])

    assert not is_whole(office)
    assert office.read(offices_to_index) == [office.office.id]
    await name_index.index_all(office.database)

    assert is_whole(office)


@pytest.mark.postgres("statements")
def test_done_again_changes_nothing(office: World) -> None:
    ids = [office.document(stage="received").id for _ in range(3)]
    forget(office, *ids)

    done = [office.database.run(index_some, ids) for _ in range(2)]

    assert done == [3, 0]


@pytest.mark.postgres("statements")
def test_stretch_ends_where_there_is_something_to_do(office: World, monkeypatch) -> None:
    monkeypatch.setattr(word_indexing, "STEP", 2)
    monkeypatch.setattr(word_indexing, "LOOK", 4)
    ids = [office.document(stage="received").id for _ in range(7)]
    forget(office, *ids[:3])
    stretches, after = [], None

    def behind(last: int | None) -> Stretch:
        return office.read(lambda session: next_stretch(session, office.office.id, last))

    while (stretch := behind(after)).last is not None:
        stretches.append(stretch)
        after = stretch.last

    assert stretches == [Stretch([], ids[3]), Stretch([ids[2], ids[1]], ids[1]), Stretch([ids[0]], ids[0])]
    assert len(office.rows(Document)) == 7
