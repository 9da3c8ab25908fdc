"""Passwords that are guessed: at one account however its name is spelled, and never so that its owner is locked out."""

import asyncio
import re
from collections.abc import Callable
from typing import Any

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from scheduler import keys
from scheduler.db.engine.database import Database
from scheduler.db.models import Counted, Staff
from scheduler.domain.guessing import ANYWHERE
from scheduler.domain.refusals import Crowded, TooManyTries
from scheduler.flow.staff import signing_in
from scheduler.flow.staff.people import add_staff, set_password
from scheduler.runtime import passwords
from scheduler.web.shared.staff import known_browsers, sessions
from scheduler.web.shared.staff.hashing import Hashing
from tests.conftest import SECRET, Stopwatch
from tests.scenes.factories import EARLY, World
from tests.support.passwords import QUICK, hash_quickly
from tests.web.staff.members import sign_in, text_of

NAME, PASSWORD = "Ani Wati", "kata sandi Ani"
KNOWN = "giliran-known"
Browse = Callable[..., TestClient]


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)


@pytest.fixture(autouse=True)
def staffed(office: World) -> World:
    """An office with a clerk and a supervisor who have a password."""
    for name, role in ((NAME, "clerk"), ("Sari", "supervisor")):
        employ(office, name, role)
    return office


@pytest.fixture
def browse(app: Any) -> Browse:
    """Makes another browser, from an address."""
    return lambda address="203.0.113.7": TestClient(
        app, base_url="http://testserver", follow_redirects=False, client=(address, 1)
    )


def employ(office: World, name: str, role: str) -> int:
    return office.database.run(add_staff, office.office, name, role, QUICK.hash(PASSWORD), now=EARLY).id


def post(client: Any, typed: str = "salah", **fields: str) -> Any:
    return client.post("/login", data={"name": NAME, "password": typed, "place": "office", **fields})


def statuses(client: Any, count: int, **fields: str) -> list[int]:
    return [post(client, **fields).status_code for _ in range(count)]


@pytest.mark.parametrize("spelled", ["Ani  Wati", "ani   wati", "Ani\x1cWati", " ANI WATI ", "Ani\u2003Wati"])
def test_account_is_counted_however_its_name_is_spelled(client: Any, spelled: str) -> None:
    assert statuses(client, 6) == [401] * 5 + [429]

    assert post(client, name=spelled).status_code == 429
    assert post(client, PASSWORD, name=spelled).status_code == 429


def test_account_is_counted_with_its_office_and_without(client: Any) -> None:
    first = [post(client, office=code).status_code for code in ("", "tanjungpinang", "", "tanjungpinang", "")]

    assert first == [401] * 5
    assert [post(client, office=code).status_code for code in ("", "tanjungpinang")] == [429, 429]


def test_account_is_counted_wherever_guesses_come_from(browse: Browse) -> None:
    assert [post(browse(f"198.51.100.{n}")).status_code for n in range(6)] == [401] * 5 + [429]


def test_each_account_is_counted_alone(client: Any) -> None:
    statuses(client, 6)

    assert post(client, PASSWORD, name="Sari").status_code == 303


def test_pauses_grow_and_say_how_long_they_are(client: Any, clock: Stopwatch) -> None:
    statuses(client, 5)
    said = []
    for pause in (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900):
        said += re.findall(r"Coba lagi dalam (\d+ \w+)\.", text_of(post(client)))
        clock.forward(seconds=pause - 0.5)
        assert post(client).status_code == 429
        clock.forward(seconds=0.5)
        assert post(client).status_code == 401

    assert said[:7] == [f"{seconds} detik" for seconds in (1, 2, 4, 8, 16, 32, 64)]
    assert said[7:] == [f"{minutes} menit" for minutes in (3, 5, 9, 15, 15)]


def test_form_keeps_the_name_through_a_pause(client: Any) -> None:
    statuses(client, 5)

    assert f'value="{NAME}"' in post(client).text


def test_right_password_after_the_pause_opens_and_forgets_the_wrong_ones(client: Any, clock: Stopwatch) -> None:
    statuses(client, 5)
    clock.forward(seconds=1)

    assert post(client, PASSWORD).status_code == 303
    client.cookies.clear()
    assert statuses(client, 6) == [401] * 5 + [429]


@pytest.mark.postgres("statements")
def test_new_password_forgets_the_wrong_ones(client: Any, office: World, clock: Stopwatch) -> None:
    statuses(client, 6)

    staff = office.rows(Staff, Staff.name == NAME)[0]
    office.database.run(set_password, office.office, staff.id, QUICK.hash("baru sekali"), now=clock.now)

    assert post(client, "baru sekali").status_code == 303


