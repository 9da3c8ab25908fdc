"""The survey sent twice at once, as by a double press: unguarded a visit counts twice, guarded once."""

from functools import partial

import pytest
from sqlmodel import Session

from scheduler.db.models import Booking, SatisfactionCount, SurveyMark
from scheduler.domain.satisfaction.refusals import SurveyAnswered
from scheduler.flow.satisfaction import answering
from tests.scenes import surveys
from tests.scenes.factories import World, at, race
from tests.scenes.surveys import all_of, served
from tests.support.databases import ON_POSTGRES

pytestmark = pytest.mark.postgres("locks")


def pressed_twice(office: World, open_database, code: str) -> list[object]:
    return race([partial(open_database().run, answering.answer, code, all_of(score), now=at(10)) for score in (4, 4)])


def counted(office: World) -> int:
    return sum(row.people for row in office.rows(SatisfactionCount) if row.element == 1)


@ON_POSTGRES
@pytest.mark.deep("without the guard")
def test_pressed_twice_at_once_two_are_counted(office: World, open_database, monkeypatch: pytest.MonkeyPatch):
    surveys.asking(office)
    code = served(office)

    def unguarded(session: Session, booking: Booking) -> None:
        """Looked before, and nobody is stopped now."""

    monkeypatch.setattr(answering, "_mark", unguarded)
    pressed_twice(office, open_database, code)

    assert counted(office) == 2


def test_pressed_twice_at_once_one_is_counted(office: World, open_database):
    surveys.asking(office)
    code = served(office)

    came = pressed_twice(office, open_database, code)

    assert [type(each) for each in came if isinstance(each, Exception)] == [SurveyAnswered]
    assert counted(office) == 1
    assert len(office.rows(SurveyMark)) == 1


def test_many_who_answer_at_once_are_all_counted(office: World, open_database):
    surveys.asking(office)
    codes = [served(office) for _ in range(4)]

    came = race(
        [
            partial(open_database().run, answering.answer, code, all_of(3 + place % 2), now=at(10))
            for place, code in enumerate(codes)
        ]
    )

    assert not [each for each in came if isinstance(each, Exception)]
    assert counted(office) == 4
