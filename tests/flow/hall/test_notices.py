from datetime import time, timedelta
from typing import Any

import pytest

from scheduler.db import queries
from scheduler.domain.calendar.calendar import Hours
from scheduler.domain.door import OfficeClosed, ServiceClosed
from scheduler.domain.offices.revision import Week
from scheduler.flow.calendar import closures, hours
from scheduler.flow.calendar.closures import NewClosure
from tests.scenes.factories import EARLY, MONDAY, NINE, World, at


def service(office: World, letter: str) -> int:
    return office.read(lambda s: next(x.id for x in queries.services_of(s, office.office.id) if x.letter == letter))


def shut(office: World, *, now: Any = NINE, letter: str | None = None, **facts: Any) -> None:
    usual: dict[str, Any] = {"starts_on": MONDAY, "ends_on": MONDAY, "reason": "Alat rusak"}
    owner = service(office, letter) if letter else None
    office.do(closures.shut, NewClosure(**{**usual, "service_id": owner, **facts}), now=now)


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({}, "Perekaman KTP-el tutup hari ini: Alat rusak."),
        ({"ends_on": None}, "Perekaman KTP-el tutup sampai pemberitahuan lebih lanjut: Alat rusak."),
        (
            {"ends_on": MONDAY + timedelta(days=2)},
            "Perekaman KTP-el tutup sampai Rabu, 2 Desember 2026: Alat rusak.",
        ),
        (
            {"from_time": time(10), "to_time": time(11, 30)},
            "Perekaman KTP-el tutup hari ini 10.00-11.30: Alat rusak.",
        ),
    ],
)
def test_screens_are_told_of_a_closed_service_at_the_same_step(office: World, facts: Any, text: str) -> None:
    shut(office, letter="C", **facts)

    notice = office.board(NINE).notice
    assert notice is not None
    assert notice["id"] == text
    assert notice["en"].startswith("Service C (Recording for an ID card) is closed")


def test_hours_that_the_office_shuts_later_today_are_announced(office: World) -> None:
    shut(office, from_time=time(13), to_time=time(15), reason="Upacara")

    assert office.board(NINE).open.state == "open"
    assert office.board(NINE).notice == {
        "id": "Kantor tutup hari ini 13.00-15.00: Upacara.",
        "en": "The office is closed today 13.00-15.00: a ceremony.",
    }


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("Alat perekaman rusak.", "broken recording equipment"),
        ("Isra Mikraj 1448 H", "Isra and Mi'raj"),
        ("Libur Cap Go Meh", "a holiday"),
        ("Tikus di ruang server", "Tikus di ruang server"),
    ],
)
def test_reason_of_a_closure_is_said_in_english_as_far_as_it_is_known(office: World, reason: str, said: str) -> None:
    shut(office, letter="C", reason=reason)

    board = office.board(NINE)

    assert board.notice is not None
    assert board.notice["en"] == f"Service C (Recording for an ID card) is closed today: {said}."
    assert board.closures["C"]["en"] == board.notice["en"]
    assert board.notice["id"].endswith(f": {reason.rstrip('.')}.")


def test_closed_office_says_why_in_every_language_that_knows_it(office: World) -> None:
    shut(office, reason="hari raya Galungan")

    opening = office.board(NINE).open

    assert (opening.reason, opening.told) == ("hari raya Galungan", {"id": "hari raya Galungan", "en": "a holiday"})
    assert [opening.why(language) for language in ("id", "en")] == ["Hari raya Galungan", "A holiday"]


def test_words_of_the_office_alone_stand_as_they_are(office: World) -> None:
    shut(office, reason="tikus di ruang server")

    assert office.board(NINE).open.why("en") == "Tikus di ruang server"


def test_who_waits_is_told_what_is_shut_today_of_the_service_they_wait_for(office: World) -> None:
    shut(office, letter="C")
    shut(office, letter="A", starts_on=MONDAY + timedelta(days=1), ends_on=MONDAY + timedelta(days=1))

    assert {letter: told["id"] for letter, told in office.board(NINE).closures.items()} == {
        "C": "Perekaman KTP-el tutup hari ini: Alat rusak."
    }


def test_hours_that_the_office_shuts_concern_everybody(office: World) -> None:
    shut(office, from_time=time(13), to_time=time(15), reason="Upacara")
    shut(office, letter="C")

    told = office.board(NINE).closures

    office_alone = "Kantor tutup hari ini 13.00-15.00: Upacara."
    assert (told["A"]["id"], told["B"]["id"]) == (office_alone, office_alone)
    assert told["C"]["id"] == f"{office_alone} Perekaman KTP-el tutup hari ini: Alat rusak."


