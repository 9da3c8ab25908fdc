"""The page of all offices of a manager: what it counts, whose it shows, in which order, by how many statements."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import event

from scheduler.db.models import CountedDay, Counter, DayCount, Staff
from scheduler.domain.figures.kinds import Figure
from scheduler.flow.blanks.blanks import count_blanks
from scheduler.flow.staff import people
from scheduler.web.office.regency.days import Stretch, past_days, stretch_of
from scheduler.web.office.regency.now import offices_now
from scheduler.web.office.regency.view import managed_by
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
        return statements(office, lambda session, offices: offices_now(session, offices, NINE), worlds)

    for world in (office, elsewhere):
        world.do(count_blanks, "blangko KTP-el", 40, now=MORNING)
    third = World(office.database, "lingga")

    sent([office])  # what is asked once in a process is asked

    assert sent([office, elsewhere, third]) == sent([office, elsewhere])


def statements(office: World, looks: Any, worlds: list[World]) -> int:
    """How many statements a look at some offices takes."""
    with office.database.reading() as session:
        offices = [session.merge(world.office) for world in worlds]
        asked, own = [], session.connection()

        def note(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if connection is own:  # others may read meanwhile
                asked.append(statement)

        event.listen(own.engine, "before_cursor_execute", note)
        looks(session, offices)
        event.remove(own.engine, "before_cursor_execute", note)
    return len(asked)


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


# --- days that are over

WEDNESDAY = date(2026, 12, 2)
MONDAY_BEFORE = date(2026, 11, 23)


def counted(world: World, day: date, **counts: int) -> None:
    """A day was counted at an office; waits: minutes that one number waited."""
    waits = counts.pop("waits", None)

    def keep(session: Any) -> None:
        of = {"office_id": world.office.id, "day": day}
        session.add(CountedDay(**of, at=NINE))
        for name, count in counts.items():
            for part, times in (("A", count - 1), ("B", 1)):
                session.add(DayCount(**of, figure=Figure(name), part=part, bucket=0, count=times))
        if waits is not None:
            session.add(DayCount(**of, figure=Figure.WAITS, part="A", bucket=waits, count=1))

    world.database.run(keep)


@pytest.mark.parametrize(
    ("query", "first", "last", "goes_on"),
    [
        ({"span": "day", "day": "2026-12-01"}, date(2026, 12, 1), date(2026, 12, 1), False),
        ({"span": "week"}, date(2026, 11, 30), date(2026, 12, 1), True),
        ({"span": "week", "day": "2026-11-29"}, MONDAY_BEFORE, date(2026, 11, 29), False),
        ({"span": "week", "day": "2027-01-01"}, date(2026, 11, 30), date(2026, 12, 1), True),
    ],
)
def test_days_that_an_address_names(query: dict[str, str], first: date, last: date, *, goes_on: bool) -> None:
    found = stretch_of(query, WEDNESDAY)

    assert found is not None
    assert (found.first, found.last, found.goes_on) == (first, last, goes_on)
    assert (found.later is None) is (last == date(2026, 12, 1))


@pytest.mark.parametrize(
    "query", [{}, {"span": "day"}, {"span": "day", "day": "x"}, {"span": "day", "day": "2027-01-01"}, {"span": "year"}]
)
def test_without_a_day_that_is_over_it_is_now(query: dict[str, str]) -> None:
    assert stretch_of(query, WEDNESDAY) is None


def test_week_of_which_no_day_is_over() -> None:
    found = stretch_of({"span": "week"}, MONDAY_BEFORE)

    assert found is not None
    assert (found.count, found.goes_on, found.later) == (0, True, None)


@pytest.mark.postgres("statements")
@pytest.mark.usefixtures("both")
def test_week_is_added_up_by_office_and_over_all(client: Any, office: World, elsewhere: World) -> None:
    for day in range(2):
        counted(office, MONDAY_BEFORE + timedelta(days=day), people=10, served=8, booked=6, no_shows=2, waits=4)
    counted(elsewhere, MONDAY_BEFORE, people=5, served=4, handed_over=7, turned_away_in_vain=3, waits=20)
    counted(elsewhere, MONDAY_BEFORE - timedelta(days=1), people=100)

    page = client.get("/office/regency?span=week&day=2026-11-25")

    assert "Senin, 23 Nov sampai Minggu, 29 November 2026" in text_of(page)
    assert "20 16 4 menit 4 dari 12 0 0" in row_of(page, "tanjungpinang")
    assert "baru 2 dari 7 hari dihitung" in row_of(page, "tanjungpinang")
    assert "5 4 20 menit 0 dari 0 7 3" in row_of(page, "bintan")
    foot = _text(page.text[page.text.index("<tfoot>") : page.text.index("</tfoot>")])
    assert "Jumlah 25 20 4 menit 4 dari 12 7 3" in foot
    assert 'href="/office/figures?span=week&amp;day=2026-11-23"' in page.text


@pytest.mark.usefixtures("both")
def test_day_that_was_not_counted_shows_no_noughts(client: Any, office: World) -> None:
    counted(office, date(2026, 11, 29), people=10)

    page = client.get("/office/regency?span=day&day=2026-11-29")

    assert "belum dihitung" in row_of(page, "bintan")
    assert 'aria-current="page">Kemarin' in page.text
    assert "Pekan ini baru mulai" in text_of(client.get("/office/regency?span=week"))


@pytest.mark.usefixtures("both")
def test_days_of_many_offices_take_no_more_statements_than_of_one(office: World, elsewhere: World) -> None:
    week = Stretch("week", MONDAY_BEFORE, MONDAY_BEFORE + timedelta(days=6), WEDNESDAY)
    counted(office, MONDAY_BEFORE, people=10)
    counted(elsewhere, MONDAY_BEFORE, people=10)
    mine = office.rows(Staff)[0]

    def sent(most: int) -> int:
        who: Any = SimpleNamespace(person_id=mine.person_id)
        places = office.read(lambda session: managed_by(session, who)[0])[:most]
        return statements(office, lambda session, _: past_days(session, places, week, here=office.office.id), [office])

    assert sent(2) == sent(1) == 3


@pytest.mark.usefixtures("both")
def test_figures_of_another_office_open_on_the_same_days(client: Any, office: World, elsewhere: World) -> None:
    counted(elsewhere, date(2026, 11, 29), people=10)
    page = client.get("/office/regency?span=day&day=2026-11-29").text
    there = office.rows(Staff)[-1].id

    assert '<input type="hidden" name="to" value="figures">' in page
    assert '<input type="hidden" name="days" value="span=day&amp;day=2026-11-29">' in page
    form = {"staff": there, "to": "figures", "days": "span=day&day=2026-11-29"}
    answer = client.post("/account/office", data=form, follow_redirects=False)

    assert answer.headers["location"] == "/office/figures?span=day&day=2026-11-29"
    assert "Disdukcapil bintan" in client.get(answer.headers["location"]).text
    assert client.post("/account/office", data={**form, "days": "next=//elsewhere.test"}).status_code == 422
