"""Pairing of televisions, what offices want of them, and what is written down of them."""

from datetime import timedelta

import pytest
from sqlmodel import col

from scheduler.board.screen import Report
from scheduler.db.models import Office, Pairing, Screen
from scheduler.domain.refusals import Invalid
from scheduler.domain.screens import PairingUnknown, ScreenNameTaken, ScreenUnknown
from scheduler.flow.offices import offices
from scheduler.flow.offices.offices import Plan
from scheduler.flow.screens import screen_watch, screens
from scheduler.flow.screens.screens import LEFT_ALONE, MOST_FROM, MOST_PENDING, VALID, Looks
from scheduler.jobs.tick import SCREENS
from tests.scenes.factories import EARLY, MORNING, NINE, TELEVISION, World, at

SUPERVISOR = "staff:3"
CALM = Report(day=None, version=0, sound="on", width=1920, height=1080, build="abc")


def asked(office: World, now=NINE, asker=TELEVISION) -> str:
    """The code of a television that waits."""
    return office.database.run(screens.ask, asker, now=now)[1].code


def paired(office: World, name: str = "Pintu", now=NINE, **looks) -> Screen:
    return office.do(screens.confirm, asked(office, now), Looks(name, **looks), by=SUPERVISOR, now=now)


def heard(office: World, screen: Screen, now, **facts) -> None:
    report = Report(**{**{name: getattr(CALM, name) for name in CALM.__slots__}, **facts})
    office.database.run(screen_watch.hear, screen.id, report, now=now)


def watch(office: World, now) -> None:
    """What a tick does."""
    if office.asks(SCREENS, now):
        office.at_time(screen_watch.watch, now=now)


def row(office: World, screen: Screen) -> Screen:
    return office.rows(Screen, col(Screen.id) == screen.id)[0]


# --- pairing


def test_code_is_confirmed_and_the_token_is_that_of_the_screen(office: World):
    token, pairing = office.database.run(screens.ask, TELEVISION, now=NINE)

    screen = office.do(
        screens.confirm, pairing.code, Looks(" Ruang  tunggu ", "door", "both", "light", 60), by=SUPERVISOR, now=NINE
    )

    kept = row(office, screen)
    assert (kept.token_hash, kept.paired_by, kept.name) == (screens.hash_of(token), SUPERVISOR, "Ruang tunggu")
    assert (kept.layout, kept.language, kept.theme, kept.volume) == ("door", "both", "light", 60)
    assert office.rows(Pairing) == []


def test_token_is_made_here_and_not_kept(office: World):
    token, pairing = office.database.run(screens.ask, TELEVISION, now=NINE)

    assert len(token) >= 22
    assert token.encode() not in pairing.token_hash
    assert set(pairing.code) <= set(screens.LETTERS)
    assert len(pairing.code) == 6


@pytest.mark.parametrize("typed", ["{low}", " {code} ", "{first}-{last}", "{first} {last}"])
def test_code_is_read_however_it_is_typed(office: World, typed: str):
    code = asked(office)

    text = typed.format(low=code.lower(), code=code, first=code[:3], last=code[3:])
    screen = office.do(screens.confirm, text, Looks("Pintu"), by=SUPERVISOR, now=NINE)

    assert row(office, screen).name == "Pintu"


@pytest.mark.parametrize("code", ["", "BCDFG", "BCDFGHJ", "AEIOUA", "BCDFGH"])
def test_code_that_no_screen_shows_is_refused(office: World, code: str):
    with pytest.raises(PairingUnknown):
        office.do(screens.confirm, code, Looks("Pintu"), by=SUPERVISOR, now=NINE)


def test_code_is_used_once(office: World, elsewhere: World):
    code = asked(office)
    office.do(screens.confirm, code, Looks("Pintu"), by=SUPERVISOR, now=NINE)

    with pytest.raises(PairingUnknown):
        elsewhere.do(screens.confirm, code, Looks("Pintu"), by=SUPERVISOR, now=NINE)


def test_code_holds_for_a_quarter_of_an_hour(office: World):
    first, second = asked(office), asked(office)

    office.do(screens.confirm, first, Looks("Pintu"), by=SUPERVISOR, now=NINE + VALID - timedelta(seconds=1))

    with pytest.raises(PairingUnknown):
        office.do(screens.confirm, second, Looks("Aula"), by=SUPERVISOR, now=NINE + VALID)


def test_expired_codes_go_when_another_is_asked_for(office: World):
    asked(office)

    code = asked(office, NINE + VALID)

    assert [pairing.code for pairing in office.rows(Pairing)] == [code]