@pytest.mark.postgres("statements")
def test_notice_goes_when_the_hours_are_over(office: World) -> None:
    shut(office, letter="C", from_time=time(9), to_time=time(10))

    office.tick(now=at(10))

    assert office.board(at(10)).notice is None


def test_closed_office_says_why_itself_and_needs_no_notice(office: World) -> None:
    shut(office, letter="C")
    shut(office, reason="Rapat kerja")

    board = office.board(NINE)
    assert (board.open.state, board.open.reason) == ("closed", "Rapat kerja")
    assert board.notice is None


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"ends_on": None}, "Perekaman KTP-el tutup mulai Selasa, 1 Desember 2026 sampai pemberitahuan lebih lanjut: "),
        ({"ends_on": MONDAY + timedelta(days=1)}, "Perekaman KTP-el tutup Selasa, 1 Desember 2026: "),
        (
            {"ends_on": MONDAY + timedelta(days=21)},
            "Perekaman KTP-el tutup Selasa, 1 Desember 2026 sampai Senin, 21 Desember 2026: ",
        ),
    ],
)
def test_closure_within_a_week_is_announced_at_the_same_step(office: World, facts: Any, text: str) -> None:
    shut(office, letter="C", starts_on=MONDAY + timedelta(days=1), **facts)

    notice = office.board(NINE).notice
    assert notice is not None
    assert notice["id"] == text + "Alat rusak."
    assert notice["en"].startswith("Service C (Recording for an ID card) will be closed")


def test_each_closure_stands_on_a_line_of_its_own(office: World) -> None:
    shut(office, letter="C")
    shut(office, letter="B", starts_on=MONDAY + timedelta(days=1), ends_on=None)

    notice = office.board(NINE).notice
    assert notice is not None
    assert [line.split(" tutup ")[0] for line in notice["id"].split("\n")] == [
        "Perekaman KTP-el",
        "Pengambilan KK dan akta",
    ]
    assert len(notice["en"].split("\n")) == 2


def test_closure_further_off_or_of_another_office_is_no_notice(office: World, elsewhere: World) -> None:
    shut(office, letter="C", starts_on=MONDAY + timedelta(days=8), ends_on=None)
    shut(elsewhere, letter="C")

    assert office.board(NINE).notice is None


def test_walk_in_for_a_closed_service_is_refused_with_the_reason(office: World) -> None:
    shut(office, letter="C", ends_on=None)
    shut(office, letter="A", ends_on=MONDAY)

    with pytest.raises(ServiceClosed) as recording:
        office.walk_in(service="C")
    with pytest.raises(ServiceClosed) as pickup:
        office.walk_in()

    assert recording.value.facts == {
        "service": "Perekaman KTP-el",
        "reason": "Alat rusak",
        "opens": None,
        "booked": False,
    }
    assert pickup.value.facts["opens"] == at(8, day=1)


def test_walk_in_for_another_service_comes_in(office: World) -> None:
    shut(office, letter="C")

    assert office.walk_in().answer == "come_in"


def test_walk_in_after_the_hours_of_a_service_is_refused_and_who_is_booked_is_not(office: World) -> None:
    code = office.booked(9, 30, service="C")
    short = (Hours(0, time(8), time(10), None, None),)
    office.do(hours.apply, Week(short, service_id=service(office, "C")), now=EARLY)

    late = office.scan(code, now=at(10, 5))
    with pytest.raises(ServiceClosed) as refused:
        office.walk_in(service="C", now=at(10, 5))

    assert late.answer == "come_in"
    assert refused.value.facts["reason"] is None


def test_booking_that_a_closure_took_is_told_where_it_stands(office: World) -> None:
    code = office.booked(9, service="C")
    shut(office, letter="C", now=EARLY)

    with pytest.raises(ServiceClosed) as refused:
        office.scan(code)

    assert refused.value.facts["booked"]
    assert "Urutan Anda tetap" in refused.value.fitting
    assert office.booking(code).stage == "booked"


def test_closed_office_says_why_at_the_door(office: World) -> None:
    shut(office, reason="Rapat kerja", ends_on=None)

    with pytest.raises(OfficeClosed) as refused:
        office.walk_in()

    assert refused.value.facts == {"opens": None, "reason": "Rapat kerja"}


def test_evening_needs_no_reason(office: World) -> None:
    with pytest.raises(OfficeClosed) as refused:
        office.walk_in(now=at(18))

    assert refused.value.facts == {"opens": at(8, day=1)}
