"""The page of all offices of a manager: what it counts, whose it shows, in which order, by how many statements."""

from typing import Any

import pytest
from sqlalchemy import event

from scheduler.db.models import Counter, Staff
from scheduler.flow.blanks.blanks import count_blanks
from scheduler.flow.staff import people
from scheduler.web.office.regency.now import offices_now
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, MORNING, NINE, World
from tests.web.staff.members import sign_in, text_of


@pytest.fixture
def both(client: Any, office: World, elsewhere: World, clock: Stopwatch) -> None:
    """Rina manages both offices, is signed in at the first, and it is nine."""
    clock.now = NINE
    sign_in(client, office, role="manager supervisor")
    works_there(office, elsewhere, "manager supervisor")


def works_there(office: World, elsewhere: World, roles: str) -> None:
    """Who was signed in works at the other office too, with some roles."""
    mine = office.rows(Staff)[0]
    added = elsewhere.at_time(people.add_staff, mine.name, roles, None, now=EARLY)
    elsewhere.change(Staff, added.id, person_id=mine.person_id)


def row_of(page: Any, name: str) -> str:
    """The row of an office, as it reads."""
    begins = page.text.index("<tbody>")
    rows = page.text[begins : page.text.index("</tbody>")].split("<tr")[1:]
    return next(text for text in (_text("<tr" + row) for row in rows) if name in text)


def _text(html: str) -> str:
    class Answer:
        text = html

    return text_of(Answer())


@pytest.mark.postgres("statements")
@pytest.mark.usefixtures("both")
def test_people_of_each_office_are_counted_and_added_up(client: Any, office: World, elsewhere: World) -> None:
    office.arrived(9, party=3)
    office.booked(10, party=2)
    elsewhere.booked(11, party=4)

    page = client.get("/office/regency")

    assert page.status_code == 200
    here, there = row_of(page, "tanjungpinang"), row_of(page, "bintan")
    assert "Buka" in here
    assert "5 2 belum datang" in here
    assert "4 4 belum datang" in there
    foot = _text(page.text[page.text.index("<tfoot>") : page.text.index("</tfoot>")])
    assert " 9 " in foot


@pytest.mark.postgres("statements")
@pytest.mark.usefixtures("both")
def test_state_counters_and_silence_are_as_they_are(client: Any, office: World, elsewhere: World) -> None:
    counters = elsewhere.rows(Counter, Counter.office_id == elsewhere.office.id)
    elsewhere.change(Counter, counters[0].id, state="closed")

    page = client.get("/office/regency")

    assert f"{len(counters) - 1} dari {len(counters)}" in row_of(page, "bintan")
    assert "tidak dihitung" in row_of(page, "bintan")


@pytest.mark.postgres("statements")
@pytest.mark.usefixtures("both")
def test_blanks_that_are_used_up_are_said(client: Any, office: World) -> None:
    office.do(count_blanks, "blangko KTP-el", 0, now=MORNING)

    assert "habis blangko KTP-el" in row_of(client.get("/office/regency?by=blanks"), "tanjungpinang")


def test_office_where_one_is_no_manager_is_not_shown(client: Any, office: World, elsewhere: World) -> None:
    sign_in(client, office, role="manager")
    works_there(office, elsewhere, "clerk supervisor")

    page = client.get("/office/regency")

    assert "bintan" not in page.text
    assert "1 kantor lain tempat Anda bertugas tidak ditampilkan" in text_of(page)


def test_office_that_let_one_go_is_not_shown(client: Any, office: World, elsewhere: World) -> None:
    sign_in(client, office, role="manager")
    works_there(office, elsewhere, "manager")
    there = office.rows(Staff)[-1]
    elsewhere.change(Staff, there.id, left_at=EARLY)

    assert "bintan" not in client.get("/office/regency").text


def test_who_manages_nothing_here_is_refused(client: Any, office: World, elsewhere: World) -> None:
    sign_in(client, office, role="clerk")
    works_there(office, elsewhere, "manager")

    assert client.get("/office/regency").status_code == 403


@pytest.mark.usefixtures("both")
def test_many_offices_take_no_more_statements_than_two(office: World, elsewhere: World) -> None:
    def sent(worlds: list[World]) -> int:
        with office.database.reading() as session:
            offices = [session.merge(world.office) for world in worlds]
            asked, own = [], session.connection()

            def note(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
                if connection is own:  # others may read meanwhile
                    asked.append(statement)

            event.listen(own.engine, "before_cursor_execute", note)
            offices_now(session, offices, NINE)
            event.remove(own.engine, "before_cursor_execute", note)
        return len(asked)

    for world in (office, elsewhere):
        world.do(count_blanks, "blangko KTP-el", 40, now=MORNING)
    third = World(office.database, "lingga")

    sent([office])  # what is asked once in a process is asked

    assert sent([office, elsewhere, third]) == sent([office, elsewhere])


@pytest.mark.usefixtures("both")
def test_rows_stand_in_the_order_that_was_asked_for(client: Any, elsewhere: World) -> None:
    elsewhere.booked(11, party=4)

    def order(query: str) -> list[str]:
        text = client.get(f"/office/regency{query}").text
        rows = text[text.index("<tbody>") :]
        return sorted(("bintan", "tanjungpinang"), key=lambda code: rows.index(f"Disdukcapil {code}"))

    assert order("") == ["bintan", "tanjungpinang"]
    assert order("?by=name&turned=1") == ["tanjungpinang", "bintan"]
    assert order("?by=expected") == ["bintan", "tanjungpinang"]
    assert order("?by=expected&turned=1") == ["tanjungpinang", "bintan"]
    assert order("?by=nonsense") == ["bintan", "tanjungpinang"]


@pytest.mark.usefixtures("both")
def test_row_leads_to_the_page_of_that_office(client: Any, office: World) -> None:
    page = client.get("/office/regency").text
    there = office.rows(Staff)[-1].id

    assert f'name="staff" value="{there}"><input type="hidden" name="to" value="hall"' in page
    answer = client.post("/account/office", data={"staff": there, "to": "hall"}, follow_redirects=False)

    assert answer.headers["location"] == "/office/hall"
    assert "Disdukcapil bintan" in client.get("/office/hall").text


@pytest.mark.usefixtures("both")
def test_page_that_is_not_among_those_is_not_led_to(client: Any, office: World) -> None:
    there = office.rows(Staff)[-1].id

    answer = client.post("/account/office", data={"staff": there, "to": "https://elsewhere.test"})

    assert "/account" in answer.headers["location"]
