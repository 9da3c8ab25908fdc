"""By which test each fault was caught last: it is tried first, and nearly always that is all that has to run.

It is kept beside the faults, so that a fresh clone need not find out again. One that is gone, or catches nothing any
more, is only slower: other tests are looked for.
"""

import json
from collections.abc import Collection, Mapping
from pathlib import Path

KEPT = Path(__file__).with_name("killers.json")


def known() -> dict[str, str]:
    """Rule -> test, without its parameters."""
    found: dict[str, str] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    return found


def keep(before: Mapping[str, str], now: Mapping[str, str], rules: Collection[str]) -> None:
    """Write down what is known now ("" of a fault that nothing caught), of the rules that there are."""
    found = {rule: test for rule, test in {**before, **now}.items() if test and rule in rules}
    text = json.dumps(dict(sorted(found.items())), indent=1, ensure_ascii=False) + "\n"
    if not KEPT.exists() or KEPT.read_text() != text:
        KEPT.write_text(text)
