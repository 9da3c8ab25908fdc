"""What an office starts with for applications from home."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import scheduler
from scheduler.domain.applying.applicants import People, faults_of
from scheduler.domain.applying.applied import steps_of
from scheduler.domain.applying.procedures import (
    EXAMPLES,
    NOT_FROM_HOME,
    PROCEDURES,
    RELATIONS,
    STEPS,
    TOPICS,
    Preset,
    relations_of,
)
from scheduler.domain.calendar.due_days import due_day
from scheduler.domain.calendar.hours import Closed
from scheduler.domain.offices import presets
from scheduler.domain.offices.presets import HOURS, REASONS, TYPES
from scheduler.domain.stages import OVER, DocumentStage
from scheduler.domain.text.nik import is_nik
from scheduler.domain.text.public_words import is_fit_for_citizens

ZONE = ZoneInfo("Asia/Jakarta")
MONDAY = date(2026, 11, 30)
DRAWINGS = Path(scheduler.__file__).parent / "static" / "examples"
NIK, KK = "2172015708650001", "2172010101010001"


def test_every_type_and_reason_can_be_applied_for_or_says_why_not() -> None:
    offered = {(each.type, each.reason) for each in PROCEDURES}

    wrong = [
        (kind.code, reason)
        for kind in TYPES
        for reason in REASONS
        if ((kind.code, reason) in offered) == ((kind.code, reason) in NOT_FROM_HOME)
    ]
    assert wrong == []


def test_preset_is_whole(subtests: pytest.Subtests) -> None:
    for preset in PROCEDURES:
        with subtests.test(preset.code):
            assert preset.topic in TOPICS
            assert preset.type in presets.TYPE_BY_CODE
            assert preset.items
            assert all(item.example in EXAMPLES and item.most_pages >= 1 and item.explains for item in preset.items)
            assert any(not item.optional for item in preset.items)


def test_codes_of_presets_differ() -> None:
    assert len({each.code for each in PROCEDURES}) == len(PROCEDURES)


def test_nothing_that_citizens_read_names_death_or_divorce() -> None:
    def read(preset: Preset) -> list[str]:
        return [
            preset.asks,
            *STEPS[preset.type],
            *(text for item in preset.items for text in (item.name, item.explains)),
        ]

    assert [preset.code for preset in PROCEDURES if not is_fit_for_citizens(*read(preset))] == []
    assert is_fit_for_citizens(*TOPICS.values())


@pytest.mark.parametrize("text", ["Akta Kematian", "surat perceraian", "Death certificate"])
def test_unfit_words_are_found(text: str) -> None:
    assert not is_fit_for_citizens("akta pencatatan sipil", text)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_is_drawn_as_a_specimen(name: str) -> None:
    drawing = (DRAWINGS / f"{name}.svg").read_text()

    assert "CONTOH" in drawing
    assert "<script" not in drawing
    assert "style=" not in drawing


def test_child_is_applied_for_by_parent_or_guardian() -> None:
    assert relations_of("kia.first", for_child=True) == ("parent", "guardian")


def test_nobody_applies_for_themselves_where_a_family_mourns() -> None:
    assert "holder" not in relations_of("akta.mourning", for_child=False)


def test_whoever_applies_for_themselves_is_named_once() -> None:
    tidy = People("holder", "  siti   rahma ", "2172 0157 0865 0001", KK, "siti").tidy

    assert (tidy.holder, tidy.nik, tidy.applicant) == ("Siti Rahma", NIK, "")


@pytest.mark.parametrize(
    ("people", "fault"),
    [
        (People("", "Siti", NIK, KK, "Budi"), "relation"),
        (People("holder", "", NIK, KK), "holder"),
        (People("holder", "12345", NIK, KK), "holder"),
        (People("holder", "Siti", "123", KK), "nik"),
        (People("holder", "Siti", "2172019913650001", KK), "nik"),
        (People("holder", "Siti", NIK, "12"), "kk"),
        (People("family", "Siti", NIK, KK), "applicant"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(people: People, fault: str) -> None:
    assert list(faults_of(people, RELATIONS, needs_nik=True)) == [fault]


def test_numbers_kept_already_need_not_come_again() -> None:
    assert not faults_of(People("holder", "Siti"), RELATIONS, needs_nik=True, knows=("nik", "kk"))


def test_newborn_needs_no_nik() -> None:
    assert not faults_of(People("parent", "Siti", "", KK, "Budi"), RELATIONS, needs_nik=False)


def test_nik_of_a_woman_has_its_day_raised() -> None:
    assert is_nik("2172015708650001")
    assert not is_nik("2172013213650001")


def test_weekends_and_closures_do_not_count_as_working_days() -> None:
    closed = [Closed(date(2026, 12, 2), date(2026, 12, 2), "libur")]

    assert due_day(MONDAY, 3, HOURS, closed, ZONE) == date(2026, 12, 4)
    assert due_day(MONDAY, 4, HOURS, closed, ZONE) == date(2026, 12, 7)


def test_office_shut_without_end_promises_nothing() -> None:
    assert due_day(MONDAY, 3, HOURS, [Closed(MONDAY, None, "banjir")], ZONE) is None


@pytest.mark.parametrize("stage", [stage for stage in DocumentStage if stage not in OVER])
@pytest.mark.parametrize("hands_over", [True, False])
def test_one_step_is_now_until_the_end(stage: DocumentStage, *, hands_over: bool) -> None:
    assert [step.progress for step in steps_of(stage, hands_over=hands_over)].count("now") == 1


def test_all_is_done_when_it_was_collected() -> None:
    assert {step.progress for step in steps_of("collected", hands_over=True)} == {"done"}
    assert not steps_of("withdrawn", hands_over=True)
