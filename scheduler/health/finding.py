"""What a check says: good, to be looked at, or broken; a sentence, and what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scheduler.translations import translations


class Verdict(StrEnum):
    """How it is; the worst stands first."""

    BROKEN = "broken"
    LOOK = "look"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found. sentence, todo: texts of the catalogue, filled with `facts`: numbers, paths, addresses and what
    the office itself has named; never a citizen's name, a code or a secret.
    """

    verdict: Verdict
    sentence: str
    todo: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    def said(self, language: str) -> tuple[str, str]:
        """The sentence and what to do, in a language."""
        text = translations(language).gettext
        return text(self.sentence).format_map(self.facts), (text(self.todo).format_map(self.facts) if self.todo else "")


def good(sentence: str, **facts: object) -> Finding:
    """All is well."""
    return Finding(Verdict.GOOD, sentence, "", facts)


def look(sentence: str, todo: str, **facts: object) -> Finding:
    """It works, and somebody should look at it."""
    return Finding(Verdict.LOOK, sentence, todo, facts)


def broken(sentence: str, todo: str, **facts: object) -> Finding:
    """Something does not work, or will not for long."""
    return Finding(Verdict.BROKEN, sentence, todo, facts)


def worst(findings: Mapping[str, Finding]) -> Verdict:
    """The worst of several verdicts; good where there are none."""
    order = list(Verdict)
    return min((each.verdict for each in findings.values()), key=order.index, default=Verdict.GOOD)
