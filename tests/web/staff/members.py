"""Members of staff who are signed in, for tests of their pages."""

import re
from collections.abc import Collection
from datetime import datetime
from html import unescape
from typing import Any

from scheduler.flow.staff import people, sessions
from tests.scenes.factories import EARLY, World


def sign_in(
    client: Any,
    office: World,
    *,
    name: str = "Rina",
    role: str = "clerk",
    counter: int | None = None,
    places: Collection[int] = (),
    now: datetime = EARLY,
) -> int:
    """Sign somebody in without a password (hashing one takes long); returns the id of the member of staff."""
    database = office.database
    known = office.read(lambda session: people.staff_by_name(session, office.office.id, name))
    staff = known or database.run(
        people.add_staff, office.office, name, role, "no password fits", places=places, now=EARLY
    )
    client.cookies.set("giliran", database.run(sessions.sign_in, staff.id, counter, now=now))
    return staff.id


def text_of(response: Any) -> str:
    """What a page says, without its tags."""
    bare = re.sub(r"<(script|style|template|noscript)\b.*?</\1>", " ", response.text, flags=re.DOTALL)
    bare = re.sub(r"</?(span|b)\b[^>]*>", "", bare)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())
