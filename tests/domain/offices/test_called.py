"""What an office calls its types and services, in two languages."""

from scheduler.domain.offices.called import Names, TypeName, preset_name

ENGLISH = {"Kartu Identitas Anak": "Child Identity Card", "KIA": "child ID card", "Loket": "Counter"}.get


def english(text: str) -> str:
    return ENGLISH(text, text)


def indonesian(text: str) -> str:
    return text


def test_own_english_goes_before_the_catalogues():
    names = Names.of(
        {"KIA": preset_name("KIA").kept(), "x": TypeName("Legalisir Dokumen", name_en="Certified copy").kept()},
        {"Legalisir": "Certified copies"},
    )

    assert names.type("KIA").said("en", english) == "Child Identity Card"
    assert names.type("KIA").said_shortly("en", english) == "child ID card"
    assert names.type("x").said("en", english) == names.type("x").said_shortly("en", english) == "Certified copy"
    assert names.type("x").said("id", indonesian) == names.type("x").said_shortly("id", indonesian)
    assert names.service("Legalisir", "en", english) == "Certified copies"
    assert names.service("Legalisir", "id", indonesian) == "Legalisir"
    assert names.service("Loket", "en", english) == "Counter"


def test_type_that_nobody_named_is_called_as_its_preset_or_by_its_code():
    assert Names().type("KK").said("id", indonesian) == "Kartu Keluarga"
    assert Names().type("paspor").said("en", english) == "paspor"
    assert Names().service("", "en", english) == ""
