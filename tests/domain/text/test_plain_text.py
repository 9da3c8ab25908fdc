"""Text shows all that it holds."""

import pytest

from scheduler.domain.applying.applicants import People
from scheduler.domain.refusals import HiddenSigns
from scheduler.domain.text.plain_text import refuse_hidden, shown, without_hidden

HIDDEN = {
    "zero width": "Si\u200bti",
    "joined": "Si\u200dti",
    "turned round": "\u202eSiti\u202c",
    "marked": "Siti\u200e",
    "isolated": "\u2066Siti\u2069",
    "byte order": "\ufeffSiti",
    "soft hyphen": "Si\u00adti",
    "bell": "Si\x07ti",
    "deleted": "Siti\x7f",
}


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN)
def test_what_nobody_sees_is_refused_or_left_out(text: str) -> None:
    with pytest.raises(HiddenSigns):
        refuse_hidden("Budi", None, text)
    assert without_hidden(text) == "Siti"


@pytest.mark.parametrize("text", ["", "Ñoor d’Arc, S.H.", "Siti\u00a0 Aminah\t\n", "李"])
def test_what_is_seen_and_white_space_stay(text: str) -> None:
    assert shown(text) == without_hidden(text) == text


def test_citizen_who_pastes_a_name_is_not_sent_back_for_what_they_cannot_see() -> None:
    tidy = People("parent", "\u202aSITI\u200b AMINAH\u202c", applicant="Budi\u200e").tidy

    assert (tidy.holder, tidy.applicant) == ("Siti Aminah", "Budi")
