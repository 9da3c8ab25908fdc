"""What a version brings, taken from CHANGELOG.md."""

import re

UNRELEASED = "Unreleased"
HEADING = re.compile(r"^## (?:\[)?([^\]\s]+)\]?(?: - (\d{4}-\d{2}-\d{2}))?\s*$", re.MULTILINE)
HOW = """
## Installing

    python3 -m venv /opt/giliran
    /opt/giliran/bin/pip install --require-hashes --only-binary :all: --no-binary docopt,http-ece \\
        -r giliran-{version}-requirements.txt
    /opt/giliran/bin/pip install --no-deps giliran-{version}-py3-none-any.whl
    /opt/giliran/bin/giliran service install --base-url https://...

Who has an earlier version does the same; the last line is `giliran service install` then. The first command brings
the database to this version (tables {tables}), which is tried from every release since tables 0001. `SHA256SUMS` has
the sum of each file.
"""


class NoNotes(Exception):
    """The changes of a version are not written down."""


def changes(changelog: str, version: str) -> str:
    """What stands under a version's heading. Raises NoNotes where there is none, nothing under it, or no date."""
    found = {match[1]: match for match in HEADING.finditer(changelog)}
    match = found.get(version)
    if match is None:
        raise NoNotes(f"CHANGELOG.md has no heading '## {version} - YYYY-MM-DD': put it below '## {UNRELEASED}'.")
    if version != UNRELEASED and match[2] is None:
        raise NoNotes(f"The heading of {version} in CHANGELOG.md has no date: '## {version} - YYYY-MM-DD'.")
    following = HEADING.search(changelog, match.end())
    said = changelog[match.end() : following.start() if following else None].strip()
    if not said:
        raise NoNotes(f"CHANGELOG.md says nothing under {version}.")
    return said


def notes(changelog: str, version: str, *, section: str, tables: str) -> str:
    """The page that goes out with a version; section: the heading of its changes, tables: their version."""
    return f"# Giliran {version}\n\n{changes(changelog, section)}\n{HOW.format(version=version, tables=tables)}"
