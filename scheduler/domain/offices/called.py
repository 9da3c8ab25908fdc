"""What an office calls its document types and its services, in Indonesian and in English.

An office writes both names itself, or the Indonesian alone: then English is what the catalogue knows of it, as of the
presets, or else the Indonesian.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Self

from scheduler.domain.offices import presets

ENGLISH = "en"
Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class TypeName:
    """What citizens read for a document type. short: where several are counted in one line; "" is the name.

    name_en, short_en: the same in English; "" where the office wrote none.
    """

    name: str
    short: str = ""
    name_en: str = ""
    short_en: str = ""

    def said(self, language: str, translate: Translate) -> str:
        """In a language: "Kartu Identitas Anak"."""
        return self.name_en if language == ENGLISH and self.name_en else translate(self.name)

    def said_shortly(self, language: str, translate: Translate) -> str:
        """In a language, where several stand in one line: "KIA"."""
        if language == ENGLISH and (self.short_en or self.name_en):
            return self.short_en or self.name_en
        return translate(self.short or self.name)

    def kept(self) -> dict[str, str]:
        """As a row keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one office. types: by code. services: the English of a service's name, by its Indonesian."""

    types: Mapping[str, TypeName] = field(default_factory=dict)
    services: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, types: Mapping[str, Mapping[str, str]], services: Mapping[str, str]) -> Self:
        """From what the office's row keeps."""
        return cls({code: TypeName(**kept) for code, kept in types.items()}, services)

    def type(self, code: str) -> TypeName:
        """A document type by its code; one that is known nowhere is called by its code."""
        return self.types.get(code) or preset_name(code)

    def service(self, name: str, language: str, translate: Translate) -> str:
        """A service's name in a language."""
        own = self.services.get(name, "") if language == ENGLISH else ""
        return own or (translate(name) if name else "")


def preset_name(code: str) -> TypeName:
    """What a preset is called; the code itself where there is no such preset."""
    name = presets.PUBLIC_NAMES.get(code, code)
    short = presets.SHORT_NAMES.get(code, name)
    return TypeName(name, "" if short == name else short)


PRESET_NAMES = Names()
"""Where no office is spoken of."""
