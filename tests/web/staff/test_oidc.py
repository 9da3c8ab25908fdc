"""Staff prove by an account at a provider who they are: the whole way by pages, to a provider over HTTP."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from structlog.testing import capture_logs
from werkzeug import Response

from scheduler.db.models import DeedRow, Identity, Office, Person, Staff, StaffSession
from scheduler.domain.audit.deeds import Deed
from scheduler.flow.staff import asking, identities, joining, passkeys, people, sessions
from scheduler.flow.staff.identities import Account
from scheduler.main import create_app
from scheduler.runtime.config import Settings
from tests.conftest import Stopwatch
from tests.oidc.far_side import Provider, oidc_server, provider
from tests.scenes.factories import EARLY, World, at
from tests.support.passwords import QUICK, hash_quickly
from tests.web.staff.members import sign_in, text_of

__all__ = ["oidc_server", "provider"]

PASSWORD = "kereta lewat sawah hijau"
AT_THE_DOOR = {"place": "door", "next": ""}
Browser = Callable[[], Any]


@pytest.fixture
def settings(settings: Settings, provider: Provider) -> Settings:
    """The server knows the provider."""
    return settings.model_copy(update=provider.settings)


@pytest.fixture(autouse=True)
def _employed(office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gani (1) works at the door, by a password; it is nine."""
    hash_quickly(monkeypatch)
    clock.now = at(9)
    office.at_time(people.add_staff, "Gani", "guard", QUICK.hash(PASSWORD), now=EARLY)


@pytest.fixture
def browser(client: Any, app: Any) -> Browser:
    """Makes another browser."""
    return lambda: type(client)(app, follow_redirects=False)


def account(provider: Provider, subject: str = "pegawai-1") -> Account:
    return Account("Akun Kota", provider.issuer, subject)


def linked(office: World, provider: Provider, staff: int = 1, subject: str = "pegawai-1") -> None:
    person = office.read(lambda session: session.get_one(Staff, staff).person_id)
    office.database.run(identities.add_identity, account(provider, subject), person, now=EARLY)


def address_on(page: Any) -> str:
    """Where the page leads that is shown in between."""
    found = re.search(r'content="0;url=([^"]+)"', page.text)
    assert found, (page.status_code, text_of(page))
    return unescape(found[1])


def back_from(provider: Provider, page: Any) -> str:
    """The address here to which the provider sends whoever follows the page in between."""
    parts = urlsplit(provider.visit(address_on(page)))
    return f"{parts.path}?{parts.query}"


def came_back(client: Any, provider: Provider, path: str = "/login/oidc", **form: str) -> Any:
    return client.get(back_from(provider, client.post(path, data=form)))


@pytest.mark.postgres("statements")
def test_who_linked_an_account_comes_in_by_it(client: Any, office: World, provider: Provider, clock: Stopwatch) -> None:
    linked(office, provider)

    with capture_logs() as logs:
        answer = came_back(client, provider, **AT_THE_DOOR)

    assert (answer.status_code, answer.headers["location"]) == (303, "/door")
    assert client.get("/door").status_code == 200
    assert office.rows(Identity)[0].used_at == clock()
    assert [row.deed for row in office.rows(DeedRow)][-1] == Deed.SIGNED_IN
    assert not [name for name in client.cookies if "oidc" in name], "what went along is gone"
    assert "pegawai-1" not in repr(logs)


def test_session_of_before_ends_and_its_cookie_opens_nothing(client: Any, office: World, provider: Provider) -> None:
    linked(office, provider)
    client.cookies.set("giliran", "somebody else put it here", domain="testserver.local")
    came_back(client, provider, **AT_THE_DOOR)
    first = client.cookies["giliran"]

    came_back(client, provider, **AT_THE_DOOR)

    assert first != "somebody else put it here"
    assert client.cookies["giliran"] != first
    assert [row.revoked_at is None for row in office.rows(StaffSession)] == [False, True]


def test_account_that_nobody_linked_opens_nothing(client: Any, office: World, provider: Provider) -> None:
    provider.faults.claims = {"email": "gani@example.go.id", "email_verified": True, "name": "Gani"}

    answer = came_back(client, provider, **AT_THE_DOOR)

    assert answer.status_code == 403
    assert "Akun Kota yang Anda pakai belum terhubung dengan petugas mana pun." in text_of(answer)
    assert 'href="/login"' in answer.text
    assert office.rows(StaffSession) == []


