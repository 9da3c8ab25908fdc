"""Every text in both languages: whose it is, what proves it, what it never says."""

import re
from dataclasses import replace

import pytest

from scheduler.db.models import Office
from scheduler.domain.text.patterns import faults_of, fill, places
from scheduler.messages.notices.frame import FOOT, framed
from scheduler.messages.notices.lengths import length_of
from scheduler.messages.notices.letters import handed_in
from scheduler.messages.notices.said import Tongue
from scheduler.messages.notices.samples import MEANINGS, sample_facts, sample_of
from scheduler.messages.notices.table import TEMPLATES
from scheduler.messages.notices.template import Template
from scheduler.translations import LANGUAGES, translations

BASE = "https://giliran.example"
FORBIDDEN = (
    "kematian",
    "perceraian",
    "death",
    "divorce",
    "hangus",
    "undangan",
    "qr sudah dipakai",
    "data anda aman",
    "janji",
    "antri ",
    "pindai",
    "!",
)
PERSONAL = {"name", "nama", "holder", "applicant", "nik", "kk", "phone", "birth", "born", "email"}
OFFICE = Office(
    id=1, code="tpi", name="Disdukcapil Tanjungpinang", timezone="Asia/Jakarta", phone="0771-12345", address="Jalan 1"
)
ALL = [(template, language) for template in TEMPLATES.values() for language in LANGUAGES]


def tongue(language: str, office: Office = OFFICE) -> Tongue:
    return Tongue(office, BASE, language, translations(language).gettext)


def read(template: Template, language: str) -> str:
    say = translations(language).gettext
    return sample_of(template, say(template.text), tongue(language))


def test_text_is_the_offices_with_its_proof_and_its_foot(subtests: pytest.Subtests) -> None:
    for template, language in ALL:
        with subtests.test(f"{template.name} {language}"):
            text = read(template, language)

            if template.framed:
                foot = fill(translations(language).gettext(FOOT), {"domain": "giliran.example"})
                assert OFFICE.name in text
                proof = "40-317" if template.opens == "t" else "...0412"
                assert proof in text
                assert text.endswith(foot)
                assert text.count(foot) == 1
                assert text.count(OFFICE.name) <= 2


def test_text_that_leads_to_a_pass_says_no_digit_of_a_registration_number(subtests: pytest.Subtests) -> None:
    """Whoever is shown both may move and cancel the visit."""
    for template, language in ALL:
        if template.opens == "t":
            with subtests.test(f"{template.name} {language}"):
                assert "0412" not in read(template, language)
                assert "ref4" not in template.may


def test_text_leads_nowhere_but_to_the_offices_domain(subtests: pytest.Subtests) -> None:
    for template, language in ALL:
        with subtests.test(f"{template.name} {language}"):
            text = read(template, language)

            links = re.findall(r"\w+://[^\s]+", text)
            assert all(link.startswith(f"{BASE}/") for link in links)
            assert len(links) == (1 if template.opens or "page" in template.may else 0)
            assert "www." not in text


def test_text_says_nothing_that_it_must_not(subtests: pytest.Subtests) -> None:
    for template, language in ALL:
        with subtests.test(f"{template.name} {language}"):
            source = translations(language).gettext(template.text)

            assert [word for word in FORBIDDEN if word in read(template, language).lower()] == []
            assert not PERSONAL & set(places(source))
            assert not re.search(r"\d{10,}", read(template, language).replace(BASE, ""))


def test_text_keeps_its_own_rules_and_is_paid_for_as_plain_letters(subtests: pytest.Subtests) -> None:
    for template, language in ALL:
        with subtests.test(f"{template.name} {language}"):
            source = translations(language).gettext(template.text)

            assert faults_of(source, may=template.may, must=template.must) == {}
            assert set(places(source)) == set(places(template.text))
            length = length_of(read(template, language))
            assert (length.foreign, length.parts <= 5) == ("", True)


