"""The office's page of its screens, the code that a television shows, and the word about those that fell silent."""

import re
from datetime import timedelta
from typing import Any

import pytest

from scheduler.board.screen import Report
from scheduler.db.models import Deployment, Office, Pairing, Screen
from scheduler.flow.screens import screen_watch, screens
from scheduler.flow.screens.screens import VALID, Looks
from scheduler.web.shared.throttling import MOST
from tests.conftest import Stopwatch
from tests.scenes.factories import NINE, TELEVISION, World
from tests.web.staff.members import sign_in, text_of

LOOKS = {"name": "Pintu", "layout": "door", "language": "both", "theme": "light", "volume": "60"}
CALM = Report(day=None, version=0, sound="on", width=1920, height=1080, build="abc")


@pytest.fixture(autouse=True)
def _supervisor(client: Any, office: World, clock: Stopwatch) -> None:
    """Sari looks after the screens at nine."""
    sign_in(client, office, name="Sari", role="supervisor")
    clock.now = NINE


def asked(office: World) -> str:
    found = office.database.run(screens.ask, TELEVISION, now=NINE)
    assert found is not None
    return found[1].code


def paired(office: World, name: str = "Pintu", **looks: Any) -> int:
    screen = office.do(screens.confirm, asked(office), Looks(name, **looks), by="staff:1", now=NINE)
    return screen.id


def heard(office: World, screen: int, now: Any = NINE, **facts: Any) -> None:
    report = Report(**{**{name: getattr(CALM, name) for name in CALM.__slots__}, **facts})
    office.database.run(screen_watch.hear, screen, report, now=now)


def page(client: Any) -> Any:
    return client.get("/office/screens")


def post(client: Any, what: str, **fields: Any) -> Any:
    answer = client.post(f"/office/screens{what}", data=fields)
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def row(client: Any, screen: int) -> str:
    """What the list says of a screen."""
    found = re.search(rf'<article[^>]*data-screen="{screen}".*?</article>', page(client).text, re.DOTALL)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


# --- the television's side


def ask(client: Any) -> Any:
    """What the television shows once its page, or somebody by its button, has asked for a code."""
    return client.get(client.post("/display").headers["location"])


@pytest.mark.parametrize("cookie", ["", "planted"])
def test_page_that_is_only_opened_writes_nothing(client: Any, app: Any, cookie: str) -> None:
    if cookie:
        client.cookies.set("giliran-screen", cookie)
    app.state.db.write = None  # whoever would write falls over it

    shown = client.get("/display")

    assert shown.status_code == 200
    assert "set-cookie" not in shown.headers
    assert '<form method="post" action="/display" data-ask="yes">' in shown.text


def test_television_that_keeps_no_cookie_does_not_ask_again_by_itself(client: Any) -> None:
    asked = client.post("/display")
    client.cookies.delete("giliran-screen")

    shown = client.get(asked.headers["location"])

    assert 'data-ask="no"' in shown.text
    assert "tidak menyimpan cookie" in shown.text


@pytest.mark.parametrize("training", [True, False])
def test_page_without_a_code_says_that_it_is_training_too(client: Any, office: World, *, training: bool) -> None:
    office.database.run(lambda session: session.merge(Deployment(id=1, training=training)))

    shown = client.get("/display?lang=en").text

    assert ("TRAINING. No message is sent." in shown) is training


def test_code_that_has_expired_is_asked_for_again_by_itself(client: Any, clock: Stopwatch) -> None:
    asked = client.post("/display")
    clock.now += VALID

    assert 'data-ask="yes"' in client.get(asked.headers["location"]).text


def test_television_shows_a_code_and_becomes_a_screen(client: Any, office: World) -> None:
    shown = ask(client)
    code = office.rows(Pairing)[0].code

    assert f"{code[:3]} {code[3:]}" in shown.text
    assert client.get("/display/screen/pairing").status_code == 204
    client.post("/office/screens", data={"code": code, **LOOKS})

    assert client.get("/display/screen/pairing").json() == {"paired": True}
    assert office.office.name in client.get("/display").text


def test_televisions_cookie_is_for_the_display_alone_and_for_400_days(client: Any) -> None:
    cookie = client.post("/display").headers["set-cookie"]

    assert re.match(r"giliran-screen=[\w-]{22}; HttpOnly; Max-Age=34560000; Path=/display; SameSite=lax$", cookie)


