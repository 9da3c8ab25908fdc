"""An office's own words."""

import pytest

from scheduler.db.models import MessageText
from scheduler.domain.channels.refusals import TextFaulty
from scheduler.flow.channels.texts import Places, own_text, own_texts, reset_text, set_text
from scheduler.messages.notices.own import words_of
from scheduler.messages.notices.table import TEMPLATES
from tests.scenes.factories import CLERK, MORNING, NINE, World

COME_IN = TEMPLATES["come_in"]
PLACES = Places(COME_IN.may, COME_IN.must)
OURS = "Ayo masuk, {ticket}. Sampai {time}."


def write(office: World, text: str = OURS, language: str = "id", *, by: str = CLERK) -> MessageText:
    return office.do(set_text, "come_in", language, text, places=PLACES, by=by, now=NINE)


def words(office: World, language: str = "id") -> str:
    return office.read(lambda s: words_of(s, office.office.id, COME_IN, language, str).text)


def test_own_words_are_used_from_then_on_in_their_language_and_office(office: World, elsewhere: World):
    write(office)

    assert words(office) == OURS
    assert [words(office, "en"), words(elsewhere)] == [COME_IN.text, COME_IN.text]
    assert set(office.read(lambda s: own_texts(s, office.office.id))) == {("come_in", "id")}


@pytest.mark.postgres("statements")
def test_written_again_is_one_row_that_knows_who_changed_it_last(office: World):
    write(office)
    office.do(set_text, "come_in", "id", " Masuk, {ticket},\r\n{time}. ", places=PLACES, by="staff:7", now=MORNING)
    write(office, "Masuk, {ticket},\n{time}.", by="staff:9")

    (row,) = office.rows(MessageText)
    assert (row.text, row.by, row.changed_at) == ("Masuk, {ticket},\n{time}.", "staff:7", MORNING)


@pytest.mark.parametrize("text", ["", "Masuk.", "{ticket.__class__} {ticket} {time}", "{ticket} {time} {nik}"])
def test_faulty_words_are_refused_and_the_old_ones_stay(office: World, text: str):
    write(office)

    with pytest.raises(TextFaulty) as refusal:
        write(office, text)

    assert (refusal.value.facts["language"], bool(refusal.value.facts["errors"])) == ("id", True)
    assert words(office) == OURS


def test_reset_brings_the_usual_words_back_and_may_be_repeated(office: World):
    write(office)
    write(office, language="en")

    for _ in range(2):
        office.database.run(reset_text, office.office, "come_in", "id")

    assert words(office) == COME_IN.text
    assert office.read(lambda s: own_text(s, office.office.id, "come_in", "en")) == OURS


@pytest.mark.postgres("statements")
def test_words_that_cannot_be_filled_in_any_more_give_way(office: World):
    row = write(office)

    office.change(MessageText, row.id, text="{ticket} {time} {gone}")

    assert words(office) == COME_IN.text


def test_without_a_session_the_usual_words_are_meant(office: World):
    write(office)

    assert words_of(None, office.office.id, COME_IN, "id", str).is_own is False
