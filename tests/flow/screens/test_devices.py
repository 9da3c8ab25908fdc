"""Tablets and kiosks of an office: their names and keys, what they say of themselves, and the word of their silence."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from scheduler.db.models import Device, StaffSession
from scheduler.domain.refusals import Invalid
from scheduler.domain.screens import DeviceNameTaken, DeviceUnknown, TooManyDevices
from scheduler.flow.screens import device_watch, devices
from scheduler.flow.screens.device_watch import Beat, is_old, until_morning
from scheduler.flow.screens.devices import KIOSK, TABLET, Maker
from scheduler.flow.screens.silence import silent_here
from scheduler.flow.staff import people, sessions
from scheduler.jobs.tick import DEVICES
from tests.scenes.factories import EARLY, MORNING, NINE, World, at

CALM = Beat("abc")


@pytest.fixture
def guard(office: World) -> int:
    return office.database.run(people.add_staff, office.office, "Gani", "guard", None, now=EARLY).id


def begun(office: World, guard: int, now=NINE) -> int:
    """The session of a browser in which the guard signs in."""
    value = office.database.run(sessions.sign_in, guard, None, now=now)
    return office.read(lambda session: sessions.signed_in(session, value, now)).session_id


def made(office: World, guard: int, name: str = "", kind=TABLET, key: str = "", now=NINE) -> tuple[str, Device]:
    """A browser that the guard makes a device: its key, and its row."""
    maker = Maker(guard, begun(office, guard, now), "Chrome, Android", [key] if key else [])
    made_key = office.at_time(devices.become, kind, name, maker, now=now)
    return made_key, office.rows(Device, col(Device.key_hash) == devices.hash_of(kind, made_key))[0]


def row(office: World, device: Device) -> Device:
    return office.rows(Device, col(Device.id) == device.id)[0]


def heard(office: World, device: Device, now, beat: Beat = CALM) -> None:
    office.database.run(device_watch.hear, device.id, beat, now=now)


def watch(office: World, now) -> None:
    """What a tick does."""
    if office.asks(DEVICES, now):
        office.at_time(device_watch.watch, now=now)


def silent(office: World, now) -> list[tuple[str, str]]:
    return office.read(lambda session: [(each.kind, each.name) for each in silent_here(session, office.office, now)])


# --- names and keys


def test_browser_that_nobody_names_takes_the_first_name_that_is_free(office: World, guard: int):
    names = [made(office, guard, name, kind)[1].name for name, kind in (("", KIOSK), ("", KIOSK), ("", TABLET))]

    assert names == ["Kios 1", "Kios 2", "Tablet pintu 1"]


@pytest.mark.parametrize(("name", "fault"), [("x" * 41, "too_long"), ("\u200b", None)])
def test_name_that_does_not_do_is_refused(office: World, guard: int, name: str, fault: str | None):
    _, device = made(office, guard, "Kiri")

    with pytest.raises(Exception) as caught:  # noqa: PT011 - a hidden sign has a refusal of its own
        office.database.run(devices.rename, office.office, device.id, name)

    assert fault is None or (isinstance(caught.value, Invalid) and caught.value.errors == {"name": fault})
    assert row(office, device).name == "Kiri"


def test_name_is_taken_once(office: World, guard: int):
    made(office, guard, "Kiri", KIOSK)
    _, other = made(office, guard, "Kanan")

    for take in (
        lambda: made(office, guard, " kiri "),
        lambda: office.database.run(devices.rename, office.office, other.id, "KIRI"),
    ):
        with pytest.raises(DeviceNameTaken):
            take()


def test_list_has_an_end(office: World, guard: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(devices, "MOST", 2)
    key, _ = made(office, guard)
    made(office, guard)

    with pytest.raises(TooManyDevices):
        made(office, guard)
    assert made(office, guard, "Pintu", key=key)[1].name == "Pintu"


@pytest.mark.postgres("statements")
def test_kiosk_is_known_by_its_key_until_it_is_removed(office: World, guard: int):
    key, device = made(office, guard, "Kiri", KIOSK)
    known = lambda: office.read(lambda session: devices.kiosk_by(session, key))  # noqa: E731

    kiosk = known()
    assert (kiosk.device_id, kiosk.by, kiosk.office.id) == (device.id, f"staff:{guard}", office.office.id)
    assert office.rows(StaffSession)[-1].revoked_at == NINE

    office.at_time(devices.remove, device.id, now=at(9, 1))
    assert known() is None
    with pytest.raises(DeviceUnknown):
        office.at_time(devices.remove, device.id, now=at(9, 2))


def test_key_of_a_tablet_opens_no_kiosk(office: World, guard: int):
    key, _ = made(office, guard)

    assert office.read(lambda session: devices.kiosk_by(session, key)) is None


def test_browser_that_becomes_a_kiosk_is_the_same_device_and_its_old_key_holds_no_more(office: World, guard: int):
    first, device = made(office, guard, "Pintu")
    second, kiosk = made(office, guard, "", KIOSK, key=first)

    assert (kiosk.id, kiosk.name, kiosk.kind) == (device.id, "Pintu", "kiosk")
    with pytest.raises(DeviceUnknown):
        office.read(lambda session: device_watch.who_beats(session, TABLET, first))
    assert office.read(lambda session: device_watch.who_beats(session, KIOSK, second)).device_id == device.id


def test_key_of_another_office_makes_another_device(office: World, elsewhere: World, guard: int):
    key, device = made(office, guard, "Pintu")
    there = elsewhere.database.run(people.add_staff, elsewhere.office, "Mira", "guard", None, now=EARLY).id

    _, other = made(elsewhere, there, "Pintu", key=key)

    assert other.id != device.id
    assert row(office, device).office_id == office.office.id


def test_kiosk_that_is_left_is_the_tablet_of_that_name(office: World, guard: int):
    key, device = made(office, guard, "Kiri", KIOSK)

    kept = office.at_time(devices.leave_kiosk, device.id, guard, now=at(9, 5))

    now = row(office, device)
    assert (now.kind, now.name, now.key_hash) == ("tablet", "Kiri", devices.hash_of(TABLET, kept))
    assert office.read(lambda session: devices.kiosk_by(session, key)) is None
    with pytest.raises(DeviceUnknown):
        office.at_time(devices.leave_kiosk, device.id, guard, now=at(9, 6))


@pytest.mark.postgres("statements")
def test_who_is_signed_in_at_a_tablet_is_signed_out_with_it(office: World, guard: int):
    _, device = made(office, guard)

    ended = office.at_time(devices.remove, device.id, now=at(9, 5))

    assert ended == device.session_id
    assert office.rows(StaffSession, col(StaffSession.id) == ended)[0].revoked_at == at(9, 5)


def test_device_of_another_office_is_not_there(office: World, elsewhere: World, guard: int):
    _, device = made(office, guard)

    with pytest.raises(DeviceUnknown):
        elsewhere.database.run(devices.rename, elsewhere.office, device.id, "Lain")
    with pytest.raises(DeviceUnknown):
        elsewhere.at_time(devices.remove, device.id, now=NINE)


def test_name_stands_once_in_the_table(office: World, guard: int):
    made(office, guard, "Kiri")

    def add(session) -> None:
        session.add(
            Device(office_id=office.office.id, kind="kiosk", name="Kiri", key_hash=b"x", staff_id=guard, added_at=NINE)
        )
        session.flush()

    with pytest.raises(IntegrityError):
        office.database.run(add)


# --- what they say


@pytest.mark.postgres("statements")
def test_what_a_tablet_says_is_kept(office: World, guard: int):
    _, device = made(office, guard)
    beat = Beat(
        "abc",
        session_id=7,
        waiting=3,
        oldest=timedelta(minutes=4),
        battery=55,
        charging=False,
        trouble=frozenset({"printer", "camera"}),
        clock_off=timedelta(minutes=-3),
    )

    heard(office, device, at(9, 10), beat)

    kept = row(office, device)
    assert (kept.heard_at, kept.build, kept.session_id) == (at(9, 10), "abc", 7)
    assert (kept.waiting, kept.waiting_since, kept.battery, kept.charging) == (3, at(9, 6), 55, False)
    assert (kept.trouble, kept.clock_off) == ("camera printer clock", -180)


def test_page_that_does_not_know_what_waits_leaves_it(office: World, guard: int):
    _, device = made(office, guard)
    heard(office, device, at(9, 1), Beat("abc", waiting=2, oldest=timedelta(seconds=30)))

    heard(office, device, at(9, 2), Beat("abc"))
    assert row(office, device).waiting == 2
    heard(office, device, at(9, 3), Beat("abc", waiting=0))
    assert (row(office, device).waiting, row(office, device).waiting_since) == (0, None)


def test_removed_device_is_not_listened_to(office: World, guard: int):
    _, device = made(office, guard)
    office.at_time(devices.remove, device.id, now=at(9, 1))

    heard(office, device, at(9, 2))

    assert row(office, device).heard_at is None


# --- mornings


@pytest.mark.parametrize(
    ("drawn", "now", "old"),
    [
        ((29, 10, 0), (29, 20, 59), False),  # 03.59 of the next day in Jakarta
        ((29, 10, 0), (29, 21, 0), True),
        ((29, 21, 0), (30, 10, 0), False),
        ((28, 10, 0), (30, 2, 0), True),
    ],
)
def test_page_of_before_four_in_the_morning_is_old(drawn: tuple[int, ...], now: tuple[int, ...], *, old: bool):
    moments = [datetime(2026, 11, *each, tzinfo=UTC) for each in (drawn, now)]

    assert is_old(*moments, "Asia/Jakarta") is old


def test_morning_comes_once_a_day_by_the_offices_clock():
    waits = [until_morning(datetime(2026, 11, 29, hour, tzinfo=UTC), "Asia/Jayapura") for hour in (18, 19, 20)]

    assert waits == [timedelta(hours=1), timedelta(hours=24), timedelta(hours=23)]


# --- silence


@pytest.mark.postgres("statements")
def test_device_that_was_not_heard_for_five_minutes_is_silent(office: World, guard: int):
    _, device = made(office, guard, "Kiri", KIOSK)
    _, fine = made(office, guard, "Pintu")
    heard(office, device, NINE)

    for minute in (1, 4, 5, 6, 30):
        heard(office, fine, at(9, minute))
        watch(office, at(9, minute))
        assert silent(office, at(9, minute)) == ([] if minute < 5 else [("kiosk", "Kiri")])
    assert row(office, device).silent_at == at(9, 5)


def test_silent_device_is_so_until_it_is_heard(office: World, guard: int):
    _, device = made(office, guard)
    watch(office, at(9, 5))
    assert silent(office, at(9, 5)) == [("tablet", device.name)]

    heard(office, device, at(9, 6))

    assert silent(office, at(9, 6)) == []
    assert row(office, device).silent_at is None


@pytest.mark.postgres("statements")
def test_morning_gives_devices_five_minutes_and_after_hours_nobody_needs_them(office: World, guard: int):
    _, device = made(office, guard, "Kiri", now=EARLY)

    for now, names in ((at(7, 50), []), (MORNING, []), (at(8, 4), []), (at(8, 5), [("tablet", "Kiri")]), (at(20), [])):
        watch(office, now)
        assert silent(office, now) == names
    assert row(office, device).silent_at is None