def test_text_can_be_approved_by_whatsapp(subtests: pytest.Subtests) -> None:
    """Nothing that varies begins or ends a body, two never meet, and it fits."""
    for template, language in ALL:
        with subtests.test(f"{template.name} {language}"):
            say = translations(language).gettext
            approved = handed_in(None, OFFICE, template.name, language, base_url=BASE, translate=say)

            numbers = [int(each) for each in re.findall(r"\{\{(\d+)\}\}", approved.body)]
            assert numbers == list(range(1, len(approved.places) + 1))
            assert not approved.body.startswith("{{")
            assert not approved.body.endswith("}}")
            assert "}}{{" not in approved.body
            assert len(approved.body) <= 900
            assert "{url}" not in approved.body
            assert (approved.button is not None) == (template.opens is not None)
            assert "url" not in approved.places


def test_code_is_handed_in_by_its_kind_alone() -> None:
    code = handed_in(None, OFFICE, "phone_code", "id", base_url=BASE, translate=str)

    assert (code.name, code.body, code.places, code.button, code.is_code) == (
        "giliran_phone_code",
        "",
        (),
        None,
        True,
    )
    assert [each.name for each in TEMPLATES.values() if each.is_answer] == ["wrong_number", "stopped", "not_understood"]


def test_every_place_has_a_meaning_and_a_sample() -> None:
    for template in TEMPLATES.values():
        facts = sample_facts(template, tongue("id"))
        assert set(template.may) <= set(MEANINGS)
        assert set(template.may) <= set(facts)
        assert all(facts.values())


def test_every_occasion_of_the_copy_has_its_text() -> None:
    assert set(TEMPLATES) >= {
        "ready",
        "missing",
        "blank",
        "booked",
        "moved",
        "moved_again",
        "reminder",
        "come_soon",
        "come_in",
        "missed",
        "uncollected",
        "received",
        "accepted",
        "picture_refused",
        "cancelled",
        "offered",
        "reprint",
        "elsewhere",
        "self_print",
        "closed",
        "handed_over",
        "wrong_number",
        "stopped",
        "not_understood",
        "withdrawn",
        "withdrawn_booked",
        "lapsed_booked",
        "sought",
    }


def test_frame_adds_only_what_is_missing() -> None:
    def around(words: str, name: str = "come_in", **facts: bool) -> str:
        return framed(words, TEMPLATES[name], str, **{"has_phone": True, "has_proof": True, **facts})

    assert around("{office} menunggu, ...{ref4}.") == f"{{office}} menunggu, ...{{ref4}}. {FOOT}"
    assert around("Masuk") == f"{{office}}: Masuk. Registrasi ...{{ref4}}. {FOOT}"
    assert around("Masuk.", has_proof=False) == f"{{office}}: Masuk. {FOOT}"
    assert around("Siap.", "ready").startswith("{office}: Siap. Tanpa internet: hubungi {office_phone}. Registrasi")
    assert "internet" not in around("Siap.", "ready", has_phone=False)
    assert around("Siap, {office_phone}.", "ready").count("{office_phone}") == 1
    assert around("Besok: {url}", "reminder") == f"{{office}}: Besok: {{url}}. Nomor jadwal {{short}}. {FOOT}"
    assert around("Besok.", "reminder", has_proof=False) == f"{{office}}: Besok. Nomor jadwal {{short}}. {FOOT}"
    assert around("{short}: {url}", "reminder") == f"{{office}}: {{short}}: {{url}}. {FOOT}"
    assert around("Maaf.", "wrong_number") == "Maaf."


def test_office_without_phone_and_address_still_says_whole_sentences() -> None:
    bare = OFFICE.model_copy(update={"phone": "", "address": ""})

    handed = sample_of(TEMPLATES["handed_over"], TEMPLATES["handed_over"].text, tongue("id", bare))
    booked = sample_of(TEMPLATES["booked"], TEMPLATES["booked"].text, tongue("id", bare))

    assert "Bukan Anda? Hubungi kantor kami." in handed
    assert "di Disdukcapil Tanjungpinang, loket pelayanan. Nomor jadwal" in booked


def test_name_of_a_template_is_its_own() -> None:
    assert all(name == template.name for name, template in TEMPLATES.items())
    assert replace(TEMPLATES["ready"], name="x").may == TEMPLATES["ready"].may


def test_title_of_a_message_is_for_its_reader_not_for_the_office() -> None:
    titles = {each.name: each.title for each in TEMPLATES.values()}

    assert titles["reminder"] == "Jadwal Anda besok"
    assert titles["moved_once_more"] == titles["moved_again"]
    assert not [title for title in titles.values() if "tanpa petugas" in title or "tidak dicatat" in title]
