"""`giliran audit`: whether what was written down is whole."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from scheduler.commands.failing import CommandFailed
from scheduler.commands.session import Opened, opened
from scheduler.db.engine.database import Database
from scheduler.db.queries import audit as queries
from scheduler.flow.audit.verifying import Fault, Finding, Walk, length, unsealed, walk_on

app = typer.Typer(no_args_is_help=True)

ANCHOR = re.compile(r"([1-9][0-9]{0,9}):([0-9a-f]{16,64})")
SAID: Mapping[Fault, tuple[str, str]] = {
    Fault.ROW_GONE: ("Row {first} of {table} is gone.", "Rows {first} to {last} of {table} are gone."),
    Fault.ROW_CHANGED: ("Row {first} of {table} was changed.", "Rows {first} to {last} of {table} were changed."),
    Fault.ROW_ADDED: (
        "Row {first} of {table} was put in afterwards.",
        "Rows {first} to {last} of {table} were put in afterwards.",
    ),
    Fault.UNSEALED: (
        "No block speaks of row {first} of {table}.",
        "No block speaks of rows {first} to {last} of {table}.",
    ),
    Fault.BLOCK_CHANGED: ("Block {first} was changed.", "Blocks {first} to {last} were changed."),
    Fault.BLOCK_MISSING: ("Block {first} is missing.", "Blocks {first} to {last} are missing."),
    Fault.BLOCK_ADDED: ("Block {first} was put in afterwards.", "Blocks {first} to {last} were put in afterwards."),
    Fault.BLOCK_UNCHAINED: (
        "Block {first} does not follow the block before it: one of them was replaced.",
        "Blocks {first} to {last} do not follow the blocks before them: some were replaced.",
    ),
    Fault.BLOCK_STRAY: (
        "Block {first} says that rows were forgotten which no block had sealed.",
        "Blocks {first} to {last} say that rows were forgotten which no block had sealed.",
    ),
    Fault.ALL_GONE: ("All blocks are gone; there were some once.",) * 2,
    Fault.KEY_GONE: ("The key of the blocks is gone or cannot be opened: nothing can be checked.",) * 2,
    Fault.ANCHOR_GONE: (
        "Block {first} is not there, though you have its hash: the end was cut off.",
        "Blocks {first} to {last} are not there, though you have their hashes: the end was cut off.",
    ),
    Fault.ANCHOR_DIFFERS: (
        "Block {first} has another hash than the one you have: everything from there or before was written anew.",
        "Blocks {first} to {last} have other hashes than those you have: they were written anew.",
    ),
}
"""Of one, and of several that follow each other."""

Anchors = Annotated[
    list[str] | None,
    typer.Option("--anchor", metavar="BLOCK:HASH", help="A hash that you kept elsewhere; may be given again."),
]


@app.command("verify")
def verify(anchor: Anchors = None) -> None:
    """Look whether all that was written down is as it was. Exit status 1 where anything is not."""
    walk = Walk(anchors=dict(_anchor(text) for text in anchor or ()))
    with opened() as at:
        faults = 0
        for finding in _walked(at, walk):
            faults += 1
            _say(sentence(finding))
        for line in summary(at, walk, faults):
            _say(line)
    raise typer.Exit(1 if faults else 0)


@app.command("anchor")
def show_anchor() -> None:
    """Say the newest block and its hash, to be kept where nobody who can write to the database can."""
    with opened() as at, at.database.reading() as session:
        end = queries.newest_block(session)
    if end is None:
        raise CommandFailed("Nothing is sealed yet. The server seals within a minute of what is written down.")
    _say(f"{end.number}:{end.hash.hex()}")


def findings(database: Database, walk: Walk, told: Callable[[int], None]) -> Iterator[Finding]:
    """All that is wrong, found stretch by stretch. told: is given how many blocks were looked at since."""
    while not walk.is_over:
        before = walk.number
        with database.reading() as session:
            found = walk_on(session, walk)
        yield from found
        told(walk.number - before)


def sentence(finding: Finding) -> str:
    """What is wrong, in words."""
    one, several = SAID[finding.fault]
    return (one if finding.first == finding.last else several).format(**finding._asdict())


def summary(at: Opened, walk: Walk, faults: int) -> Sequence[str]:
    """What is said at the end."""
    with at.database.reading() as session:
        rest, end = unsealed(session, walk), queries.newest_block(session)
    verdict = f"{faults} faults." if faults > 1 else "1 fault." if faults else "Whole."
    forgotten = f" {walk.forgotten} blocks say that rows were forgotten by rule." if walk.forgotten else ""
    return [
        f"{verdict} {walk.number} blocks with {walk.rows} rows were looked at.{forgotten}",
        *([f"{rest} rows are not sealed yet: the server does that within a minute."] if rest else []),
        *([f"Newest block, to be kept elsewhere: {end.number}:{end.hash.hex()}"] if end else []),
    ]


def _walked(at: Opened, walk: Walk) -> Iterator[Finding]:
    with at.database.reading() as session:
        total = length(session)
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
        task = progress.add_task("Verifying", total=total)
        yield from findings(at.database, walk, lambda count: progress.advance(task, count))


def _anchor(text: str) -> tuple[int, str]:
    found = ANCHOR.fullmatch(text.strip().lower())
    if found is None:
        raise CommandFailed(
            f"{text!r} is no anchor. One looks like 1204:9f3a..., as `giliran audit anchor` says it, with sixteen"
            " letters of the hash at least.",
            status=2,
        )
    return int(found[1]), found[2]


def _say(text: str) -> None:
    print(text)  # noqa: T201 - what a command prints is its answer
