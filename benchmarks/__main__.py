"""`python -m benchmarks`: all measurements, printed and written to README.md."""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy.engine import URL

from benchmarks import (
    bookings,
    fanout,
    finding,
    horizon,
    hubs,
    messages,
    months,
    pages,
    paint,
    planner,
    plays,
    postponement,
    province,
    report,
    roundtrips,
    rush,
    startup,
    steps,
    storm,
    waits,
    workers,
    year,
)
from benchmarks.report import Table
from benchmarks.support import load, postgres
from benchmarks.support.seeding import Seeded, seed

WAYS = {"spread over many slots": True, "all on one slot": False}
LOOP = "bare driver, one commit each, no HTTP"


def main() -> None:
    """Measure, print, write. Ends with an error where an aim was missed that has to be met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", choices=SECTIONS, action="append", help="measure this alone")
    parser.add_argument("--write", action="store_true", help="write to README.md what was measured alone")
    asked = parser.parse_args()
    written: list[str] = []
    faults: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        seeded = seed(Path(folder), bookings.BOOKINGS + bookings.WARM_UP)
        for section in asked.only or SECTIONS:
            before = os.getloadavg()[0]
            for table in SECTIONS[section](seeded, asked.rounds):
                written.append(table.written(report.note(asked.rounds, before)))
                print(written[-1], flush=True)
                faults += table.faults
    if asked.write or not asked.only:
        report.write(written, keep=bool(asked.only))
    if faults:
        sys.exit("Above the aim:\n" + "\n".join(faults))


def _bookings(seeded: Seeded, rounds: int) -> list[Table]:
    cases = (bookings.PRODUCT, bookings.ALONE, bookings.BARE, bookings.EMPTY)
    results: dict[tuple[str, str], list[bookings.Measured]] = {}
    for _ in range(rounds):
        for way, many in WAYS.items():
            for case in cases:
                results.setdefault((way, case.name), []).append(bookings.over_http(case, seeded, many=many))
            results.setdefault((way, LOOP), []).append(bookings.in_a_loop(seeded, many=many))
    return [
        _table_of_bookings(way, {case: result for (w, case), result in results.items() if w == way}) for way in WAYS
    ]


def _table_of_bookings(way: str, results: dict[str, list[bookings.Measured]]) -> Table:
    product = _median(results[bookings.PRODUCT.name], lambda one: one.rate)
    return Table(
        f"Durable bookings, {way}",
        "SQLite WAL, `synchronous=FULL`, one process. Aim: 0.9 of the bare driver behind an empty handler.",
        ["case", "bookings/s", "product to this", "p50 ms", "p99 ms"],
        [
            [
                name,
                f"{_median(rows, lambda one: one.rate):,.0f}",
                f"{product / _median(rows, lambda one: one.rate):.2f}",
                f"{_median(rows, lambda one: one.p50):.1f}",
                f"{_median(rows, lambda one: one.p99):.1f}",
            ]
            for name, rows in results.items()
        ],
    )


def _pages(seeded: Seeded, rounds: int) -> list[Table]:
    measured = list(pages.rounds(seeded, rounds))
    rows = []
    for name in measured[0]:
        results: list[load.Load] = [each[name] for each in measured]
        rate, p99 = _median(results, lambda one: one.rate), _median(results, lambda one: one.percentile(0.99))
        median, aim = _median(results, lambda one: one.percentile(0.5)), pages.AIMS.get(name)
        rows.append([name, f"{rate:,.0f}", f"{aim:,}" if aim else "", f"{median:.1f}", f"{p99:.1f}"])
    said = f"Of {pages.PEOPLE} people in turn, compressed (gzip), one process."
    return [Table("Pages", said, ["case", "pages/s", "aim", "p50 ms", "p99 ms"], rows)]


def _startup(seeded: Seeded, rounds: int) -> list[Table]:
    results = [startup.measured(seeded) for _ in range(rounds)]
    rows = [
        ["`giliran serve` to its first answer", f"{_median(results, lambda one: one.answered):.2f} s", "1.0 s"],
        ["the first booking page then", f"{_median(results, lambda one: one.page) * 1000:.0f} ms", ""],
        ["importing its libraries alone", f"{_median(results, lambda one: one.libraries):.2f} s", ""],
        ["idle memory, resident", f"{_median(results, lambda one: one.idle):.0f} MiB", "80 MiB"],
        ["memory of its libraries alone", f"{_median(results, lambda one: one.libraries_idle):.0f} MiB", ""],
    ]
    return [Table("Start", "On a database that is up to date.", ["what", "median", "aim"], rows)]


def _horizon(_seeded: Seeded, _rounds: int) -> list[Table]:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        rows += [("SQLite", each) for each in horizon.measured(Path(folder))]
        if postgres.is_there():
            with postgres.server(*(f"past_{past}" for past in horizon.PASTS)) as url:
                rows += [("PostgreSQL", each) for each in horizon.measured(Path(folder), url)]
    return [
        Table(
            f"A free time within {horizon.HORIZON} days, found and taken",
            f"In turns, in one process, beside few and many visits that are over. Aim: at most {horizon.MOST} times.",
            ["database", "step", *(f"{past:,} past, ms" for past in horizon.PASTS), "times"],
            [
                [database, each.what, f"{each.short:.1f}", f"{each.long:.1f}", f"{each.ratio:.2f}"]
                for database, each in rows
            ],
        )
    ]


def _rush(_seeded: Seeded, _rounds: int) -> list[Table]:
    log = rush.measured()
    pages, presses = load.Load(1.0, log.pages), load.Load(1.0, log.presses)
    rows = [
        [name, f"{each.percentile(0.5):,.0f}", f"{each.percentile(0.99):,.0f}"]
        for name, each in (("the page, all at once", pages), ("the press, all at once", presses))
    ]
    return [
        Table(
            f"{rush.CITIZENS:,} citizens on {rush.SEATS} seats at seven",
            f"Every seat sold once. {len(log.refused):,} presses were refused, with {log.offered:,} alternatives, "
            "none of them full before it was asked for.",
            ["waiting for", "p50 ms", "p99 ms"],
            rows,
        )
    ]


def _postponement(_seeded: Seeded, rounds: int) -> list[Table]:
    results = {"SQLite": [_postponed(None) for _ in range(min(rounds, 3))]}
    if postgres.is_there():
        with postgres.server("postponement") as url:
            results["PostgreSQL"] = [_postponed(url)]
    return [
        Table(
            f"Three weeks of closure over {postponement.VISITS:,} visits",
            f"Aim: {postponement.LIMIT:.0f} s, with the pauses in which citizens who book have their turn.",
            ["database", "closed after, s", "all moved after, s", "longest batch, ms"],
            [
                [
                    name,
                    f"{_median(rows, lambda one: one.ordered):.1f}",
                    f"{_median(rows, lambda one: one.whole):.1f}",
                    f"{_median(rows, lambda one: one.batch) * 1000:.0f}",
                ]
                for name, rows in results.items()
            ],
        )
    ]


def _postponed(server: URL | None) -> postponement.Measured:
    with tempfile.TemporaryDirectory() as folder:
        found = postponement.measured(Path(folder), server)
    if found.whole > postponement.LIMIT:
        raise postponement.TooSlow(found)
    return found


def _median(rows: Sequence[object], value: Callable[..., float]) -> float:
    return statistics.median(value(row) for row in rows)


SECTIONS: dict[str, Callable[[Seeded, int], list[Table]]] = {
    "bookings": _bookings,
    "fanout": fanout.tables,
    "storm": storm.tables,
    "hubs": hubs.tables,
    "paint": paint.tables,
    "pages": _pages,
    "start": _startup,
    "horizon": _horizon,
    "rush": _rush,
    "postponement": _postponement,
    "messages": messages.tables,
    "months": months.tables,
    "province": province.tables,
    "finding": finding.tables,
    "waits": waits.tables,
    "plays": plays.tables,
    "steps": steps.tables,
    "roundtrips": roundtrips.tables,
    "workers": workers.tables,
    "year": year.tables,
    "planner": planner.tables,
}

if __name__ == "__main__":
    main()