@pytest.mark.postgres("statements")
def test_of_too_many_the_oldest_goes_but_not_within_two_minutes(office: World):
    codes = [asked(office, asker=f"192.0.2.{number}") for number in range(MOST_PENDING)]

    refused = office.database.run(screens.ask, TELEVISION, now=NINE + LEFT_ALONE - timedelta(seconds=1))
    assert refused is None

    token, _ = office.database.run(screens.ask, TELEVISION, now=NINE + LEFT_ALONE)
    kept = {pairing.code for pairing in office.rows(Pairing)}
    assert len(kept) == MOST_PENDING
    assert codes[0] not in kept
    with office.database.reading() as session:
        assert screens.pending(session, token, NINE + LEFT_ALONE) is not None


def test_one_address_that_floods_leaves_places_to_others(office: World):
    codes = [asked(office) for _ in range(MOST_FROM)]

    refused = office.database.run(screens.ask, TELEVISION, now=NINE + LEFT_ALONE)
    code = asked(office, NINE + LEFT_ALONE, asker="192.0.2.8")

    assert refused is None
    assert {pairing.code for pairing in office.rows(Pairing)} == {*codes, code}
    assert MOST_FROM * 4 < MOST_PENDING


def test_token_that_was_made_elsewhere_waits_for_nothing(office: World):
    asked(office)

    with office.database.reading() as session:
        assert screens.pending(session, "planted", NINE) is None


NONSENSE = [
    (Looks("  "), "name"),
    (Looks("x" * 41), "name"),
    (Looks("Pintu", layout="wall"), "layout"),
    (Looks("Pintu", language="fr"), "language"),
    (Looks("Pintu", theme="pink"), "theme"),
    (Looks("Pintu", volume=101), "volume"),
    (Looks("Pintu", layout="counter"), "counter"),
    (Looks("Pintu", layout="counter", counter=77), "counter"),
]


def test_what_makes_no_sense_is_named_and_leaves_the_code_to_be_used(office: World, subtests: pytest.Subtests):
    code = asked(office)

    for looks, field in NONSENSE:
        with subtests.test(looks=looks, field=field):
            with pytest.raises(Invalid) as refusal:
                office.do(screens.confirm, code, looks, by=SUPERVISOR, now=NINE)

            assert list(refusal.value.facts["errors"]) == [field]
            assert [pairing.code for pairing in office.rows(Pairing)] == [code]


def test_two_screens_of_an_office_have_two_names(office: World, elsewhere: World):
    paired(office, "Pintu")
    paired(elsewhere, "Pintu")

    with pytest.raises(ScreenNameTaken):
        paired(office, "pintu")


def test_name_of_a_removed_screen_is_free(office: World):
    office.at_time(screens.remove, paired(office, "Pintu").id)

    assert row(office, paired(office, "Pintu")).removed_at is None


@pytest.mark.parametrize("code", ["screen", "static"])
def test_no_office_is_called_like_an_address_of_screens(office: World, code: str):
    with pytest.raises(Invalid) as refusal:
        office.database.run(offices.create_office, code, Plan(), [], now=EARLY)

    assert refusal.value.facts["errors"] == {"code": "taken"}


# --- care


def test_counter_is_kept_only_where_one_is_shown(office: World):
    screen = paired(office, layout="counter", counter=2)
    assert row(office, screen).counter_number == 2

    office.database.run(screens.change, office.office, screen.id, Looks("Pintu", "hall", counter=2))

    assert row(office, screen).counter_number is None


@pytest.mark.postgres("statements")
def test_screen_keeps_its_name_when_something_else_changes(office: World):
    screen = paired(office, "Pintu")

    office.database.run(screens.change, office.office, screen.id, Looks("Pintu", volume=20))

    assert row(office, screen).volume == 20


@pytest.mark.postgres("statements")
@pytest.mark.parametrize(
    ("what", "counted"),
    [("reload", (1, 0, 0)), ("identify", (0, 1, 0)), ("sound_test", (0, 0, 1))],
)
def test_order_raises_its_own_count_of_that_screen_alone(office: World, what, counted: tuple[int, int, int]):
    other, screen = paired(office, "Aula"), paired(office, "Pintu")

    office.database.run(screens.order, office.office, screen.id, what)

    def counts(of: Screen) -> tuple[int, int, int]:
        now = row(office, of)
        return now.reloads, now.identifications, now.sound_tests

    assert (counts(screen), counts(other)) == (counted, (0, 0, 0))


def test_test_of_all_is_counted_at_the_office(office: World, elsewhere: World):
    office.database.run(screens.test_sounds, office.office)

    tests = {each.code: each.sound_tests for each in office.rows(Office)}
    assert tests == {"tanjungpinang": 1, "bintan": 0}


def test_screen_of_another_office_is_unknown(office: World, elsewhere: World):
    screen = paired(elsewhere)

    for step, args in ((screens.change, (Looks("x"),)), (screens.order, ("reload",))):
        with pytest.raises(ScreenUnknown):
            office.database.run(step, office.office, screen.id, *args)
    with pytest.raises(ScreenUnknown):
        office.at_time(screens.remove, screen.id)
    assert row(office, screen).removed_at is None


