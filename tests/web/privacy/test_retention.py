"""The page of the rules of keeping: what they are, what is there, what would go, what has gone."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from scheduler.db.models import CountedDay, DeedRow, Disclosure, Office
from scheduler.domain.audit.deeds import Deed
from scheduler.flow.privacy import purging
from scheduler.web.office.shared.kept_view import kept_page
from tests.conftest import Stopwatch
from tests.scenes.audited import write_down
from tests.scenes.factories import NINE, World
from tests.support.databases import ON_SQLITE
from tests.support.plans import sent_by, sqlite_plan
from tests.web.settings.test_settings import save, sure
from tests.web.staff.members import sign_in, text_of

PATH = "/office/settings/retention"


@pytest.fixture(autouse=True)
def _in_the_office(client: Any, office: World, clock: Stopwatch) -> None:
    clock.now = NINE
    sign_in(client, office, name="Sari", role="manager")


def long_ago(office: World) -> None:
    """Somebody was shown something more than a year ago."""
    write_down(office)
    for row in office.rows(Disclosure):
        office.change(Disclosure, row.id, at=NINE - timedelta(days=400))


@pytest.mark.postgres("statements")
def test_page_says_what_there_is_and_that_nothing_went(client: Any, office: World) -> None:
    office.booked()

    page = text_of(client.get(PATH))

    assert "Kunjungan 1" in page
    assert "Belum ada yang dihapus." in page


@ON_SQLITE
def test_no_row_of_years_is_sorted_to_say_what_there_is(office: World) -> None:
    office.booked()
    office.database.run(count_yesterday, office)
    sent = sent_by(office.database, lambda session: kept_page(session, office.office.id, NINE))

    of_years = [each for each in sent if re.search(r"^FROM (message|document|disclosure)\b", each[0], re.MULTILINE)]
    assert len(of_years) >= 6
    assert not [each[0] for each in of_years if "USE TEMP B-TREE FOR ORDER BY" in sqlite_plan(office.database, each)]
    forgotten = [each for each in sent if "document.forgotten_at IS NOT NULL" in each[0]]
    assert all("ix_document_forgotten" in str(sqlite_plan(office.database, each)) for each in forgotten)
    assert forgotten


def count_yesterday(session: Session, office: World) -> None:
    """Yesterday is counted, so that everything older may go."""
    day = NINE.date() - timedelta(days=1)
    session.add(CountedDay(office_id=office.office.id, day=day, at=NINE))


def test_a_longer_rule_is_saved_at_once(client: Any, office: World) -> None:
    assert "Tersimpan." in text_of(save(client, "retention", keep_documents_days="3650"))
    assert office.rows(Office)[0].keep_documents_days == 3650


def test_no_rule_is_shorter_than_its_bound(client: Any, office: World) -> None:
    page = text_of(save(client, "retention", keep_documents_days="364"))

    assert "dari 365 sampai 10950" in page
    assert office.rows(Office)[0].keep_documents_days == 1825


@pytest.mark.postgres("statements")
def test_a_shorter_rule_says_first_what_goes_by_it(client: Any, office: World) -> None:
    long_ago(office)
    usual = office.rows(Office)[0].keep_disclosures_days

    seen = save(client, "retention", keep_disclosures_days="365")

    assert (
        "Akan dihapus pada penghapusan berikutnya, dan tidak bisa dikembalikan: catatan siapa melihat data (2)."
        in text_of(seen)
    )
    assert office.rows(Office)[0].keep_disclosures_days == usual
    assert "Tersimpan." in text_of(sure(client, seen, "retention"))
    assert office.rows(Office)[0].keep_disclosures_days == 365


@pytest.mark.postgres("statements")
def test_evidence_stands_on_the_page_and_in_the_log(client: Any, office: World) -> None:
    long_ago(office)
    office.change(Office, office.office.id, keep_disclosures_days=365)
    office.database.run(lambda s: purging.purge(s, s.get_one(Office, office.office.id), now=NINE))
    (deed,) = office.rows(DeedRow, DeedRow.deed == Deed.PURGED)

    page = client.get(PATH)

    assert "catatan siapa melihat data 2" in text_of(page)
    assert deed.became["hash"][:16] in page.text
    assert "Yang lebih lama dari aturan penyimpanan dihapus" in text_of(client.get("/office/audit"))