@pytest.mark.postgres("statements")
def test_account_is_linked_with_the_password_and_unlinked(client: Any, office: World, provider: Provider) -> None:
    sign_in(client, office, name="Gani")
    wrong = client.post("/account/identity", data={"password": "salah"})

    answer = came_back(client, provider, "/account/identity", password=PASSWORD)

    assert (wrong.status_code, "Kata sandi tidak cocok." in text_of(wrong)) == (401, True)
    assert answer.headers["location"] == "/account?done=linked"
    page = text_of(client.get("/account?done=linked"))
    assert "Terhubung sejak" in page
    assert "Akun itu terhubung." in page
    row = office.rows(Identity)[0]
    assert (row.person_id, b"pegawai" in row.account_hash) == (1, False)

    assert client.post("/account/identity/end").headers["location"] == "/account?done=unlinked"
    assert office.rows(Identity) == []
    deeds = [each.deed for each in office.rows(DeedRow)]
    assert [deeds.count(Deed.IDENTITY_LINKED), deeds.count(Deed.IDENTITY_UNLINKED)] == [1, 1]


def test_account_of_somebody_else_is_not_linked(client: Any, office: World, provider: Provider) -> None:
    office.at_time(people.add_staff, "Budi", "guard", "no password fits", now=EARLY)
    linked(office, provider, 2)
    sign_in(client, office, name="Gani")

    answer = came_back(client, provider, "/account/identity", password=PASSWORD)

    assert (answer.status_code, 'href="/account"' in answer.text) == (409, True)
    assert "sudah terhubung dengan petugas lain" in text_of(answer)


def test_second_account_of_one_person_waits_until_the_first_is_gone(
    client: Any, office: World, provider: Provider
) -> None:
    linked(office, provider, subject="pegawai-lama")
    sign_in(client, office, name="Gani")

    answer = came_back(client, provider, "/account/identity", password=PASSWORD)

    assert (answer.status_code, "Putuskan dahulu yang lama" in text_of(answer)) == (409, True)


def test_link_of_a_session_that_ended_meanwhile_links_nothing(client: Any, office: World, provider: Provider) -> None:
    sign_in(client, office, name="Gani")
    back = back_from(provider, client.post("/account/identity", data={"password": PASSWORD}))
    client.cookies.delete("giliran")
    sign_in(client, office, name="Gani")

    answer = client.get(back)

    assert (answer.status_code, office.rows(Identity)) == (401, [])


def test_who_is_let_go_cannot_come_in(client: Any, office: World, provider: Provider) -> None:
    linked(office, provider)
    page = client.post("/login/oidc", data=AT_THE_DOOR)
    office.at_time(people.remove, 1, by="system", now=at(9))

    answer = client.get(back_from(provider, page))

    assert (answer.status_code, office.rows(Identity), office.rows(StaffSession)) == (403, [], [])


@pytest.mark.postgres("statements")
def test_manager_sees_who_comes_in_that_way_and_takes_it_away(client: Any, office: World, provider: Provider) -> None:
    linked(office, provider)
    sign_in(client, office, name="Sari", role="manager")
    office.database.run(sessions.sign_in, 1, None, now=at(9))

    assert "masuk dengan akun lain" in text_of(client.get("/office/staff"))
    assert "Petugas ini masuk dengan akun itu sejak" in text_of(client.get("/office/staff/1"))
    answer = client.post("/office/staff/1/identity/end")

    assert answer.headers["location"] == "/office/staff/1?done=unlinked"
    assert office.rows(Identity) == []
    assert [row.revoked_at is None for row in office.rows(StaffSession) if row.staff_id == 1] == [False]
    assert (office.rows(DeedRow)[-1].deed, office.rows(DeedRow)[-1].about) == (Deed.IDENTITY_UNLINKED, "staff:1")


