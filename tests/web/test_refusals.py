"""Every refusal there is, as people read it in both languages and as machines do: status, code and words in one table.

That a step refuses is asked of the step, in tests/flow; what its answer looks like is asked here, of all of them.
"""

import json
import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount

from scheduler.db.models import Slot
from scheduler.domain.booking import AlreadyBooked
from scheduler.domain.refusals import Crowded, Refusal, SignInNeeded, TooManyTries, Unavailable
from scheduler.translations import LANGUAGES, translations
from scheduler.web.app import ROUTES
from scheduler.web.shared.pages import Pages
from scheduler.web.shared.refusal_responses import answer_refusal
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording
from tests.support.refusals import all_refusals

NINE = datetime(2026, 11, 30, 2, tzinfo=UTC)
SLOT = Slot(id=7, starts_at=NINE, ends_at=NINE, capacity=3, taken=1)
KNOWN: dict[str, Any] = {
    **dict.fromkeys(("at", "time", "opens", "until", "since", "slot_time", "come_back_at", "signed_at"), NINE),
    **dict.fromkeys(("day", "from_day"), date(2026, 11, 30)),
    "slot": SLOT,
    "alternatives": [SLOT],
    "collectors": ["parent", "guardian"],
    "to": {"kind": "proxy", "initials": "B."},
    "type": "KTP-el",
    "stage": "in_production",
    "service": "Perekaman KTP-el",
    "place": "post",
}
"""Facts that are more than a word or a number, as steps give them."""
UNSAID = "rahasia-4711"
"""A fact that no sentence asks for."""
HEADERS = {
    Unavailable: ("Retry-After", "5"),
    Crowded: ("Retry-After", "5"),
    TooManyTries: ("Retry-After", "900"),
    SignInNeeded: ("WWW-Authenticate", "Bearer"),
}


@pytest.fixture(scope="module")
def app() -> Starlette:
    """What answers refusals, over no database at all."""
    app = Starlette(routes=[*ROUTES, Mount("/static", routes=[], name="static")])
    app.state.pages, app.state.refused, app.state.training = Pages(version="1"), {}, False
    return app


async def answered(app: Starlette, refusal: Refusal, path: str, language: str = "id") -> Response:
    """What is answered where a request for a path is refused."""
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "server": ("testserver", 80),
        "root_path": "",
        "app": app,
        "path": path,
        "query_string": f"lang={language}".encode(),
        "headers": [],
    }
    return await answer_refusal(Request(scope), refusal)


def sentences_of(kind: type[Refusal]) -> list[str]:
    return [getattr(kind, name) for name in dir(kind) if name.endswith("sentence")]


def facts_of(kind: type[Refusal]) -> dict[str, Any]:
    """Something for every place in its sentences, and one thing more."""
    places = {place for sentence in sentences_of(kind) for place in re.findall(r"\{(\w+)", sentence)}
    return {**{place: KNOWN.get(place, 5) for place in places}, "unsaid": UNSAID}


def is_said(text: str, kind: type[Refusal], language: str) -> bool:
    """Whether a text is one of its sentences in that language, with something in every place."""
    say = translations(language).gettext
    patterns = (".+".join(map(re.escape, re.split(r"\{\w+\}", say(each)))) for each in sentences_of(kind))
    return "{" not in text and any(re.fullmatch(pattern, text) for pattern in patterns)


CASES = [(kind, facts) for kind in all_refusals() for facts in (facts_of(kind), {"unsaid": UNSAID})]
"""Each with all that its sentences ask for, and each with nothing of it."""


@pytest.mark.parametrize("language", LANGUAGES)
async def test_refusal_is_a_page_in_the_readers_language(
    app: Starlette, subtests: pytest.Subtests, language: str
) -> None:
    for kind, facts in CASES:
        with subtests.test(f"{kind.__name__} of {len(facts)} facts"):
            page = await answered(app, kind(**facts), "/", language)

            text = bytes(page.body).decode()
            said = [unescape(each) for each in re.findall(r"<h1>(.*?)</h1>", text, re.DOTALL)]
            assert (page.status_code, page.headers["content-type"]) == (kind.status, "text/html; charset=utf-8")
            assert [is_said(each, kind, language) for each in said] == [True], said
            assert f'<html lang="{language}"' in text
            assert f'data-code="{kind.code}"' in text
            assert UNSAID not in text


async def test_refusal_is_a_problem_for_machines(app: Starlette, subtests: pytest.Subtests) -> None:
    for kind, facts in CASES:
        with subtests.test(f"{kind.__name__} of {len(facts)} facts"):
            answer = await answered(app, kind(**facts), "/api/v1/offices", "en")

            body = json.loads(bytes(answer.body))
            assert (answer.status_code, answer.headers["content-type"]) == (kind.status, "application/problem+json")
            assert (body["type"], body["status"], body["code"]) == ("about:blank", kind.status, kind.code)
            assert body["title"].replace(" ", "_") == kind.code
            assert is_said(body["detail"], kind, "id"), body["detail"]
            told = {"document_type" if name == "type" else name for name in facts}
            assert set(body) == {"type", "title", "status", "code", "detail"} | told


@pytest.mark.parametrize("path", ["/", "/api/v1/offices"])
async def test_who_may_come_again_is_told_when_or_how(app: Starlette, subtests: pytest.Subtests, path: str) -> None:
    for kind in all_refusals():
        with subtests.test(kind.__name__):
            answer = await answered(app, kind(), path)

            told = {(name, answer.headers[name]) for name, _ in HEADERS.values() if name in answer.headers}
            assert told == {HEADERS[each] for each in HEADERS if issubclass(kind, each)}


async def test_facts_of_a_problem_are_written_as_the_api_writes_them(app: Starlette) -> None:
    body = json.loads(bytes((await answered(app, Refusal(**KNOWN), "/api/v1/offices")).body))

    assert body["at"] == "2026-11-30T09:00:00+07:00"
    assert body["day"] == "2026-11-30"
    assert body["alternatives"] == [body["slot"]]
    assert body["slot"] == {
        "id": 7,
        "starts_at": body["at"],
        "ends_at": body["at"],
        "places_left": 2,
        "places_reserved": 0,
    }
    assert (body["document_type"], body["to"]) == ("KTP-el", {"kind": "proxy", "initials": "B."})


def test_slot_of_an_answer_that_was_kept_reads_as_one() -> None:
    refusal = AlreadyBooked(slot={"id": 7, "starts_at": datetime(2026, 11, 30, 2, tzinfo=UTC)})

    said = sentence(refusal, Wording("id", ZoneInfo("Asia/Jakarta")))

    assert said == "Anda sudah punya jadwal: Senin, 30 November 2026 pukul 09.00 WIB. Lihat atau ubah jadwal."
