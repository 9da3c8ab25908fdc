"""Headers, the same-origin check and the log by themselves: no database, no pages."""

import re
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from scheduler.web.shared.policy import CAMERA_POLICY, POLICY, permissions
from scheduler.web.shared.security import AccessLog, SecurityHeaders, is_foreign

CODE = "7K4M-P2QX-9RD3-FHNT"


async def answered(request: Request) -> Response:
    if request.url.path.endswith(".js"):
        return Response("ok", media_type="text/javascript")
    return HTMLResponse("ok")


def answer_of(path: str, *, on_tls: bool = False, **headers: str) -> Any:
    app = SecurityHeaders(Starlette(routes=[Route("/{path:path}", answered)]), on_tls=on_tls)
    return TestClient(app).get(path, headers=headers)


@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Sec-Fetch-Site": "cross-site"}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://a.example"}, True),
        ({"Origin": "https://a.example"}, False),
        ({"Origin": "https://b.example"}, True),
        ({"Origin": "https://a.example:8443"}, True),
        ({"Origin": "null"}, True),
        ({"Sec-Fetch-Site": "cross-site", "Authorization": "Bearer giliran_x"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Authorization": "Basic eDp5"}, True),
        ({}, False),
    ],
    ids=lambda value: ", ".join(value.values()) or "nothing" if isinstance(value, dict) else "",
)
def test_another_site_is_known_by_what_the_browser_tells(headers, foreign):
    assert is_foreign(Headers({"Host": "a.example", **headers})) is foreign


def test_pages_with_a_code_or_a_name_are_kept_by_no_cache():
    private = [
        f"/i/{CODE}",
        f"/t/{CODE}",
        f"/a/{CODE}",
        f"/b/{CODE}",
        "/door",
        "/door/scans",
        "/counter",
        "/office/documents",
        "/login",
        f"/api/v1/passes/{CODE}",
        f"/api/v1/invitations/{CODE}",
    ]

    kept = [path for path in private if answer_of(path).headers.get("Cache-Control") != "no-store"]

    assert kept == []


def test_what_a_machine_is_told_is_kept_by_no_cache():
    assert answer_of("/api/v1/offices/tpi", Authorization="Bearer giliran_x").headers["Cache-Control"] == "no-store"
    assert "Cache-Control" not in answer_of("/api/v1/offices/tpi").headers


def test_every_answer_says_what_it_may_do():
    headers = answer_of("/").headers

    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == permissions()
    assert answer_of("/static/shared/app.css").headers["X-Content-Type-Options"] == "nosniff"


def test_script_of_a_worker_says_what_it_may_load_and_is_not_told_of_cameras():
    headers = answer_of("/t/offline.js").headers

    assert headers["Content-Security-Policy"] == POLICY
    assert "Permissions-Policy" not in headers


@pytest.mark.parametrize("path", ["/", f"/t/{CODE}", "/static/shared/app.css", "/healthz"])
def test_office_on_https_is_asked_by_nothing_else_from_then_on(path):
    assert answer_of(path, on_tls=True).headers["Strict-Transport-Security"] == "max-age=31536000"
    assert "Strict-Transport-Security" not in answer_of(path).headers


@pytest.mark.parametrize("needs", [(), ("camera",), ("microphone",)])
def test_page_may_ask_the_machine_for_what_it_needs_and_nothing_else(needs):
    rules = dict(rule.split("=") for rule in permissions(needs).split(", "))

    assert {name for name, who in rules.items() if who == "(self)"} == set(needs)
    assert {"camera", "microphone", "geolocation", "usb", "serial"} <= rules.keys()
    assert set(rules.values()) <= {"(self)", "()"}


@pytest.mark.parametrize("policy", [POLICY, CAMERA_POLICY], ids=["usual", "with a camera"])
def test_policy_lets_nothing_in_but_our_own_files(policy):
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))

    assert rules["default-src"] == "'self'"
    assert rules["frame-ancestors"] == rules["object-src"] == rules["base-uri"] == "'none'"
    assert rules["form-action"] == "'self'"
    assert not re.search(r"unsafe-inline|'unsafe-eval'|https?:|\*", policy)


def test_a_code_is_not_written_into_the_log():
    app = AccessLog(Starlette(routes=[Route("/t/{code}", answered)]))

    with capture_logs() as lines:
        TestClient(app).get(f"/t/{CODE}?code={CODE}")

    assert [line["route"] for line in lines] == ["/t/{code}"]
    assert CODE not in str(lines)