def test_who_has_no_password_keeps_the_only_way_in(client: Any, office: World, provider: Provider) -> None:
    office.at_time(people.add_staff, "Budi", "guard", None, now=EARLY)
    linked(office, provider, 2)
    came_back(client, provider, **AT_THE_DOOR)

    answer = client.post("/account/identity/end")

    assert "Anda tidak punya kata sandi di sini." in text_of(client.get("/account"))
    assert (answer.status_code, len(office.rows(Identity))) == (409, 1)
    assert "satu-satunya cara Anda masuk" in text_of(answer)


@pytest.mark.postgres("statements")
def test_who_was_invited_joins_by_an_account_without_a_password(client: Any, office: World, provider: Provider) -> None:
    office.at_time(people.add_staff, "Budi", "guard", None, now=EARLY)
    code = office.at_time(joining.invite, 2, by="staff:1", manager=None, now=at(9))
    assert "Bergabung lewat Akun Kota" in text_of(client.get(f"/join/{code}"))

    answer = came_back(client, provider, f"/join/{code}/oidc")

    assert answer.headers["location"] == "/account?done=joined_by"
    assert client.get("/door").status_code == 200
    assert (office.rows(Identity)[0].person_id, office.rows(Person)[1].password_hash) == (2, None)
    again = came_back(client, provider, f"/join/{code}/oidc")
    assert (again.status_code, f'href="/join/{code}"' in again.text) == (410, True)


def test_link_does_not_go_round_the_code_by_a_new_account(client: Any, office: World, provider: Provider) -> None:
    """Where the word of the provider counts, whoever has the link would never be asked for the code."""
    code = office.at_time(joining.invite, 1, by="system", manager=None, now=at(9))
    office.database.run(passkeys.add, 1, "Laptop", passkeys.Made(b"1", b"1", 0), now=EARLY)

    answer = came_back(client, provider, f"/join/{code}/oidc")

    assert (answer.status_code, office.rows(Identity)) == (409, [])
    assert "masuk dengan kode Anda, lalu hubungkan Akun Kota di Akun saya" in text_of(answer)
    assert client.get(f"/join/{code}").status_code == 200, "the link still holds for a password"


@pytest.mark.postgres("statements")
def test_who_has_no_password_reads_why_nothing_is_changed_here_and_is_counted_as_lacking(
    client: Any, office: World, provider: Provider
) -> None:
    linked(office, provider)
    office.change(Person, 1, password_hash=None)
    office.change(Office, office.office.id, second_factor="everybody", second_factor_from=at(9, day=1).date())
    came_back(client, provider, **AT_THE_DOOR)

    page = client.get("/account/second-factor")

    assert "Anda tidak punya kata sandi di sini." in text_of(page)
    assert "proof_password" not in page.text
    assert [each.name for each in office.read(lambda session: asking.lacking(session, office.office, "everybody"))] == [
        "Gani"
    ]


def test_who_works_elsewhere_by_the_account_is_one_person_here(
    client: Any, office: World, elsewhere: World, provider: Provider
) -> None:
    linked(office, provider)
    elsewhere.at_time(people.add_staff, "Gani", "guard", None, now=EARLY)
    code = elsewhere.at_time(joining.invite, 2, by="system", manager=None, now=at(9))

    came_back(client, provider, f"/join/{code}/oidc")

    assert [row.person_id for row in office.rows(Staff)] == [1, 1]
    chosen = came_back(client, provider, **AT_THE_DOOR)
    assert chosen.headers["location"] == "/login/office?place=door"
    answer = client.post("/login/office", data={"staff": "2", "place": "door"})
    assert answer.headers["location"] == "/door"
    named = came_back(client, provider, **AT_THE_DOOR, office="bintan")
    assert named.headers["location"] == "/door"


@pytest.mark.parametrize(
    ("told", "amr", "to", "second"),
    [
        ("", ["pwd", "otp"], "/login/setup?place=door", None),
        ("otp hwk", ["pwd"], "/login/setup?place=door", None),
        ("otp hwk", ["pwd", "otp"], "/door", "provider"),
    ],
    ids=["never-counts", "was-not-asked", "counts"],
)
def test_second_factor_of_the_provider_counts_where_the_server_says_by_which_words(
    client: Any, app: Any, office: World, provider: Provider, told: str, amr: list[str], to: str, second: str | None
) -> None:
    app.state.provider.told = replace(app.state.provider.told, second_factor=frozenset(told.split()))
    office.change(Office, office.office.id, second_factor="everybody")
    linked(office, provider)
    provider.faults.claims = {"amr": amr}

    answer = came_back(client, provider, **AT_THE_DOOR)

    assert (answer.headers["location"], office.rows(StaffSession)[0].second) == (to, second)


