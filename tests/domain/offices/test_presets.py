from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.domain.calendar.calendar import breaks_of, stretches_of
from scheduler.domain.offices.presets import (
    CATALOGUE,
    HOURS,
    HOURS_PRESETS,
    MORE_TYPES,
    PUBLIC_NAMES,
    REASONS,
    SERVICES,
    SHORT_NAMES,
    TYPE_BY_CODE,
    TYPES,
    counter_services,
    says_which_akta,
    type_of,
)


def test_types_have_the_codes_of_the_office():
    assert [kind.code for kind in TYPES] == ["KTP-el", "KIA", "KK", "akta", "Perekaman KTP-el"]
    assert list(TYPE_BY_CODE.values()) == list(TYPES)
    assert {kind.service for kind in TYPES} == {service.letter for service in SERVICES}


@pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.code)
def test_type_knows_what_to_bring_for_every_reason(kind):
    assert all(kind.needs[reason].bring for reason in REASONS)
    assert kind.need(None) == kind.needs["changed"] == kind.need("suket")


@pytest.mark.parametrize(
    ("code", "reasons"),
    [
        ("KTP-el", {"changed", "moved_in", "damaged"}),
        ("KIA", {"changed", "damaged"}),
        ("KK", set()),
        ("akta", set()),
        ("Perekaman KTP-el", set()),
    ],
)
def test_old_card_is_taken_back(code, reasons):
    assert {reason for reason in REASONS if TYPE_BY_CODE[code].need(reason).takes_back} == reasons


def test_holder_of_a_child_s_card_cannot_come():
    assert {kind.code for kind in TYPES if not kind.self_collect} == {"KIA", "akta"}
    assert {kind.code for kind in TYPES if not kind.hands_over} == {"Perekaman KTP-el"}
    assert {kind.code for kind in TYPES if kind.channel == "self_print"} == {"KK", "akta"}
    assert {kind.code for kind in TYPES if kind.material} == {"KTP-el", "KIA"}


def test_hours_are_of_five_days():
    assert [row.weekday for row in HOURS] == [0, 1, 2, 3, 4]
    assert {(row.opens, row.closes) for row in HOURS} == {(time(8), time(15))}
    assert {(row.break_from, row.break_to) for row in HOURS[:4]} == {(time(12), time(13))}
    assert (HOURS[4].break_from, HOURS[4].break_to) == (time(11, 30), time(13))


@pytest.mark.parametrize(
    ("key", "opens", "minutes_a_week", "usual_break", "friday_break"),
    [
        ("usual", time(8), 1770, 60, 90),
        ("friday_long", time(8), 1740, 60, 120),
        ("perpres_21_2023", time(7, 30), 2250, 60, 90),
        ("ramadan", time(8), 1950, 30, 60),
    ],
)
def test_hours_preset_is_a_week_of_its_sum(key, opens, minutes_a_week, usual_break, friday_break):
    rows, zone = HOURS_PRESETS[key].rows, ZoneInfo("Asia/Jakarta")
    week = [date(2026, 11, 30) + timedelta(days=n) for n in range(7)]

    work = [span for day in week for span in stretches_of(day, rows, [], zone)]
    pauses = [span for day in week for span in breaks_of(day, rows, [], zone)]

    assert {row.opens for row in rows} == {opens}
    assert sum((end - start for start, end in work), timedelta()) == timedelta(minutes=minutes_a_week)
    assert [end - start for start, end in pauses] == [
        *[timedelta(minutes=usual_break)] * 4,
        timedelta(minutes=friday_break),
    ]


def test_usual_hours_are_those_of_a_new_office():
    assert HOURS_PRESETS["usual"].rows == HOURS


@pytest.mark.parametrize(
    ("counters", "expected"),
    [
        (1, ["ABC"]),
        (2, ["AB", "ABC"]),
        (3, ["AB", "AB", "ABC"]),
        (5, ["AB", "AB", "AB", "C", "C"]),
    ],
)
def test_counters_take_every_service_of_the_office(counters, expected):
    taken = [counter_services(number, counters=counters) for number in range(1, counters + 1)]

    assert taken == [frozenset(letters) for letters in expected]
    assert frozenset().union(*taken) == frozenset("ABC")


def test_public_name_never_tells_which_akta():
    assert PUBLIC_NAMES["akta"] == "akta pencatatan sipil"
    assert not any(says_which_akta(name) for name in (*PUBLIC_NAMES.values(), *SHORT_NAMES.values()))
    assert all(map(says_which_akta, ("Akta Kematian", "Kutipan akta kelahiran", "Legalisir akta cerai")))


def test_counters_of_an_office_that_changed_its_letters_take_what_it_has():
    assert counter_services(1, counters=3, letters="ABCD") == frozenset("ABD")
    assert counter_services(4, counters=4, letters="ABD") == frozenset("D")
    assert counter_services(5, counters=5, letters="AB") == frozenset("AB")
    assert counter_services(1, counters=2, letters="DE") == frozenset("DE")


def test_catalogue_has_a_name_and_spellings_for_every_type():
    assert set(CATALOGUE) == set(PUBLIC_NAMES) == set(SHORT_NAMES)
    assert {code: type_of(code) for code in CATALOGUE} == {code: code for code in CATALOGUE}
    assert all(kind.needs[reason].bring for kind in MORE_TYPES for reason in REASONS)
    assert {kind.service for kind in MORE_TYPES} <= {service.letter for service in SERVICES}


@pytest.mark.parametrize(
    ("code", "spellings"),
    [
        (
            "KTP-el",
            ["KTP-el", "e-KTP", "E KTP", "KTP", "KTP EL", "ktp-elektronik", "KTP-EL", "Cetak KTP-el", "ID card"],
        ),
        ("KIA", ["KIA", "kia ", "Kartu Identitas Anak", "Child ID card"]),
        ("KK", ["KK", "k.k.", "Kartu  Keluarga", "KARTU KELUARGA (KK)", "family card"]),
        (
            "akta",
            ["akta", "Akta Kelahiran", "AKTA KEMATIAN", "akte lahir", "Kutipan Akta Perkawinan", "birth certificate"],
        ),
        ("Perekaman KTP-el", ["Perekaman KTP-el", "Perekaman", "rekam KTP", "PEREKAMAN E-KTP", "recording"]),
        ("SKPWNI", ["SKPWNI", "Surat Pindah", "surat keterangan pindah"]),
        ("SKTT", ["SKTT"]),
        ("IKD", ["IKD", "aktivasi IKD"]),
        ("legalisir", ["Legalisir", "LEGALISIR DOKUMEN"]),
        (None, ["", "akta tanah", "Perekaman KIA", "paspor", "dokumen"]),
    ],
)
def test_type_of_any_spelling(code, spellings):
    assert {spelling: type_of(spelling) for spelling in spellings} == dict.fromkeys(spellings, code)
