"""Rules of keeping: their bounds, and that what is written about them is so."""

import re
from pathlib import Path

from scheduler.db.models import Office
from scheduler.domain.privacy.keeping import RULES, Kind

ROW = re.compile(r"^\| [^|]+ \| `(keep_\w+)` \| (\d+) \| (\d+) \| (\d+) \|", re.MULTILINE)


def test_usual_rules_lie_within_their_bounds_and_are_a_new_offices() -> None:
    for rule in RULES.values():
        assert rule.least <= rule.usual <= rule.most
        assert Office.model_fields[rule.setting].default == rule.usual


def test_every_kind_has_a_rule() -> None:
    assert set(RULES) == set(Kind)


def test_the_document_on_privacy_says_what_holds() -> None:
    text = (Path(__file__).parents[2] / "docs" / "privacy.md").read_text("utf-8")

    said = {name: tuple(int(each) for each in numbers) for name, *numbers in ROW.findall(text)}

    assert said == {rule.setting: (rule.least, rule.usual, rule.most) for rule in RULES.values()}