def test_who_comes_back_in_another_browser_or_twice_does_not_get_in(
    client: Any, office: World, provider: Provider, browser: Browser
) -> None:
    """Somebody who is sent an address of a stranger's sign-in would work under the stranger's name."""
    linked(office, provider)
    left = client.post("/login/oidc", data=AT_THE_DOOR)
    kept = dict(client.cookies)
    back = back_from(provider, left)

    stranger = browser().get(back)
    first = client.get(back)
    for name, value in kept.items():
        client.cookies.set(name, value, domain="testserver.local")
    second = client.get(back)

    assert [stranger.status_code, first.status_code, second.status_code] == [410, 303, 410]
    assert "Silakan mulai lagi" in text_of(stranger)
    assert provider.asked.count("/token") == 1


def test_attempt_is_over_after_ten_minutes(client: Any, office: World, provider: Provider, clock: Stopwatch) -> None:
    linked(office, provider)
    back = back_from(provider, client.post("/login/oidc", data=AT_THE_DOOR))
    clock.forward(minutes=10)

    assert client.get(back).status_code == 410


def test_several_tabs_leave_at_a_time_and_the_oldest_is_forgotten(
    client: Any, office: World, provider: Provider, clock: Stopwatch
) -> None:
    linked(office, provider)
    pages = []
    for _ in range(5):
        clock.forward(seconds=1)
        pages.append(back_from(provider, client.post("/login/oidc", data=AT_THE_DOOR)))

    answers = [client.get(page).status_code for page in pages]

    assert answers == [410, 303, 303, 303, 303]


def test_another_process_takes_whoever_comes_back(
    client: Any, office: World, provider: Provider, clock: Stopwatch, settings: Settings, open_database: Any
) -> None:
    linked(office, provider)
    back = back_from(provider, client.post("/login/oidc", data=AT_THE_DOOR))
    other = type(client)(create_app(open_database(), clock, settings), follow_redirects=False)  # type: ignore[arg-type]
    for name, value in client.cookies.items():
        other.cookies.set(name, value)

    assert other.get(back).headers["location"] == "/door"


def test_cookie_that_was_changed_or_sealed_for_something_else_is_none(
    client: Any, office: World, provider: Provider
) -> None:
    linked(office, provider)
    back = back_from(provider, client.post("/login/oidc", data=AT_THE_DOOR))
    (name,) = (each for each in client.cookies if "oidc" in each)
    whole = client.cookies[name]

    for value in (whole[:-2], f"{whole}{whole}", "x" * 40, "x"):
        client.cookies.set(name, value, domain="testserver.local")
        assert client.get(back).status_code == 410
    for query in ("", "?state=", "?state=%00", "?error=access_denied"):
        assert client.get(f"/login/oidc/callback{query}").status_code == 410


@pytest.mark.parametrize("to", ["//elsewhere.example", "https://elsewhere.example/door", "/door\\@elsewhere.example"])
def test_nobody_is_sent_to_another_site(client: Any, office: World, provider: Provider, to: str) -> None:
    linked(office, provider)

    answer = came_back(client, provider, place="door", next=to)

    assert answer.headers["location"] == "/door"


def test_form_of_another_site_is_refused(client: Any, provider: Provider) -> None:
    for path in ("/login/oidc", "/account/identity", "/login/oidc/proof"):
        answer = client.post(path, data=AT_THE_DOOR, headers={"Origin": "https://elsewhere.example"})
        assert answer.status_code == 403
    assert provider.asked == []


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        ("access_denied", 403, "Akun Kota tidak memasukkan Anda (access_denied)"),
        ("temporarily_unavailable", 503, "Akun Kota sedang tidak bisa dihubungi"),
        ("invalid_scope", 502, "tidak bisa dipercaya (invalid_scope)"),
    ],
)
def test_what_the_provider_says_is_told_with_a_way_back(
    client: Any, provider: Provider, error: str, status: int, said: str
) -> None:
    provider.faults.error = error

    answer = came_back(client, provider, **AT_THE_DOOR)

    assert (answer.status_code, said in text_of(answer), 'href="/login"' in answer.text) == (status, True, True)
    assert not [name for name in client.cookies if "oidc" in name]


