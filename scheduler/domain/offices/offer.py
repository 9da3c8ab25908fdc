"""What an office may say of a document type or a service of its own, and what would be wrong with it."""

import hashlib
import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from scheduler.domain.custody.collecting import KINDS, WITHOUT_HOLDER
from scheduler.domain.offices.called import TypeName, preset_name
from scheduler.domain.offices.presets import CATALOGUE, CHILD, PERSON, WHOSE, says_which_akta
from scheduler.domain.offices.revision import FEWEST_UNITS, MOST_UNITS, MOST_WALK_INS, SLOT_MINUTES
from scheduler.domain.text.public_words import is_fit_for_citizens

LONGEST_NAME, LONGEST_SHORT, LONGEST_CODE = 60, 30, 30
MOST_SPELLINGS, MOST_MINUTES = 30, 120
CHANNELS = ("office", "self_print")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .-]*")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Faults = dict[str, str]
"""What is wrong, by the name of the field: empty, long, akta, taken, unknown, or a range."""


@dataclass(frozen=True, slots=True)
class TypeFacts:
    """What a document type is called and how it is handed over. whose: a word of WHOSE; material: None for plain paper.

    spellings: how lists of documents write it, besides its code and its names.
    """

    name: TypeName
    spellings: Sequence[str] = ()
    channel: str = "office"
    material: str | None = None
    whose: str = PERSON

    @property
    def stamp(self) -> str:
        """What tells whether somebody was shown this, or something that has changed since."""
        return _stamp(self.name.kept(), list(self.spellings), self.channel, self.material, self.whose)

    def faults(self, materials: Collection[str]) -> Faults:
        """What is wrong. materials: the blanks there are."""
        found: Faults = {}
        found |= faults_of_name("name", self.name.name, LONGEST_NAME)
        for field, text, most in (
            ("name_en", self.name.name_en, LONGEST_NAME),
            ("short_name", self.name.short, LONGEST_SHORT),
            ("short_name_en", self.name.short_en, LONGEST_SHORT),
        ):
            found |= faults_of_name(field, text, most, may_be_empty=True)
        if len(self.spellings) > MOST_SPELLINGS or max(map(len, self.spellings), default=0) > LONGEST_NAME:
            found["spellings"] = "long"
        if self.channel not in CHANNELS:
            found["channel"] = "unknown"
        if self.material is not None and self.material not in materials:
            found["material"] = "unknown"
        if self.whose not in WHOSE:
            found["whose"] = "unknown"
        return found


@dataclass(frozen=True, slots=True)
class NewType:
    """A document type that an office begins to hand over. code: "" is made of its name; letter: of its service.

    hands_over: False for a visit with nothing to fetch.
    """

    code: str
    letter: str
    minutes: int
    hands_over: bool
    facts: TypeFacts

    @property
    def own_code(self) -> str:
        """The code as it is kept."""
        return tidy(self.code) or code_from(self.facts.name.name)

    @property
    def collectors(self) -> tuple[str, ...]:
        """Who may fetch it where nobody says otherwise: for a child somebody else comes."""
        return WITHOUT_HOLDER if self.facts.whose == CHILD else KINDS

    def faults(self, *, codes: Collection[str], letters: Collection[str], materials: Collection[str]) -> Faults:
        """What is wrong, where the office has types of these codes, services of these letters, and these blanks."""
        found = self.facts.faults(materials)
        code = self.own_code
        if not CODE.fullmatch(code) or len(code) > LONGEST_CODE:
            found["code"] = "unknown"
        elif code.casefold() in {each.casefold() for each in codes}:
            found["code"] = "taken"
        if self.letter not in letters:
            found["letter"] = "unknown"
        if not 1 <= self.minutes <= MOST_MINUTES:
            found["minutes"] = f"1-{MOST_MINUTES}"
        return found


def of_catalogue(code: str, letters: Sequence[str]) -> NewType:
    """A type of the catalogue as it says it, in the service that fits; where the office has no such one, in its first.

    Raises KeyError for a code that is in no catalogue.
    """
    preset = CATALOGUE[code]
    letter = preset.service if preset.service in letters else letters[0]
    facts = TypeFacts(preset_name(code), (), preset.channel, preset.material, preset.whose)
    return NewType(code, letter, preset.minutes, preset.hands_over, facts)


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """What a service is: its letter, its names, and the numbers of the counters that take it."""

    letter: str
    name: str
    name_en: str = ""
    counters: Sequence[int] = ()

    @property
    def stamp(self) -> str:
        """What tells whether somebody was shown this, or something that has changed since."""
        return _stamp(self.letter, self.name, self.name_en, sorted(set(self.counters)))

    def faults(self, *, letters: Collection[str], names: Collection[str], counters: Collection[int]) -> Faults:
        """What is wrong. letters, names: of the office's other services; counters: those that it has."""
        found = faults_of_name("name", self.name, LONGEST_NAME)
        found |= faults_of_name("name_en", self.name_en, LONGEST_NAME, may_be_empty=True)
        if self.letter not in LETTERS or len(self.letter) != 1:
            found["letter"] = "unknown"
        elif self.letter in letters:
            found["letter"] = "taken"
        if self.name.casefold() in {each.casefold() for each in names}:
            found["name"] = "taken"
        if not self.counters or not set(self.counters) <= set(counters):
            found["counters"] = "unknown"
        return found


@dataclass(frozen=True, slots=True)
class SlotFacts:
    """Units a slot, minutes a slot (None: as the office), numbers a day without a booking (None: as many as come)."""

    units: int
    minutes: int | None = None
    walk_ins: int | None = None

    def faults(self) -> Faults:
        """What is out of its range."""
        ranges = {
            "units": (self.units, (FEWEST_UNITS, MOST_UNITS)),
            "slot_minutes": (self.minutes, SLOT_MINUTES),
            "walk_ins": (self.walk_ins, (0, MOST_WALK_INS)),
        }
        return {
            name: f"{least}-{most}"
            for name, (value, (least, most)) in ranges.items()
            if value is not None and not least <= value <= most
        }


def faults_of_name(field: str, name: str, most: int, *, may_be_empty: bool = False) -> Faults:
    """What is wrong with a name that everybody reads."""
    if not name:
        return {} if may_be_empty else {field: "empty"}
    if len(name) > most:
        return {field: "long"}
    return {} if is_fit_for_citizens(name) and not says_which_akta(name) else {field: "akta"}


def code_from(name: str) -> str:
    """A code made of a name: "Legalisir Dokumen" is legalisir-dokumen."""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:LONGEST_CODE].rstrip("-")


def _stamp(*facts: object) -> str:
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:16]


def tidy(text: str) -> str:
    """With single spaces."""
    return " ".join(text.split())
