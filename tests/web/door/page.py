"""The door's page in tests: forms that are sent, and the answer on the page they lead to."""

import re
from typing import Any


def post(client: Any, path: str, **fields: str) -> Any:
    """Send a form and see the page it leads to."""
    answer = client.post(path, data=fields)
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def scan(client: Any, text: str, **fields: str) -> Any:
    return post(client, "/door/scans", text=text, **fields)


def kind(page: Any) -> str | None:
    """How the answer on a page ended."""
    found = re.search(r'id="answer"[^>]*data-kind="(\w+)"', page.text)
    return found[1] if found else None


def offered(page: Any, name: str) -> str:
    """The value a button or hidden field of the answer would send."""
    answer = page.text[page.text.index('id="answer"') : page.text.index('id="recent"')]
    found = re.search(rf'name="{name}" value="([^"]+)"', answer)
    assert found
    return found[1]
