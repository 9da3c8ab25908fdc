"""What the pages of texts show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlmodel import Session

from scheduler.db.models import MessageText, Office
from scheduler.domain.refusals import N_
from scheduler.domain.text.patterns import Broken, Fault, faults_of
from scheduler.flow.channels.texts import own_texts
from scheduler.messages.notices.lengths import Length, length_of
from scheduler.messages.notices.said import Tongue
from scheduler.messages.notices.samples import sample_of
from scheduler.messages.notices.table import TEMPLATES
from scheduler.messages.notices.template import Template
from scheduler.translations import LANGUAGES, translations

GROUPS: Mapping[str, str] = {
    "papers": N_("Dokumen"),
    "visit": N_("Jadwal"),
    "moved": N_("Perubahan oleh kantor"),
    "turn": N_("Pada harinya"),
    "answer": N_("Jawaban otomatis"),
    "office": N_("Untuk kantor"),
}


@dataclass(frozen=True, slots=True)
class InLanguage:
    """A text in one language: its words, those everybody starts with, and how a citizen would read it.

    sample and length: None where the words cannot be filled in; `faults` says why.
    """

    language: str
    words: str
    usual: str
    is_own: bool
    faults: Mapping[Fault, str]
    sample: str | None
    length: Length | None


@dataclass(frozen=True, slots=True)
class OneText:
    """A text in every language."""

    template: Template
    languages: Sequence[InLanguage]

    @property
    def is_own(self) -> bool:
        """Whether the office changed the text in any language."""
        return any(each.is_own for each in self.languages)

    @property
    def optional(self) -> list[str]:
        """Places that may be left out."""
        return [name for name in self.template.may if name not in self.template.must]


def texts_listed(session: Session, office: Office, base_url: str, wanted: str = "") -> list[tuple[str, list[OneText]]]:
    """The texts of an office by group, without groups that have none.

    wanted: words, or parts of them, that are all in a text or its name, in any language; "" for every text.
    """
    own = own_texts(session, office.id)
    found = [
        (GROUPS[group], [_text(office, each, own, None, base_url) for each in templates])
        for group, templates in _grouped(TEMPLATES.values())
    ]
    kept = [(group, [each for each in texts if _has(each, wanted)]) for group, texts in found]
    return [(group, texts) for group, texts in kept if texts]


def one_text(
    session: Session, office: Office, template: Template, typed: Mapping[str, str] | None, base_url: str
) -> OneText:
    """One text. typed: words in each language that are only looked at."""
    return _text(office, template, own_texts(session, office.id), typed, base_url)


def _has(text: OneText, wanted: str) -> bool:
    names = (translations(each.language).gettext(text.template.label) for each in text.languages)
    words = " ".join([*names, *(each.words for each in text.languages)]).casefold()
    return all(part in words for part in wanted.casefold().split())


def _text(
    office: Office,
    template: Template,
    own: Mapping[tuple[str, str], MessageText],
    typed: Mapping[str, str] | None,
    base_url: str,
) -> OneText:
    found = []
    for language in LANGUAGES:
        row = own.get((template.name, language))
        usual = translations(language).gettext(template.text)
        words = (typed or {}).get(language, row.text if row else usual)
        sample = _sample(office, template, words, language, base_url)
        found.append(
            InLanguage(
                language=language,
                words=words,
                usual=usual,
                is_own=row is not None,
                faults=faults_of(words, may=template.may, must=template.must),
                sample=sample,
                length=length_of(sample) if sample else None,
            )
        )
    return OneText(template, found)


def _sample(office: Office, template: Template, words: str, language: str, base_url: str) -> str | None:
    """How a citizen would read words; None for words that cannot be filled in."""
    try:
        return sample_of(template, words, Tongue(office, base_url, language, translations(language).gettext))
    except (Broken, KeyError):
        return None


def _grouped(templates: Iterable[Template]) -> list[tuple[str, list[Template]]]:
    ordered = sorted(templates, key=lambda each: list(GROUPS).index(each.group))
    return [(group, list(each)) for group, each in groupby(ordered, key=lambda template: template.group)]
