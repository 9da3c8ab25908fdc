"""The survey on a phone: nine questions of a visit that was served, and what becomes of a form with gaps."""

import re
from typing import Any

import pytest

from scheduler.db.models import SatisfactionCount, SurveyMark
from scheduler.domain.satisfaction.questions import ELEMENTS
from tests.conftest import Stopwatch
from tests.scenes import surveys
from tests.scenes.factories import World, at
from tests.scenes.surveys import served


@pytest.fixture(autouse=True)
def after_the_visit(clock: Stopwatch) -> None:
    clock.now = at(10)


WHOLE = {each.key: "3" for each in ELEMENTS}


def checked(html: str) -> list[tuple[str, str]]:
    """The radio buttons that are chosen."""
    return re.findall(r'name="(\w+)" value="([^"]+)" checked', html)


@pytest.mark.postgres("statements")
def test_last_page_of_a_number_asks_and_thanks(client: Any, office: World) -> None:
    surveys.asking(office)
    code = served(office)

    page = client.get(f"/t/{code}")
    assert f"/t/{code}/survey" in page.text

    answer = client.post(f"/t/{code}/survey", data={**WHOLE, "sex": "male"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/t/{code}")
    page = client.get(f"/t/{code}")
    assert f"/t/{code}/survey" not in page.text
    assert "Survei sudah diisi. Terima kasih." in page.text
    assert len(office.rows(SatisfactionCount)) == 9


def test_page_asks_nine_questions_with_four_answers_each(client: Any, office: World) -> None:
    surveys.asking(office)

    page = client.get(f"/t/{served(office)}/survey")

    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    for element in ELEMENTS:
        assert page.text.count(f'name="{element.key}"') == 4
        assert element.question in page.text
    assert not checked(page.text)


def test_form_with_gaps_loses_nothing_and_says_which(client: Any, office: World) -> None:
    surveys.asking(office)
    code = served(office)
    typed = {**WHOLE, "age": "20-29"}
    del typed["u2"], typed["u9"]

    page = client.post(f"/t/{code}/survey", data=typed)

    assert page.status_code == 422
    assert "Nomor 2, 9 belum dijawab." in page.text
    assert dict(checked(page.text)) == typed
    assert re.findall(r'<fieldset id="(\w+)"[^>]* aria-invalid', page.text) == ["u2", "u9"]
    assert not office.rows(SurveyMark)


def test_other_letters_keep_what_was_chosen_and_send_nothing(client: Any, office: World) -> None:
    surveys.asking(office)
    code = served(office)

    page = client.post(f"/t/{code}/survey?lang=en", data={"u1": "4"})

    assert page.status_code == 200
    assert checked(page.text) == [("u1", "4")]
    assert 'lang="en"' in page.text
    assert "belum dijawab" not in page.text


def test_second_answer_is_told_so(client: Any, office: World) -> None:
    surveys.asking(office)
    code = served(office)
    client.post(f"/t/{code}/survey", data=WHOLE)

    for page in (
        client.get(f"/t/{code}/survey"),
        client.post(f"/t/{code}/survey", data=WHOLE),
        client.post(f"/t/{code}/survey", data={}),
    ):
        assert page.status_code == 409
        assert 'data-code="survey_answered"' in page.text
        assert f'href="/t/{code}"' in page.text


def test_office_that_does_not_ask_shows_no_survey(client: Any, office: World) -> None:
    code = served(office)

    assert "survey" not in (client.get(f"/t/{code}")).text
    assert (client.get(f"/t/{code}/survey")).status_code == 404


@pytest.mark.postgres("statements")
def test_visit_ahead_has_no_survey(client: Any, office: World) -> None:
    surveys.asking(office)
    code = office.booked()

    assert f"/t/{code}/survey" not in (client.get(f"/t/{code}")).text
    assert (client.post(f"/t/{code}/survey", data=WHOLE)).status_code == 409


@pytest.mark.parametrize("value", ["0", "5", "four", "4 ", "\0", "٤", "9" * 3000])
def test_what_is_no_answer_is_a_gap(client: Any, office: World, value: str) -> None:
    surveys.asking(office)
    code = served(office)

    page = client.post(f"/t/{code}/survey", data={**WHOLE, "u4": value, "sex": value})

    assert page.status_code == 422
    assert "Nomor 4 belum dijawab." in page.text