def test_clock_that_is_wrong_and_a_provider_that_is_away_are_said(client: Any, provider: Provider) -> None:
    provider.faults.claims = {"exp": int(EARLY.timestamp())}
    late = came_back(client, provider, **AT_THE_DOOR)
    provider.faults.answers["/token"] = lambda: Response("", 503)
    away = came_back(client, provider, **AT_THE_DOOR)

    assert (late.status_code, "Jam server ini dan jam Akun Kota berbeda" in text_of(late)) == (502, True)
    assert (away.status_code, "Coba lagi sebentar lagi" in text_of(away)) == (503, True)


def test_page_that_was_left_alone_opens_by_the_account(
    client: Any, office: World, provider: Provider, clock: Stopwatch
) -> None:
    office.edit(lock_minutes=10)
    office.at_time(people.add_staff, "Rina", "clerk", None, now=EARLY)
    linked(office, provider, 2)
    came_back(client, provider, place="office", next="")
    clock.forward(minutes=16)
    locked = client.post("/office/documents/search", data={"q": "2172"})
    assert "Tanpa kata sandi: buktikan lewat Akun Kota" in text_of(locked)
    early = client.post("/login/unlocking", data={"unlock_to": "/office/documents"})

    answer = came_back(client, provider, "/login/oidc/proof")

    assert early.status_code == 401
    assert answer.headers["location"] == "/account?done=unlocked"
    after = client.post("/login/unlocking", data={"unlock_to": "/office/documents"})
    assert (after.status_code, after.headers["location"]) == (303, "/office/documents")
    assert client.get("/office/documents").status_code == 200


def test_account_of_somebody_else_opens_no_locked_page(
    client: Any, office: World, provider: Provider, clock: Stopwatch
) -> None:
    office.edit(lock_minutes=10)
    office.at_time(people.add_staff, "Rina", "clerk", None, now=EARLY)
    linked(office, provider)
    sign_in(client, office, now=at(9))
    clock.forward(minutes=16)

    answer = came_back(client, provider, "/login/oidc/proof")

    assert (answer.status_code, client.get("/office/documents").status_code) == (403, 401)


def test_who_came_by_the_provider_signs_out_there_too(client: Any, office: World, provider: Provider) -> None:
    linked(office, provider)
    came_back(client, provider, **AT_THE_DOOR)

    page = client.post("/logout")

    way = urlsplit(address_on(page))
    assert (way.path, parse_qs(way.query)["post_logout_redirect_uri"]) == (
        "/realms/pegawai/logout",
        ["http://testserver/login"],
    )
    assert client.get("/door").status_code == 303
    assert client.post("/logout").headers["location"] == "/login", "once"


def test_who_came_by_a_password_signs_out_here_alone(client: Any, office: World, provider: Provider) -> None:
    sign_in(client, office, name="Gani")

    assert client.post("/logout").headers["location"] == "/login"


def test_many_beginnings_from_one_address_are_bounded(
    client: Any, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scheduler.web.shared import throttling  # noqa: PLC0415 - for its bound alone

    monkeypatch.setitem(throttling.MOST, "provider", 2)  # type: ignore[arg-type]

    assert [client.post("/login/oidc", data=AT_THE_DOOR).status_code for _ in range(3)] == [200, 200, 429]


def test_server_without_a_provider_says_so(client: Any, app: Any) -> None:
    app.state.provider = None

    page, answer = client.get("/login"), client.post("/login/oidc", data=AT_THE_DOOR)

    assert "Masuk lewat" not in text_of(page)
    assert (answer.status_code, "masuk dengan kata sandi saja" in text_of(answer)) == (404, True)


def test_training_knows_no_provider(database: Any, clock: Stopwatch, settings: Settings) -> None:
    clock.is_training = True

    assert create_app(database, clock, settings).state.provider is None  # type: ignore[arg-type]