def test_television_that_is_loaded_again_keeps_its_code(client: Any, office: World) -> None:
    first = ask(client).text
    client.post("/display")

    assert client.get("/display").text == first
    assert len(office.rows(Pairing)) == 1


def test_code_is_renewed_when_it_expires(client: Any, office: World, clock: Stopwatch) -> None:
    client.post("/display")
    old = office.rows(Pairing)[0].code
    clock.now += VALID

    assert client.get("/display/screen/pairing").json() == {"paired": False}
    client.post("/display")

    assert office.rows(Pairing)[0].code != old
    assert client.get("/display/screen/pairing").status_code == 204


def test_television_without_cookies_is_not_told_to_load_again_and_again(client: Any) -> None:
    client.cookies.clear()

    assert client.get("/display/screen/pairing").status_code == 400


def test_television_that_may_not_wait_tries_again_by_itself(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screens, "MOST_PENDING", 0)
    monkeypatch.setattr(screens, "_make_room", lambda *_: False)

    answer = client.post("/display")

    assert (answer.status_code, answer.headers["refresh"]) == (503, "5")
    assert "Terlalu banyak layar" in answer.text


def test_television_meets_a_database_that_is_away(client: Any, app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    write = app.state.db.write

    async def away(step: Any, *args: Any, **facts: Any) -> Any:
        if step is screens.ask:  # what else writes meanwhile would take it for a fault, and end the process
            raise OSError("away")
        return await write(step, *args, **facts)

    monkeypatch.setattr(app.state.db, "write", away)

    answer = client.post("/display")

    assert (answer.status_code, answer.headers["refresh"]) == (503, "5")
    assert "Layar ini sedang terganggu." in text_of(answer)


def test_removed_screen_shows_a_code_again(client: Any, office: World) -> None:
    client.post("/display")
    client.post("/office/screens", data={"code": office.rows(Pairing)[0].code, **LOOKS})
    client.post(f"/office/screens/{office.rows(Screen)[0].id}/removal")

    code = office.rows(Pairing)
    shown = ask(client)

    assert code == []
    assert f"{office.rows(Pairing)[0].code[:3]} " in shown.text


def test_waiting_page_runs_nothing_of_its_own_and_refreshes_without_script(client: Any) -> None:
    shown = ask(client).text

    assert '<noscript><meta http-equiv="refresh" content="10"></noscript>' in shown
    assert not re.search(r"<script(?![^>]*src=)|style=|<style", shown)


# --- pairing


def test_code_in_the_address_is_filled_in(client: Any) -> None:
    assert 'name="code" value="BCDFGH"' in client.get("/office/screens?code=BCDFGH").text


@pytest.mark.parametrize(("query", "comes_first"), [("?code=BCDFGH", "pair"), ("", "list")])
def test_whoever_brings_a_code_finds_its_form_above_the_screens(
    client: Any, office: World, query: str, comes_first: str
) -> None:
    paired(office)

    headings = re.findall(r'<h2 id="(\w+)"', client.get(f"/office/screens{query}").text)

    assert sorted(headings) == ["list", "pair"]
    assert headings[0] == comes_first


def test_code_in_the_address_is_kept_over_the_sign_in(client: Any) -> None:
    client.cookies.delete("giliran")

    answer = client.get("/office/screens?code=BCDFGH")

    assert answer.headers["location"] == "/login?next=%2Foffice%2Fscreens%3Fcode%3DBCDFGH"


def test_screen_gets_what_was_chosen(client: Any, office: World) -> None:
    shown = post(client, "", code=asked(office).lower(), **LOOKS)

    kept = office.rows(Screen)[0]
    assert (kept.name, kept.layout, kept.language, kept.theme, kept.volume) == ("Pintu", "door", "both", "light", 60)
    assert "Layar sudah dipasangkan." in text_of(shown)


def test_form_that_is_sent_twice_pairs_once(client: Any, office: World) -> None:
    fields = {"code": asked(office), "nonce": "n1", **LOOKS}

    answers = [client.post("/office/screens", data=fields).status_code for _ in range(2)]

    assert answers == [303, 303]
    assert len(office.rows(Screen)) == 1


def test_wrong_code_keeps_what_was_typed(client: Any) -> None:
    answer = post(client, "", code="BBBBBB", **LOOKS)

    assert answer.status_code == 404
    assert "Ketik kode yang sekarang tampil di layar." in text_of(answer)
    assert 'value="BBBBBB"' in answer.text
    assert '<option value="door" selected>' in answer.text


def test_guessing_codes_is_slowed_down(client: Any, office: World) -> None:
    code = asked(office)
    for _ in range(MOST["pairing"]):
        assert post(client, "", code="BBBBBB", **LOOKS).status_code == 404

    assert post(client, "", code=code, **LOOKS).status_code == 429
    assert office.rows(Screen) == []


def test_counter_layout_without_a_counter_is_named(client: Any, office: World) -> None:
    answer = post(client, "", code=asked(office), **{**LOOKS, "layout": "counter"})

    assert answer.status_code == 422
    assert "Pilih loket yang ditampilkan." in text_of(answer)
    assert post(client, "", code=office.rows(Pairing)[0].code, **{**LOOKS, "layout": "counter", "counter": "2"})
    assert office.rows(Screen)[0].counter_number == 2


@pytest.mark.parametrize("field", ["layout", "language", "theme", "volume"])
def test_value_that_is_none_is_named(client: Any, office: World, field: str) -> None:
    answer = post(client, "", code=asked(office), **{**LOOKS, field: "x"})

    assert answer.status_code == 422
    assert f'id="fault-{field}"' in answer.text


@pytest.mark.parametrize("role", ["clerk", "guard"])
def test_only_supervisors_look_after_screens(client: Any, office: World, role: str) -> None:
    screen = paired(office)
    sign_in(client, office, name="Rina", role=role)

    assert page(client).status_code == 403
    for what in ("", "/sound-tests", f"/{screen}/looks", f"/{screen}/reloads", f"/{screen}/removal"):
        assert client.post(f"/office/screens{what}", data=LOOKS).status_code == 403
    assert office.rows(Screen)[0].removed_at is None


# --- the list


def test_screen_is_shown_as_it_was_heard(client: Any, office: World) -> None:
    screen = paired(office, layout="counter", counter=2, volume=40)
    heard(office, screen, version=12)

    said = row(client, screen)

    assert "Satu loket 2 · Indonesia · Gelap · volume 40%" in said
    assert "hari ini pukul 09.00" in said
    assert "versi 12, sama dengan papan" in said
    assert "Suara menyala" in said
    assert "1920 × 1080" in said
    assert "Terhubung" in said


def test_screen_that_lags_or_is_mute_is_marked(client: Any, office: World, clock: Stopwatch) -> None:
    screen = paired(office)
    office.called(now=NINE)
    clock.forward(minutes=1)
    heard(office, screen, clock.now, sound="unable")

    said = row(client, screen)

    assert "tertinggal sejak 09.01" in said
    assert "Layar ini tidak bisa bersuara" in said


def test_screen_that_is_gone_is_not_said_to_be_right(client: Any, office: World, clock: Stopwatch) -> None:
    screen = paired(office)
    heard(office, screen, version=12)
    clock.forward(minutes=1)

    said = row(client, screen)

    assert "versi 12" in said
    assert "sama dengan papan" not in said


def test_screen_that_was_never_heard_says_so(client: Any, office: World) -> None:
    screen = paired(office)

    assert "belum pernah" in row(client, screen)


def test_silent_screens_come_first(client: Any, office: World, clock: Stopwatch) -> None:
    fine, silent = paired(office, "Aula"), paired(office, "Pintu")
    for screen in (fine, silent):
        heard(office, screen)
    clock.forward(minutes=3)
    heard(office, fine, clock.now)
    office.at_time(screen_watch.watch, now=clock.now)

    shown = page(client)

    assert re.findall(r'<article[^>]*data-screen="(\d+)"', shown.text) == [str(silent), str(fine)]
    assert "Layar Pintu diam sejak 09.00." in text_of(shown)
    assert "Diam" in row(client, silent)
    assert "Diam" not in row(client, fine)


def test_hall_and_counters_are_told_of_a_silent_screen(client: Any, office: World, clock: Stopwatch) -> None:
    heard(office, paired(office))
    clock.forward(minutes=3)
    office.at_time(screen_watch.watch, now=clock.now)

    assert "Layar Pintu diam sejak 09.00." in text_of(client.get("/office/hall"))
    sign_in(client, office, counter=1)
    assert "Layar Pintu diam sejak 09.00." in text_of(client.get("/counter"))
    assert "Layar Pintu diam sejak 09.00." in text_of(client.get("/counter/line"))


def test_screen_silent_since_another_day_says_which(client: Any, office: World, clock: Stopwatch) -> None:
    heard(office, paired(office), NINE - timedelta(days=3))
    office.at_time(screen_watch.watch, now=NINE)

    assert "Layar Pintu diam sejak Jumat, 27 Nov 09.00." in text_of(page(client))


# --- care


def test_change_arrives_and_the_form_has_what_it_is(client: Any, office: World) -> None:
    screen = paired(office, "Aula", volume=50)
    form = client.get(f"/office/screens/{screen}")
    assert '<option value="50" selected>50%</option>' in form.text

    shown = post(client, f"/{screen}/looks", **LOOKS)

    assert office.rows(Screen)[0].layout == "door"
    assert "Layar sudah diubah." in text_of(shown)


def test_change_that_makes_no_sense_stands_on_its_form(client: Any, office: World) -> None:
    paired(office, "Aula")
    screen = paired(office, "Pintu")

    answer = post(client, f"/{screen}/looks", **{**LOOKS, "name": "aula"})

    assert answer.status_code == 409
    assert "Sudah ada layar bernama aula." in text_of(answer)
    assert 'value="aula"' in answer.text


@pytest.mark.parametrize(
    ("what", "column"),
    [("reloads", "reloads"), ("identifications", "identifications"), ("sound-tests", "sound_tests")],
)
def test_order_is_counted(client: Any, office: World, what: str, column: str) -> None:
    screen = paired(office)

    shown = post(client, f"/{screen}/{what}")

    assert shown.status_code == 200
    assert 'role="status"' in shown.text
    assert getattr(office.rows(Screen)[0], column) == 1


@pytest.mark.parametrize("path", ["/office/screens/sound-tests", "/counter/sound-tests"])
def test_all_screens_can_be_tried(client: Any, office: World, path: str) -> None:
    if "counter" in path:
        sign_in(client, office, counter=1)

    answer = client.post(path)

    assert answer.status_code == 303
    assert office.rows(Office)[0].sound_tests == 1
    assert "Kalimat uji diputar di semua layar." in text_of(client.get(answer.headers["Location"]))


def test_screen_is_taken_off_the_list(client: Any, office: World) -> None:
    screen = paired(office)
    assert "Ya, lepas Pintu" in text_of(client.get(f"/office/screens/{screen}"))

    shown = post(client, f"/{screen}/removal")

    assert "Belum ada TV yang dipasangkan." in text_of(shown)
    assert office.rows(Screen)[0].removed_at == NINE


def test_screen_that_is_not_there_is_answered_on_the_list(client: Any, subtests: pytest.Subtests) -> None:
    for number in ["77", "99999999999999999999"]:
        for what in ["", "/looks", "/reloads", "/removal"]:
            with subtests.test(number=number, what=what):
                path = f"/office/screens/{number}{what}"

                answer = client.post(path, data=LOOKS) if what else client.get(path)

                assert answer.status_code == 404
                assert "Layar itu tidak ada lagi." in text_of(answer)


@pytest.mark.parametrize("number", ["77", "99999999999999999999"])
def test_change_that_makes_no_sense_to_a_screen_that_is_not_there(client: Any, office: World, number: str) -> None:
    answer = post(client, f"/{number}/looks", **{**LOOKS, "layout": "round"})

    assert answer.status_code == 404
    assert "Layar itu tidak ada lagi." in text_of(answer)


def test_screen_of_another_office_is_not_there(client: Any, elsewhere: World, office: World) -> None:
    screen = paired(elsewhere)

    assert client.get(f"/office/screens/{screen}").status_code == 404
    assert client.post(f"/office/screens/{screen}/removal").status_code == 404
    assert "<article" not in page(client).text
    assert office.rows(Screen)[0].removed_at is None


def test_page_is_english_where_it_is_asked_for(client: Any, office: World) -> None:
    screen = paired(office)
    heard(office, screen, version=12)

    said = text_of(client.get("/office/screens?lang=en"))

    assert "same as the board" in said
    assert "Papan" not in said
