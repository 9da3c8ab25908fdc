"""Every text for people has its English, nothing else is in the catalogue, and what it fills in is the same in both."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "scheduler/locale/en/LC_MESSAGES/messages.po"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@cache
def texts_in_the_code() -> Catalog:
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = Catalog()
    for package in ("scheduler", "display"):
        for path, line, text, _, context in extract_from_dir(ROOT / package, methods, options):
            found.add(text, locations=[(f"{package}/{path}", line)], context=context)
    return found


def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en", abort_invalid=True)


def messages(of: Catalog) -> Iterator[Message]:
    return (message for message in of if message.id)


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def test_every_text_is_in_the_catalogue() -> None:
    known = catalogue()

    missing = [(m.id, m.locations) for m in messages(texts_in_the_code()) if known.get(m.id, m.context) is None]

    assert missing == [], "Run `make messages` and translate them."


def test_catalogue_holds_nothing_that_is_gone() -> None:
    wanted = texts_in_the_code()

    gone = [m.id for m in messages(catalogue()) if wanted.get(m.id, m.context) is None]

    assert gone == [], "Run `make messages`."


def test_every_text_has_its_english() -> None:
    empty = [m.id for m in messages(catalogue()) if not all(forms(m.string)) or m.fuzzy]

    assert empty == []


def test_catalogue_keeps_no_obsolete_texts() -> None:
    assert list(catalogue().obsolete) == []


def test_english_fills_in_the_same() -> None:
    different = [
        m.id
        for m in messages(catalogue())
        if any(form and set(PLACEHOLDER.findall(form)) != placeholders(m) for form in forms(m.string))
    ]

    assert different == []


def placeholders(message: Message) -> set[str]:
    return set(PLACEHOLDER.findall(forms(message.id)[-1]))