@pytest.mark.postgres("statements")
def test_removed_screen_is_gone(office: World):
    screen = paired(office)
    office.at_time(screens.remove, screen.id)

    heard(office, screen, NINE)

    with pytest.raises(ScreenUnknown):
        office.database.run(screens.order, office.office, screen.id, "reload")
    assert row(office, screen).heard_at is None


# --- what it says of itself


def test_report_is_written_down(office: World):
    screen = paired(office)

    heard(office, screen, at(9, 1), day=NINE.date(), version=7, sound="off")

    kept = row(office, screen)
    assert (kept.heard_at, kept.day, kept.version) == (at(9, 1), NINE.date(), 7)
    assert (kept.sound, kept.width, kept.height, kept.build) == ("off", 1920, 1080, "abc")


def test_screen_lags_once_the_newer_board_had_time_to_arrive(office: World):
    screen = paired(office)
    office.called(now=NINE)
    newest = office.board(NINE)

    heard(office, screen, NINE + timedelta(seconds=1), day=newest.day, version=newest.version - 1)
    assert row(office, screen).behind_at is None

    lagging = NINE + timedelta(seconds=20)
    heard(office, screen, lagging, day=newest.day, version=newest.version - 1)
    heard(office, screen, NINE + timedelta(seconds=40), day=newest.day, version=newest.version - 1)
    assert row(office, screen).behind_at == lagging

    heard(office, screen, NINE + timedelta(seconds=60), day=newest.day, version=newest.version)
    assert row(office, screen).behind_at is None


def test_screen_without_a_board_lags_too(office: World):
    screen = paired(office)
    office.called(now=NINE)

    heard(office, screen, at(9, 1), day=None)

    assert row(office, screen).behind_at == at(9, 1)


# --- silence


def silent(office: World, now) -> list[str]:
    with office.database.reading() as session:
        return [screen.name for screen in screen_watch.silent_screens(session, office.office, now)]


def test_screen_that_was_not_heard_for_two_minutes_is_silent(office: World):
    screen, fine = paired(office, "Pintu"), paired(office, "Aula")
    heard(office, screen, NINE)

    for second in (60, 119, 120, 135, 600):
        now = NINE + timedelta(seconds=second)
        heard(office, fine, now)
        watch(office, now)
        assert silent(office, now) == ([] if second < 120 else ["Pintu"])

    assert row(office, screen).silent_at == NINE + timedelta(seconds=120)


def test_screen_that_is_heard_again_is_silent_no_more_and_may_be_again(office: World):
    screen = paired(office)
    heard(office, screen, NINE)
    watch(office, at(9, 2))
    heard(office, screen, at(9, 5))
    assert silent(office, at(9, 5)) == []

    watch(office, at(9, 7))

    assert silent(office, at(9, 7)) == ["Pintu"]


def test_screen_that_was_never_heard_counts_from_its_pairing(office: World):
    paired(office, now=NINE)

    watch(office, at(9, 1))
    assert silent(office, at(9, 1)) == []
    watch(office, at(9, 2))

    assert silent(office, at(9, 2)) == ["Pintu"]


def test_morning_gives_screens_two_minutes_to_come_up(office: World):
    heard(office, paired(office, now=EARLY), at(7, 10))

    for now in (at(7, 50), MORNING, at(8, 1)):
        watch(office, now)
        assert silent(office, now) == []
    watch(office, at(8, 2))

    assert silent(office, at(8, 2)) == ["Pintu"]


@pytest.mark.postgres("statements")
def test_nothing_is_silent_after_hours_and_the_next_day_begins_anew(office: World):
    heard(office, paired(office), at(14, 57))
    watch(office, at(14, 59))
    assert silent(office, at(14, 59)) == ["Pintu"]

    watch(office, at(20))
    assert silent(office, at(20)) == []
    assert office.rows(Screen)[0].silent_at is None
    watch(office, at(20, 1))
    for minute in (2, 3):
        watch(office, at(8, minute, day=1))

    assert silent(office, at(8, 3, day=1)) == ["Pintu"]


def test_break_is_no_time_to_be_silent(office: World):
    heard(office, paired(office), at(12, 15))

    watch(office, at(12, 17))

    assert office.board(at(12, 17)).open.state == "break"
    assert silent(office, at(12, 17)) == ["Pintu"]


def test_removed_screen_may_be_silent(office: World):
    screen = paired(office)
    watch(office, at(9, 2))
    office.at_time(screens.remove, screen.id, now=at(9, 3))

    watch(office, at(9, 10))

    assert silent(office, at(9, 10)) == []