def test_wrong_passwords_are_forgotten_a_day_after_the_last(client: Any, clock: Stopwatch) -> None:
    statuses(client, 5)
    clock.forward(hours=23)
    assert statuses(client, 2) == [401, 429]
    clock.forward(hours=24)

    assert statuses(client, 6) == [401] * 5 + [429]


# --- whether there is such an account is not told


def test_name_that_is_nobodys_is_counted_as_an_account_is(client: Any, clock: Stopwatch) -> None:
    heard: dict[str, list[tuple[int, str | None, str]]] = {NAME: [], "Siapa  Saja": []}
    for name, answers in heard.items():
        began = clock.now
        for n in range(9):
            answer = post(client, name=name if n % 2 else " ".join(name.upper().split()))
            answers.append((answer.status_code, answer.headers.get("Retry-After"), text_of(answer)))
            clock.forward(seconds=1)
        clock.now = began

    assert [status for status, _, _ in heard[NAME]] == [401] * 6 + [429, 401, 429]
    assert heard[NAME] == heard["Siapa  Saja"]


def test_account_and_nobody_cost_the_same_writes(
    client: Any, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    write = Database.write

    async def noted(self: Database, step: Any, *args: Any, **facts: Any) -> Any:
        steps.append(step.__name__)
        return await write(self, step, *args, **facts)

    def writes(name: str) -> list[str]:
        steps.clear()
        for _ in range(7):
            post(client, name=name)
            clock.forward(seconds=0.5)
        return [step for step in steps if step in vars(signing_in)]

    monkeypatch.setattr(Database, "write", noted)

    assert writes(NAME) == writes("Siapa Saja") == ["begin"] * 5 + ["was_wrong"] + ["begin", "was_wrong"]


@pytest.mark.usefixtures("elsewhere")
def test_name_at_no_office_is_counted_too(client: Any) -> None:
    assert statuses(client, 6, office="") == [401] * 5 + [429]
    assert statuses(client, 6, office="atlantis") == [401] * 5 + [429]


# --- by address


def test_one_address_may_err_a_hundred_times_over_all_names(
    client: Any, browse: Browse, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert signing_in.MOST_BY_ADDRESS == 100
    monkeypatch.setattr(signing_in, "MOST_BY_ADDRESS", 3)
    stranger = browse("198.51.100.1")

    answers = [post(stranger, name=f"Nama {n}").status_code for n in range(5)]

    assert answers == [401] * 3 + [429] * 2
    assert post(stranger, PASSWORD).status_code == 429
    assert post(browse("198.51.100.2"), PASSWORD).status_code == 303
    clock.forward(minutes=15)
    assert post(stranger, PASSWORD).status_code == 303


def test_right_passwords_do_not_count_against_their_address(browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "MOST_BY_ADDRESS", 2)

    assert [post(browse(), PASSWORD).status_code for _ in range(4)] == [303] * 4


def test_who_has_an_account_cannot_clear_their_address_by_it(browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "MOST_BY_ADDRESS", 2)
    answers = [post(browse(), name="Nama 1").status_code, post(browse(), PASSWORD).status_code]

    answers += [post(browse(), name=f"Nama {n}").status_code for n in (2, 3)]

    assert answers == [401, 303, 401, 429]


def test_of_many_at_once_from_one_address_no_more_are_looked_at_than_may(
    office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has looked before the first has counted."""
    monkeypatch.setattr(signing_in, "MOST_BY_ADDRESS", 2)
    tries = [signing_in.Tries(ANYWHERE, f"nobody {number}", "203.0.113.7") for number in range(3)]

    for each in tries[:2]:
        office.database.run(signing_in.begin, each, now=clock.now)
    with pytest.raises(TooManyTries):
        office.database.run(signing_in.begin, tries[2], now=clock.now)


# --- a browser that has signed in here before


def test_guesses_of_a_stranger_do_not_keep_a_clerk_from_her_counter(
    browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_in, "MOST_BY_ADDRESS", 8)
    hers, strangers = browse(), browse()
    post(hers, PASSWORD)
    hers.post("/logout")

    assert statuses(strangers, 10)[-1] == 429
    assert [post(strangers, name=f"Nama {n}").status_code for n in range(6)][-1] == 429
    assert post(hers, PASSWORD).status_code == 303


def test_line_that_is_full_of_her_address_lets_a_browser_in_that_is_known(
    browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Hashing(each=1)
    hers, strangers = browse(), browse()
    post(hers, PASSWORD)
    monkeypatch.setattr(sessions, "HASHING", line)

    with line.place("203.0.113.7"):
        assert post(strangers, PASSWORD).status_code == 503
        assert post(hers, PASSWORD).status_code == 303


def test_her_own_mistakes_count_in_her_own_browser_alone(browse: Browse, clock: Stopwatch) -> None:
    hers = browse()
    post(hers, PASSWORD)

    assert statuses(hers, 6) == [401] * 5 + [429]
    assert post(browse(), PASSWORD).status_code == 303
    clock.forward(seconds=1)
    assert post(hers, PASSWORD).status_code == 303


def test_known_is_who_signed_in_and_nobody_else(browse: Browse, clock: Stopwatch) -> None:
    hers = browse()
    post(hers, PASSWORD)
    statuses(browse(), 6, name="Sari")

    assert post(hers, PASSWORD, name="Sari").status_code == 429
    clock.forward(seconds=1)
    post(hers, PASSWORD, name="Sari")
    statuses(browse(), 6)
    statuses(browse(), 6, name="Sari")

    assert [post(hers, PASSWORD, name=name).status_code for name in (NAME, "Sari")] == [303, 303]


def test_cookie_says_little_goes_to_the_sign_in_alone_and_is_for_no_script(client: Any) -> None:
    answer = post(client, PASSWORD)

    (cookie,) = [each for each in answer.headers.get_list("set-cookie") if each.startswith(KNOWN)]
    parts = {part.strip() for part in cookie.split(";")}
    assert {"HttpOnly", "Path=/login", "SameSite=lax", "Max-Age=31536000"} <= parts
    assert "Secure" not in parts
    assert client.cookies[KNOWN].split(".")[2] == "1"
    assert "Ani" not in cookie


def test_cookie_is_bound_to_https_where_the_office_has_it(app: Any, client: Any) -> None:
    app.state.settings.base_url = "https://antrean.example.go.id"

    cookies = post(client, PASSWORD).headers.get_list("set-cookie")

    (cookie,) = [each for each in cookies if "known" in each]
    assert cookie.startswith("__Secure-giliran-known=")
    assert "Secure" in cookie


@pytest.mark.parametrize("change", ["mac", "staff", "browser", "day", "empty", "garbage", "digits"])
def test_cookie_that_was_made_up_is_not_believed(browse: Browse, office: World, change: str) -> None:
    other = employ(office, "Budi", "clerk")
    hers = browse()
    post(hers, PASSWORD)
    day, browser, staff, mac = hers.cookies[KNOWN].split(".")
    made_up = {
        "mac": f"{day}.{browser}.{staff}.{'0' * 22}",
        "staff": f"{day}.{browser}.{other}.{mac}",
        "browser": f"{day}.{'0' * 32}.{staff}.{mac}",
        "day": f"{int(day) + 1}.{browser}.{staff}.{mac}",
        "empty": "",
        "garbage": "x.y.z",
        "digits": f"{day}.{browser}.{'9' * 5000}.{mac}",
    }[change]
    statuses(browse(), 6)
    statuses(browse(), 6, name="Budi")
    forger = browse()
    forger.cookies.set(KNOWN, made_up, path="/login")

    assert [post(forger, PASSWORD, name=name).status_code for name in (NAME, "Budi")] == [429, 429]


@pytest.mark.parametrize(("days", "status"), [(365, 303), (366, 429)])
def test_browser_is_known_for_a_year(browse: Browse, clock: Stopwatch, days: int, status: int) -> None:
    hers = browse()
    post(hers, PASSWORD)
    cookie = hers.cookies[KNOWN]
    clock.forward(days=days)
    statuses(browse(), 6)
    again = browse()
    again.cookies.set(KNOWN, cookie, path="/login")

    assert post(again, PASSWORD).status_code == status


def test_browser_stays_known_while_its_secret_is_listed(browse: Browse) -> None:
    hers = browse()
    post(hers, PASSWORD)
    statuses(browse(), 6)
    kept = keys.ring()
    try:
        keys.use(keys.Keyring(["newer", SECRET]))
        statuses(browse(), 6)
        assert post(hers, PASSWORD).status_code == 303
        keys.use(keys.Keyring(["newest of all"]))
        statuses(browse(), 6)
        assert post(hers, PASSWORD).status_code == 429
    finally:
        keys.use(kept)


def test_of_many_who_share_a_browser_the_latest_are_known(
    browse: Browse, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_browsers, "MOST", 2)
    employ(office, "Budi", "clerk")
    shared = browse()
    for name in (NAME, "Sari", NAME, "Budi"):
        post(shared, PASSWORD, name=name)

    for name in (NAME, "Sari", "Budi"):
        statuses(browse(), 6, name=name)

    answers = [post(shared, PASSWORD, name=name).status_code for name in ("Budi", NAME, "Sari")]
    assert answers == [303, 303, 429]


# --- at once


async def test_of_many_guesses_at_once_no_more_passwords_are_looked_at_than_may_be_wrong(
    app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = []
    monkeypatch.setattr(passwords, "look_at", lambda password, _kept: (looked.append(password), (False, None))[1])
    request = Request({"type": "http", "app": app, "headers": [], "client": ("203.0.113.7", 1)})
    spellings = ("Ani Wati", "ani  wati", "ANI\tWATI")

    guesses = (sessions.staff_by_password(request, "", spellings[n % 3], f"tebakan {n}") for n in range(20))
    ended = await asyncio.gather(*guesses, return_exceptions=True)

    assert len(looked) == 5
    assert sorted(type(each).__name__ for each in ended) == ["SignInPaused"] * 15 + ["SignInWrong"] * 5


async def test_password_that_found_no_place_in_the_line_is_no_guess(
    app: Any, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "HASHING", Hashing(most=0))
    request = Request({"type": "http", "app": app, "headers": [], "client": ("203.0.113.7", 1)})

    for _ in range(9):
        with pytest.raises(Crowded):
            await sessions.staff_by_password(request, "", NAME, PASSWORD)

    assert office.rows(Counted) == []


# --- the kiosk


@pytest.fixture
def kiosk(browse: Browse, office: World) -> TestClient:
    """A tablet that strangers stand at."""
    tablet = browse()
    sign_in(tablet, office, name="Sari", role="supervisor")
    tablet.post("/door/kiosk", data={})
    return tablet


def leave(kiosk: TestClient, typed: str = "salah", name: str = NAME) -> int:
    return kiosk.post("/door/kiosk/end", data={"name": name, "password": typed}).status_code


def test_guesses_at_the_kiosk_come_to_a_pause_and_pause_nobody_elsewhere(kiosk: TestClient, browse: Browse) -> None:
    assert [leave(kiosk, name=name) for name in (NAME, "ani  wati", "ANI WATI", NAME, NAME, "Ani\x1cWati")] == (
        [401] * 5 + [429]
    )
    assert post(browse(), PASSWORD).status_code == 303


def test_guesses_elsewhere_keep_nobody_from_leaving_the_kiosk(kiosk: TestClient, browse: Browse) -> None:
    statuses(browse(), 6)

    assert leave(kiosk, PASSWORD) == 303


# --- the supervisor is told


def hall(client: Any) -> Any:
    return client.get("/office/hall")


def test_supervisor_is_told_how_many_and_when_but_no_name(browse: Browse, clock: Stopwatch) -> None:
    stranger, supervisor = browse("198.51.100.1"), browse()
    began = clock.now
    statuses(stranger, 5)
    clock.forward(minutes=4)
    post(stranger)
    clock.forward(minutes=10)
    post(supervisor, PASSWORD, name="Sari")

    said = text_of(hall(supervisor))

    assert began == clock.now.replace(hour=1, minute=0)
    assert "Kata sandi petugas 6 kali keliru, terakhir 08.04." in said
    assert "Ani" not in said


def test_who_mistypes_a_few_times_is_no_news(client: Any) -> None:
    statuses(client, 4)
    post(client, PASSWORD, name="Sari")

    assert "kali keliru" not in text_of(hall(client))


def test_news_goes_when_it_was_read_or_is_a_week_old(browse: Browse, clock: Stopwatch) -> None:
    supervisor = browse()
    post(supervisor, PASSWORD, name="Sari")
    statuses(browse(), 5)

    answer = supervisor.post("/office/hall/guesses/seen")
    assert (answer.status_code, answer.headers["location"]) == (303, "/office/hall")
    assert "kali keliru" not in text_of(hall(supervisor))

    clock.forward(seconds=1)
    post(browse())
    clock.forward(days=6, hours=23)
    post(supervisor, PASSWORD, name="Sari")
    assert "1 kali keliru" in text_of(hall(supervisor))
    clock.forward(hours=1)
    assert "kali keliru" not in text_of(hall(supervisor))


def test_right_password_afterwards_does_not_take_the_news_away(browse: Browse, clock: Stopwatch) -> None:
    statuses(browse(), 5)
    clock.forward(seconds=1)
    post(browse(), PASSWORD)
    supervisor = browse()
    post(supervisor, PASSWORD, name="Sari")

    assert "5 kali keliru" in text_of(hall(supervisor))


def test_each_office_is_told_of_its_own(browse: Browse, elsewhere: World) -> None:
    supervisor = browse()
    office = "tanjungpinang"
    statuses(browse(), 5, office="bintan", name="Siapa")
    post(supervisor, PASSWORD, name="Sari", office=office)

    assert "kali keliru" not in text_of(hall(supervisor))


@pytest.mark.parametrize("role", ["clerk", "guard"])
def test_only_a_supervisor_takes_the_news_away(browse: Browse, office: World, role: str) -> None:
    statuses(browse(), 5)
    other = browse()
    sign_in(other, office, name="Gani", role=role)

    assert other.post("/office/hall/guesses/seen").status_code == 403
    assert any(row.kind == signing_in.ALARM for row in office.rows(Counted))
