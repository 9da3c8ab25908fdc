"""What pages say of a refusal, where each field's fault may have a sentence of its own."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from scheduler.db.models import Slot
from scheduler.domain.booking import SlotClosed, SlotFull
from scheduler.domain.door import OfficeClosed, ServiceClosed
from scheduler.domain.refusals import Invalid, Refusal
from scheduler.web.shared.told import ANY, sentence, told_by_fault, told_by_field
from scheduler.web.shared.wording import Wording

SAY = Wording("id", ZoneInfo("Asia/Jakarta"))
FAULTS = {("scans", "empty"): "Kosong.", ("scans", "too_many"): "Paling banyak {most}.", ("shelf", "missing"): "Rak."}


def test_fault_of_a_field_is_said_in_its_own_words_and_filled() -> None:
    told = told_by_fault(FAULTS, most=200)

    assert told(Invalid(errors={"scans": "too_many"}), SAY) == "Paling banyak 200."
    assert told(Invalid(errors={"shelf": "missing", "scans": "empty"}), SAY) == "Rak. Kosong.", "as the form has them"


def test_whatever_is_wrong_with_a_field_may_be_said_alike() -> None:
    told = told_by_fault({("seconds", ANY): "Dari 5 sampai 60.", ("seconds", "missing"): "Isi waktunya."})

    assert told(Invalid(errors={"seconds": "out_of_range"}), SAY) == "Dari 5 sampai 60."
    assert told(Invalid(errors={"seconds": "missing"}), SAY) == "Isi waktunya."


def test_fault_that_has_no_words_and_other_refusals_say_their_own() -> None:
    told = told_by_fault(FAULTS, most=200)

    assert told(Invalid(errors={"shelf": "empty"}), SAY) == Invalid.sentence
    assert told(Refusal(), SAY) == Refusal.sentence


def test_fields_that_say_the_same_say_it_once() -> None:
    told = told_by_field({"begins": "Isi jamnya.", "ends": "Isi jamnya.", "hours": "Paling banyak {allowed} baris."})

    assert told(Invalid(errors={"ends": "missing", "begins": "missing"}), SAY) == "Isi jamnya."
    assert told(Invalid(errors={"hours": 21}), SAY) == "Paling banyak 21 baris."
    assert told(Invalid(errors={"letters": "faulty"}), SAY) == Invalid.sentence


def test_why_something_is_shut_is_said_in_the_language_of_the_page() -> None:
    english = Wording("en", ZoneInfo("Asia/Jakarta"))
    service = {"service": "Perekaman KTP-el", "opens": None, "booked": False}

    assert ": a holiday. " in sentence(OfficeClosed(reason="libur Cap Go Meh", opens=None), english)
    assert ": tikus. " in sentence(OfficeClosed(reason="tikus", opens=None), english), (
        "of its own words nothing is known"
    )
    said = sentence(ServiceClosed(reason="blangko habis", **service), english)
    assert said.startswith("Recording for an ID card is closed: ")
    assert "blangko" not in said


def test_times_that_are_left_are_told_with_their_day_where_that_is_another_one() -> None:
    def left(*times: tuple[int, int]) -> str:
        slots = [Slot(starts_at=datetime(2026, 12, day, hour, 30, tzinfo=UTC)) for day, hour in times]
        asked = datetime(2026, 12, 3, 6, 30, tzinfo=UTC)
        return sentence(SlotFull(time=asked, alternatives=slots), SAY)

    assert left((3, 5), (3, 7)).startswith("Jadwal 13.30 baru saja terisi. Yang masih ada: 12.30, 14.30. ")
    assert ": Rabu, 2 Des 13.30, 14.30. " in left((2, 6), (2, 7)), "13.30 is not the one that was taken"
    assert ": 14.30, Jumat, 4 Des 08.30. " in left((3, 7), (4, 1))
    assert left() == "Jadwal 13.30 baru saja terisi. Dokumen Anda tetap di kantor.", "nothing is left"


def test_slot_that_was_given_up_with_nothing_beside_it() -> None:
    closed = SlotClosed(time=datetime(2026, 12, 3, 6, 30, tzinfo=UTC), alternatives=[])

    assert sentence(closed, SAY) == "Maaf, jadwal 13.30 tidak jadi dibuka. Dokumen Anda tetap di kantor."
