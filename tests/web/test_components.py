"""The page of components: everything that the office's pages are made of, on a training database alone."""

import re
from typing import Any

import pytest
from sqlalchemy import update

from scheduler.db.engine.database import Database
from scheduler.db.models import Deployment
from scheduler.domain.stages import DocumentStage
from scheduler.web.office.components import MARKS
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in

PAGE = "/office/_components"
PARTS = {
    "a place to work at": r'<a href="/office/documents"',
    "button": r'<button type="button">',
    "button of less weight": r'class="quiet"',
    "button that takes away": r'class="danger"',
    "button that waits": r"<button[^>]* disabled>",
    "link as a button": r'<a class="button"',
    "key": r"<kbd>",
    "alarm": r'class="flash" role="alert"',
    "notice": r'class="flash calm" role="status"',
    "search": r'<form class="scan"',
    "field": r'<p class="field"><label for="reason">',
    "field with a fault": r'aria-invalid="true" aria-describedby="fault-minutes"',
    "fault": r'<em class="fault" id="fault-ends_on">',
    "choice": r'<select id="service"',
    "box to tick": r'<input type="checkbox"',
    "chip": r'class="chip"',
    "facts": r'<div class="facts">',
    "menu": r'<details name="places">',
    "what unfolds": r"<details>",
    "table": r"<caption>",
    "topics": r'<nav class="topics"',
    "way between pages": r'href="\?page=3"',
    "nothing to show": r"Sedang tidak masuk di mana pun\.",
    "plot": r'<svg class="plot"',
}


@pytest.fixture
def training(database: Database, clock: Stopwatch) -> None:
    database.run(lambda session: session.execute(update(Deployment).values(training=True)))
    clock.now = NINE


@pytest.mark.usefixtures("training")
def test_page_shows_every_component(client: Any, office: World) -> None:
    sign_in(client, office, name="Sari", role="supervisor")

    page = client.get(PAGE)

    assert page.status_code == 200
    assert [part for part, pattern in PARTS.items() if not re.search(pattern, page.text)] == []
    assert re.findall(r'data-stage="(\w+)"', page.text) == list(DocumentStage)
    assert re.findall(r'<span class="state (\w+)">', page.text) == list(MARKS)


@pytest.mark.usefixtures("training")
def test_page_is_for_who_may_see_the_offices_pages(client: Any, office: World) -> None:
    nobody = client.get(PAGE)
    sign_in(client, office, name="Gani", role="guard")

    assert (nobody.status_code, client.get(PAGE).status_code) == (303, 403)


def test_real_office_has_no_such_page(client: Any, office: World) -> None:
    sign_in(client, office, name="Sari", role="supervisor")

    assert client.get(PAGE).status_code == 404
