"""The document types of an office as lists of documents speak of them: by any spelling that an office uses."""

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from scheduler.domain.offices import presets
from scheduler.domain.offices.presets import spelled, type_of


@dataclass(frozen=True, slots=True)
class Kind:
    """What a list needs to know of a type. prints_itself: people usually print it at home. spellings: the office's own.

    retired: no new document of it is taken.
    """

    code: str
    hands_over: bool = True
    prints_itself: bool = False
    has_blank: bool = False
    names: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    retired: bool = False


@dataclass(frozen=True, slots=True)
class TypeBook:
    """An office's types by how they are written. kinds: by code; own: by what is left of a spelling of the office's."""

    kinds: dict[str, Kind]
    own: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, kinds: Iterable[Kind]) -> Self:
        """Of some types, those that are not retired first: two may be spelled alike where one of them is."""
        own: dict[str, str] = {}
        known = sorted(kinds, key=lambda kind: kind.retired)
        for written in ("spellings", "code", "names"):
            for kind in known:
                texts = (kind.code,) if written == "code" else getattr(kind, written)
                for text in filter(None, map(key_of_spelling, texts)):
                    own.setdefault(text, kind.code)
        return cls({kind.code: kind for kind in known}, own)

    @classmethod
    def read(cls, text: str) -> Self:
        """A book as it was written down."""
        return cls.of(Kind(**{name: _tuples(value) for name, value in each.items()}) for each in json.loads(text))

    def written(self) -> str:
        """As another process reads it."""
        return json.dumps([asdict(kind) for kind in self.kinds.values()])

    def code_of(self, text: str) -> str | None:
        """The code of a type by any spelling: the office's own before what every office writes. None: it has none."""
        if text.strip() in self.kinds:
            return text.strip()
        own = self.own.get(key_of_spelling(text))
        if own is not None:
            return own
        usual = type_of(text)
        return usual if usual in self.kinds else None

    def taken_spellings(self, spellings: Collection[str], *, by_others_than: str) -> list[str]:
        """Those by which another type is known that is still handed over."""
        others = {code for code, kind in self.kinds.items() if not kind.retired} - {by_others_than}
        return [each for each in spellings if self.code_of(each) in others]


def _tuples(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def key_of_spelling(text: str) -> str:
    """What two spellings of one thing have in common: "Legalisir Akta" and "LEGALISIR-AKTA"."""
    return "".join(spelled(text))


PRESETS = TypeBook.of(
    Kind(kind.code, kind.hands_over, kind.channel == "self_print", kind.material is not None) for kind in presets.TYPES
)
"""The types of an office that has changed nothing."""
