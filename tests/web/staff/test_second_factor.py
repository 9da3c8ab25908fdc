"""Signing in with a code beside the password: set up, asked, trusted, lost, demanded by an office."""

from datetime import timedelta
from typing import Any

import pytest

from scheduler.db.models import (
    Authenticator,
    DeedRow,
    Device,
    Office,
    Person,
    RecoveryCode,
    Staff,
    StaffSession,
    TrustedBrowser,
)
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.refusals import Unavailable
from scheduler.flow.screens import devices
from scheduler.flow.staff import authenticators, people
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, World, at
from tests.support.authenticators import digits_at, key_on
from tests.support.passwords import QUICK, hash_quickly
from tests.web.staff.members import text_of

PASSWORD = "kata sandi Rina"
HOME = "/account/second-factor"


@pytest.fixture(autouse=True)
def _rina(office: World, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rina is a clerk (1), Sari manages the office (2)."""
    hash_quickly(monkeypatch)
    clock.now = at(9)
    office.at_time(people.add_staff, "Rina", "clerk", QUICK.hash(PASSWORD), now=EARLY)
    office.at_time(people.add_staff, "Sari", "supervisor manager", QUICK.hash("kata sandi Sari"), now=EARLY)


def sign_in(client: Any, **fields: str) -> Any:
    return client.post("/login", data={"name": "Rina", "password": PASSWORD, "place": "office", **fields})


def sign_in_as_sari(client: Any) -> Any:
    return sign_in(client, name="Sari", password="kata sandi Sari")


def set_up(client: Any, clock: Stopwatch) -> tuple[str, list[str]]:
    """The key, and the codes on paper, of whoever is signed in."""
    client.post(f"{HOME}/authenticator", data={"proof_password": PASSWORD})
    key = key_on(client.get(HOME).text)
    answer = client.post(f"{HOME}/authenticator/confirmation", data={"code": digits_at(key, clock.now)})
    assert answer.status_code == 200, text_of(answer)
    return key, codes_on(answer)


def codes_on(answer: Any) -> list[str]:
    return [part.partition("<")[0] for part in answer.text.split("<code>")[1:]]


def ask(office: World, **asked: Any) -> None:
    office.change(Office, office.office.id, **asked)


@pytest.fixture
def has_app(client: Any, clock: Stopwatch) -> tuple[str, list[str]]:
    """Rina has an application, and is signed out."""
    sign_in(client)
    found = set_up(client, clock)
    client.post("/logout")
    clock.forward(minutes=5)
    return found


def prove(client: Any, code: str, **fields: str) -> Any:
    return client.post("/login/code", data={"code": code, **fields})


@pytest.mark.postgres("statements")
def test_application_is_set_up_by_the_password_and_a_right_code(client: Any, office: World, clock: Stopwatch) -> None:
    sign_in(client)

    refused = client.post(f"{HOME}/authenticator", data={"proof_password": "salah"})
    _, codes = set_up(client, clock)

    assert refused.status_code == 401
    assert len(set(codes)) == 10
    assert all(
        code.replace("-", "").encode() not in row.code_hash for row in office.rows(RecoveryCode) for code in codes
    )
    assert "Terpasang" in text_of(client.get(HOME))
    assert client.get("/account").status_code == 200  # one goes on in this session
    deeds = [row.deed for row in office.rows(DeedRow)]
    assert deeds.count(Deed.AUTHENTICATOR_ADDED) == deeds.count(Deed.RECOVERY_CODES_MADE) == 1


def test_setting_up_ends_the_other_sessions(client: Any, office: World, clock: Stopwatch, app: Any) -> None:
    sign_in(client)
    elsewhere = client.cookies["giliran"]
    client.cookies.clear()
    sign_in(client)
    set_up(client, clock)

    client.cookies.clear()
    client.cookies.set("giliran", elsewhere)

    assert client.get("/account").status_code == 303


def test_key_is_shown_in_the_session_that_began_alone_and_for_a_quarter_of_an_hour(
    client: Any, office: World, clock: Stopwatch
) -> None:
    sign_in(client)
    client.post(f"{HOME}/authenticator", data={"proof_password": PASSWORD})
    key = key_on(client.get(HOME).text)
    own = client.cookies["giliran"]
    client.cookies.clear()
    sign_in(client)
    assert "set-up-key" not in client.get(HOME).text
    late = client.post(f"{HOME}/authenticator/confirmation", data={"code": digits_at(key, clock.now)})
    client.cookies.clear()
    client.cookies.set("giliran", own)
    clock.forward(minutes=15)

    over = client.post(f"{HOME}/authenticator/confirmation", data={"code": digits_at(key, clock.now)})

    assert [late.status_code, over.status_code] == [409, 409]
    assert "Mulai lagi dari awal" in text_of(over)


@pytest.mark.parametrize(("minutes", "said"), [(-480, "8 jam"), (7, "7 menit")])
def test_wrong_clock_is_said_where_the_application_is_set_up(
    client: Any, clock: Stopwatch, minutes: int, said: str
) -> None:
    sign_in(client)
    client.post(f"{HOME}/authenticator", data={"proof_password": PASSWORD})
    key = key_on(client.get(HOME).text)
    shown = digits_at(key, clock.now + timedelta(minutes=minutes))

    answer = client.post(f"{HOME}/authenticator/confirmation", data={"code": shown})

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert "09.00 WIB" in text_of(answer)


@pytest.mark.postgres("statements")
def test_code_is_asked_after_the_password_and_opens_where_one_wanted_to_be(
    client: Any, office: World, clock: Stopwatch, has_app: tuple[str, list[str]]
) -> None:
    asked = sign_in(client, place="counter-1", next="/counter?x=1")
    assert asked.headers["location"] == "/login/code?place=counter-1&next=%2Fcounter%3Fx%3D1"
    assert client.get("/counter").status_code == 303  # the step opens nothing
    page = client.get(asked.headers["location"])
    assert "Kode dari aplikasi autentikator" in text_of(page)

    opened = prove(client, digits_at(has_app[0], clock.now), place="counter-1", next="/counter?x=1")

    assert opened.headers["location"] == "/counter?x=1"
    assert client.get("/counter").status_code == 200
    assert office.rows(StaffSession)[-1].second == "code"


def test_code_works_once(client: Any, clock: Stopwatch, has_app: tuple[str, list[str]]) -> None:
    code = digits_at(has_app[0], clock.now)
    sign_in(client)
    prove(client, code)
    client.cookies.clear()
    sign_in(client)

    again = prove(client, code)

    assert again.status_code == 401
    assert "sudah dipakai" in text_of(again)


def test_code_works_once_on_the_clock_that_was_put_back_too(
    client: Any, clock: Stopwatch, has_app: tuple[str, list[str]]
) -> None:
    """A server whose clock was a year ahead, and was put right, shuts nobody out for a year."""
    clock.forward(days=365)
    sign_in(client)
    assert prove(client, digits_at(has_app[0], clock.now)).status_code == 303
    clock.now = at(11)
    client.cookies.clear()
    sign_in(client)

    back = prove(client, digits_at(has_app[0], clock.now))
    client.cookies.clear()
    sign_in(client)
    again = prove(client, digits_at(has_app[0], clock.now))

    assert [back.status_code, again.status_code] == [303, 401]


@pytest.mark.parametrize(("seconds", "status"), [(-60, 401), (-30, 303), (30, 303), (60, 401)])
def test_code_of_the_step_before_or_after_is_taken(
    client: Any, clock: Stopwatch, has_app: tuple[str, list[str]], seconds: int, status: int
) -> None:
    sign_in(client)

    answer = prove(client, digits_at(has_app[0], clock.now + timedelta(seconds=seconds)))

    assert answer.status_code == status


def test_wrong_codes_pause_the_person_whatever_the_browser(
    client: Any, clock: Stopwatch, has_app: tuple[str, list[str]]
) -> None:
    for _ in range(5):
        client.cookies.clear()
        sign_in(client)
        assert prove(client, "000000").status_code == 401
    client.cookies.clear()
    sign_in(client)

    paused = prove(client, digits_at(has_app[0], clock.now))
    clock.forward(minutes=1)
    later = prove(client, digits_at(has_app[0], clock.now))

    assert paused.status_code == 429
    assert "Kode beberapa kali keliru" in text_of(paused)
    assert later.status_code == 303


@pytest.mark.postgres("statements")
def test_code_on_paper_works_once_in_any_spelling(client: Any, office: World, has_app: tuple[str, list[str]]) -> None:
    code = has_app[1][3].lower().replace("-", " ")
    sign_in(client)
    used = prove(client, code)
    client.cookies.clear()
    sign_in(client)

    again = prove(client, code)

    assert [used.status_code, again.status_code] == [303, 401]
    assert Deed.RECOVERY_CODE_USED in [row.deed for row in office.rows(DeedRow)]


@pytest.mark.postgres("statements")
def test_browser_that_is_trusted_is_not_asked_until_its_days_are_over(
    client: Any, office: World, clock: Stopwatch, has_app: tuple[str, list[str]]
) -> None:
    sign_in(client)
    prove(client, digits_at(has_app[0], clock.now), trust="1")
    client.post("/logout")

    trusted = sign_in(client)
    client.post("/logout")
    clock.forward(days=14)
    asked = sign_in(client)

    assert trusted.headers["location"] == "/office/documents"
    assert asked.headers["location"].startswith("/login/code")
    assert [row.second for row in office.rows(StaffSession)][-3:-1] == ["code", "browser"]


@pytest.mark.postgres("statements")
@pytest.mark.parametrize("how", ["password", "button", "removal", "sessions", "another"])
def test_trust_ends_with_what_it_stands_on(
    client: Any, office: World, clock: Stopwatch, has_app: tuple[str, list[str]], how: str
) -> None:
    sign_in(client)
    prove(client, digits_at(has_app[0], clock.now), trust="1")
    new = "empat kata yang beda sekali"
    clock.forward(minutes=1)
    if how == "password":
        client.post("/account/password", data={"old": PASSWORD, "password": new, "again": new})
    elif how == "button":
        client.post(f"{HOME}/browsers")
    elif how == "sessions":
        client.post("/account/sessions/end")
    elif how == "another":
        office.database.run(authenticators.remove, 1)
        set_up(client, clock)
    else:
        data = {"proof_password": PASSWORD, "code": digits_at(has_app[0], clock.now)}
        assert client.post(f"{HOME}/authenticator/removal", data=data).status_code == 303

    assert office.rows(TrustedBrowser) == []


@pytest.mark.postgres("statements")
def test_office_that_trusts_no_browser_offers_it_to_nobody(
    client: Any, office: World, clock: Stopwatch, has_app: tuple[str, list[str]]
) -> None:
    ask(office, second_factor_days=0)
    asked = sign_in(client)
    assert "trust" not in client.get(asked.headers["location"]).text

    prove(client, digits_at(has_app[0], clock.now), trust="1")

    assert office.rows(TrustedBrowser) == []


@pytest.mark.postgres("statements")
def test_application_is_taken_off_by_password_and_code(
    client: Any, office: World, clock: Stopwatch, has_app: tuple[str, list[str]]
) -> None:
    sign_in(client)
    prove(client, digits_at(has_app[0], clock.now))
    clock.forward(minutes=1)
    code = digits_at(has_app[0], clock.now)

    without = client.post(f"{HOME}/authenticator/removal", data={"proof_password": PASSWORD, "code": "123456"})
    client.post(f"{HOME}/authenticator/removal", data={"proof_password": PASSWORD, "code": code})

    assert without.status_code == 401
    assert office.rows(Authenticator) == office.rows(RecoveryCode) == []
    client.post("/logout")
    assert sign_in(client).headers["location"] == "/office/documents"


def test_new_codes_end_the_old_ones(client: Any, clock: Stopwatch, has_app: tuple[str, list[str]]) -> None:
    sign_in(client)
    prove(client, digits_at(has_app[0], clock.now))
    codes = codes_on(client.post(f"{HOME}/codes", data={"proof_password": PASSWORD}))
    client.cookies.clear()
    sign_in(client)

    old, new = prove(client, has_app[1][0]), prove(client, codes[0])

    assert [old.status_code, new.status_code] == [401, 303]


@pytest.mark.postgres("statements")
def test_manager_takes_it_off_somebody_who_lost_the_phone(
    client: Any, office: World, has_app: tuple[str, list[str]]
) -> None:
    sign_in_as_sari(client)

    answer = client.post("/office/staff/1/second-factor")

    assert "dilepas" in text_of(client.get(answer.headers["location"]))
    assert [row.deed for row in office.rows(DeedRow)][-1] == Deed.SECOND_FACTOR_TAKEN
    assert office.rows(Authenticator) == office.rows(RecoveryCode) == []
    assert client.post("/office/staff/1/second-factor").status_code == 409  # there is nothing any more
    client.cookies.clear()
    assert sign_in(client).headers["location"] == "/office/documents"


def test_manager_of_one_office_takes_nothing_off_who_works_at_another(
    client: Any, office: World, elsewhere: World, has_app: tuple[str, list[str]]
) -> None:
    (rina,) = [row for row in office.rows(Staff) if row.name == "Rina"]
    there = elsewhere.at_time(people.add_staff, "Rina", "clerk", None, now=EARLY)
    office.change(Staff, there.id, person_id=rina.person_id)
    sign_in(client, name="Sari", password="kata sandi Sari", office="tanjungpinang")

    assert client.post("/office/staff/1/second-factor").status_code == 409
    assert len(office.rows(Authenticator)) == 1


@pytest.mark.postgres("statements")
def test_office_asks_it_from_a_day_on_and_leads_to_setting_it_up(client: Any, office: World, clock: Stopwatch) -> None:
    ask(office, second_factor="everybody", second_factor_from=at(9, day=1).date())
    before = sign_in(client)
    assert "memintanya mulai" in text_of(client.get("/account"))
    client.cookies.clear()
    clock.now = at(9, day=1)
    asked = sign_in(client, place="counter-2")
    assert asked.headers["location"] == "/login/setup?place=counter-2"
    assert client.get("/counter").status_code == 303
    key = key_on(client.get(asked.headers["location"]).text)

    done = client.post("/login/setup", data={"code": digits_at(key, clock.now), "place": "counter-2"})

    assert before.headers["location"] == "/office/documents"
    assert len(codes_on(done)) == 10
    assert 'href="/counter"' in done.text
    assert client.get("/counter").status_code == 200


@pytest.mark.postgres("statements")
def test_pages_of_the_office_say_from_when_on_it_is_asked_until_it_is_set_up(
    client: Any, office: World, clock: Stopwatch
) -> None:
    sign_in(client)
    ask(office, second_factor="leaders", second_factor_from=at(9, day=1).date())
    others = text_of(client.get("/office/documents"))
    ask(office, second_factor="everybody")

    before = text_of(client.get("/office/documents"))
    ask(office, second_factor_from=at(9).date())
    asked = text_of(client.get("/office/documents"))
    set_up(client, clock)

    assert "verifikasi dua langkah" not in others
    assert "Mulai Selasa, 1 Desember 2026 Anda masuk dengan verifikasi dua langkah. Pasang sekarang" in before
    assert "Kantor meminta verifikasi dua langkah saat Anda masuk. Pasang sekarang" in asked
    assert "verifikasi dua langkah" not in text_of(client.get("/office/documents"))


def test_counter_that_is_not_there_is_said_before_the_code_is_asked(
    client: Any, has_app: tuple[str, list[str]]
) -> None:
    """At the code no other could be chosen."""
    answer = sign_in(client, place="counter-77")

    assert answer.status_code == 422
    assert 'name="password"' in answer.text


def test_setting_up_that_was_begun_anew_elsewhere_leads_to_sign_in_again(client: Any, office: World) -> None:
    ask(office, second_factor="everybody")
    sign_in(client)
    first = client.cookies["giliran-setting-up"]
    sign_in(client)
    client.cookies.set("giliran-setting-up", first, domain="testserver.local", path="/login")

    answers = [client.get("/login/setup"), client.post("/login/setup", data={"code": "123456"})]

    assert [each.headers.get("location", "").partition("?")[0] for each in answers] == ["/login", "/login"]


def test_leaders_alone_are_asked_where_the_office_says_so(client: Any, office: World) -> None:
    ask(office, second_factor="leaders")

    clerk, leader = sign_in(client), sign_in_as_sari(client)

    assert [each.headers["location"].partition("?")[0] for each in (clerk, leader)] == [
        "/office/documents",
        "/login/setup",
    ]


def test_strictest_office_of_a_person_asks_wherever_they_sign_in(client: Any, office: World, elsewhere: World) -> None:
    (rina,) = [row for row in office.rows(Staff) if row.name == "Rina"]
    there = elsewhere.at_time(people.add_staff, "Rina", "clerk", None, now=EARLY)
    office.change(Staff, there.id, person_id=rina.person_id)
    ask(elsewhere, second_factor="everybody")

    asked = sign_in(client, office="tanjungpinang")

    assert asked.headers["location"].startswith("/login/setup")


def test_session_that_began_with_less_does_not_go_on_at_an_office_that_asks_more(
    client: Any, office: World, elsewhere: World
) -> None:
    sign_in(client, office="tanjungpinang")
    (rina,) = [row for row in office.rows(Staff) if row.name == "Rina"]
    there = elsewhere.at_time(people.add_staff, "Rina", "clerk", None, now=EARLY)
    office.change(Staff, there.id, person_id=rina.person_id)
    ask(elsewhere, second_factor="everybody")

    answer = client.post("/account/office", data={"staff": str(there.id)})

    assert answer.status_code == 401
    assert "Untuk kantor itu kata sandi saja tidak cukup. Keluar, lalu masuk lagi dengan kode." in text_of(answer)
    assert client.get("/account").status_code == 200  # the one here goes on


@pytest.mark.postgres("statements")
def test_office_is_chosen_after_the_code(
    client: Any, office: World, elsewhere: World, clock: Stopwatch, has_app: tuple[str, list[str]]
) -> None:
    (rina,) = [row for row in office.rows(Staff) if row.name == "Rina"]
    there = elsewhere.at_time(people.add_staff, "Rina", "clerk", None, now=EARLY)
    office.change(Staff, there.id, person_id=rina.person_id)
    sign_in(client)
    assert client.get("/login/office").status_code == 401

    choice = prove(client, digits_at(has_app[0], clock.now), place="office")
    chosen = client.post("/login/office", data={"staff": str(there.id), "place": "office"})

    assert choice.headers["location"] == "/login/office?place=office"
    assert chosen.headers["location"] == "/office/documents"
    assert office.rows(StaffSession)[-1].second == "code"
    assert client.post("/account/office", data={"staff": str(rina.id)}).headers["location"] == "/account?done=elsewhere"


def test_link_for_a_new_password_does_not_go_round_the_code(
    client: Any, office: World, clock: Stopwatch, has_app: tuple[str, list[str]]
) -> None:
    sign_in_as_sari(client)
    page = client.post("/office/staff/1/invitation").text
    code = page.partition("/join/")[2][:19]
    client.cookies.clear()
    new = "empat kata yang beda sekali"

    joined = client.post(f"/join/{code}/password", data={"password": new, "again": new})

    assert joined.headers["location"].startswith("/login/code?")
    assert client.get("/account").status_code == 303
    opened = prove(client, digits_at(has_app[0], clock.now), next="/account?done=joined", office="tanjungpinang")
    assert opened.headers["location"] == "/account?done=joined"


# --- out of a kiosk, at which strangers stand


@pytest.fixture
def kiosk(client: Any, clock: Stopwatch, has_app: tuple[str, list[str]]) -> str:
    """Rina has made the browser a kiosk, and has an application; its secret."""
    sign_in(client, place="door")
    prove(client, digits_at(has_app[0], clock.now), place="door")
    client.post("/door/kiosk")
    clock.forward(minutes=1)
    return has_app[0]


def leave_kiosk(client: Any) -> Any:
    return client.post("/door/kiosk/end", data={"name": "Rina", "password": PASSWORD})


@pytest.mark.postgres("statements")
def test_kiosk_ends_with_the_code_and_not_before(client: Any, office: World, clock: Stopwatch, kiosk: str) -> None:
    asked = leave_kiosk(client)
    page = client.get("/door/kiosk/end/code")
    kinds = [row.kind for row in office.rows(Device)]
    shut = client.get("/door").status_code
    left = client.post("/door/kiosk/end/code", data={"code": digits_at(kiosk, clock.now)})

    assert asked.headers["location"] == "/door/kiosk/end/code"
    assert "Kode dari aplikasi autentikator, atau kode cadangan" in text_of(page)
    assert kinds == ["kiosk"]
    assert shut == 303
    assert left.headers["location"] == "/door"
    assert client.get("/door").status_code == 200
    assert [row.kind for row in office.rows(Device)] == ["tablet"]
    assert "giliran-kiosk" not in client.cookies


def test_wrong_code_leaves_the_kiosk_as_it_is(client: Any, office: World, kiosk: str) -> None:
    leave_kiosk(client)

    wrong = client.post("/door/kiosk/end/code", data={"code": "000000"})

    assert wrong.status_code == 401
    assert "Kode itu tidak cocok." in text_of(wrong)
    assert 'name="code"' in wrong.text
    assert [row.kind for row in office.rows(Device)] == ["kiosk"]
    assert client.get("/door").status_code == 303


def test_codes_at_a_kiosk_are_counted(client: Any, clock: Stopwatch, kiosk: str) -> None:
    leave_kiosk(client)

    tried = [client.post("/door/kiosk/end/code", data={"code": "000000"}).status_code for _ in range(6)]
    right = client.post("/door/kiosk/end/code", data={"code": digits_at(kiosk, clock.now)})

    assert tried[-1] == right.status_code == 429


def test_code_is_for_whoever_gave_the_password_at_this_screen(client: Any, clock: Stopwatch, kiosk: str) -> None:
    digits = {"code": digits_at(kiosk, clock.now)}
    without = client.post("/door/kiosk/end/code", data=digits)
    leave_kiosk(client)
    client.get("/door/kiosk")  # they went away, and the first screen came
    after = client.post("/door/kiosk/end/code", data=digits)

    assert without.headers["location"] == after.headers["location"] == "/door/kiosk/end"
    assert client.get("/door/kiosk/end/code").headers["location"] == "/door/kiosk/end"
    assert client.get("/door").status_code == 303


def test_application_is_not_set_up_at_a_kiosk(client: Any, office: World) -> None:
    sign_in(client, place="door")
    client.post("/door/kiosk")
    ask(office, second_factor="everybody")
    sessions = office.rows(StaffSession)

    refused = leave_kiosk(client)

    assert refused.status_code == 409
    assert "Pasang dulu dengan masuk di ponsel atau komputer lain." in text_of(refused)
    assert [row.kind for row in office.rows(Device)] == ["kiosk"]
    assert office.rows(StaffSession) == sessions
    assert office.rows(Authenticator) == []


def test_failure_on_the_way_leaves_the_kiosk_and_nobody_signed_in(
    client: Any, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, place="door")
    client.post("/door/kiosk")
    sessions = office.rows(StaffSession)
    monkeypatch.setattr(devices, "leave_kiosk", failing)

    answer = leave_kiosk(client)

    assert answer.status_code == 503
    assert "giliran" not in client.cookies
    assert office.rows(StaffSession) == sessions
    assert client.get("/door/kiosk").status_code == 200


def test_failure_at_the_start_leaves_no_kiosk_and_whoever_began_signed_in(
    client: Any, office: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, place="door")
    monkeypatch.setattr(devices, "sign_out", failing)

    answer = client.post("/door/kiosk")

    assert answer.status_code == 503
    assert [row.kind for row in office.rows(Device)] == []
    assert client.get("/door").status_code == 200


def failing(*_args: Any, **_facts: Any) -> None:
    raise Unavailable


def test_step_is_over_after_ten_minutes(client: Any, clock: Stopwatch, has_app: tuple[str, list[str]]) -> None:
    sign_in(client)
    clock.forward(minutes=10)

    answer = prove(client, digits_at(has_app[0], clock.now))

    assert answer.headers["location"].startswith("/login?")


def test_whoever_goes_takes_it_along(client: Any, office: World, has_app: tuple[str, list[str]]) -> None:
    sign_in_as_sari(client)

    client.post("/office/staff/1/removal")

    assert office.rows(Authenticator) == office.rows(RecoveryCode) == []
    assert office.rows(Person)[0].password_hash is None


@pytest.mark.postgres("statements")
def test_manager_sees_who_lacks_it_before_it_is_asked(client: Any, office: World) -> None:
    sign_in_as_sari(client)
    page = client.get("/office/settings/second-factor").text
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    form = {"who": "everybody", "first_day": "07/12/2026", "days": "7", "seen": seen}

    shown = client.post("/office/settings/second-factor", data=form)
    kept = client.post("/office/settings/second-factor", data={**form, "sure": "1"})

    assert '<p><a href="/office/settings">Semua pengaturan</a></p>' in page
    assert "Rina" in text_of(shown)
    assert office.office.second_factor == "nobody"
    assert kept.headers["location"].endswith("done=saved")
    (deed,) = [row for row in office.rows(DeedRow) if row.deed == Deed.SECOND_FACTOR_ASKED]
    assert deed.became == {"second_factor": "everybody", "second_factor_from": "2026-12-07", "second_factor_days": 7}
    overtaken = client.post("/office/settings/second-factor", data={**form, "days": "9", "sure": "1"})
    assert overtaken.status_code == 409


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"who": "dogs"}, "Pilih siapa yang wajib"),
        ({"who": "everybody", "first_day": "besok"}, "30/11/2026"),
        ({"who": "everybody", "days": "91"}, "antara 0 dan 90"),
    ],
)
def test_what_cannot_be_asked_is_said(client: Any, office: World, typed: dict[str, str], said: str) -> None:
    sign_in_as_sari(client)

    answer = client.post("/office/settings/second-factor", data={"days": "7", "seen": "", "sure": "1", **typed})

    assert answer.status_code == 422
    assert said in text_of(answer)
