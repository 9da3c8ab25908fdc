"""A fault that is put in by hand: a rule's name, and a text of one file that becomes another."""

from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path


class Stale(Exception):
    """The old text of a fault does not stand exactly once in its file: the code has moved on, the fault must follow."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What somebody may break by a slip. `old` stands exactly once in `file`.

    tests: files or folders of tests that hold the rule, where no line of Python tells who runs what was changed: for
    scripts, templates, migrations and what is run only as a module is loaded.
    """

    rule: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...] = ()

    def applied(self, text: str) -> str:
        """The text of the file with the fault in it. Raises Stale."""
        found = text.count(self.old)
        if found != 1:
            raise Stale(f"{self.rule}: the old text stands {found} times in {self.file}")
        return text.replace(self.old, self.new)

    def lines(self, tree: Path) -> range:
        """The lines of the file that it changes, from 1 on, of the file as it is. Raises Stale."""
        text = (tree / self.file).read_text()
        self.applied(text)
        begins = text.index(self.old)
        alike_before = _alike(self.old, self.new)
        alike_after = _alike(self.old[alike_before:][::-1], self.new[alike_before:][::-1])
        ends = begins + max(alike_before, len(self.old) - alike_after - 1)
        return range(text.count("\n", 0, begins + alike_before) + 1, text.count("\n", 0, ends) + 2)


def _alike(one: str, other: str) -> int:
    """How many letters two texts begin with together."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
