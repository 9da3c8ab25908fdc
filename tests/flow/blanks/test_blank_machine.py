"""Whatever is done with blanks in whatever order: the ledger adds up, and every promise has its blank."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import col

from scheduler.db.models import Document, StockEntry
from scheduler.domain.refusals import Refusal
from scheduler.domain.stages import DocumentStage
from scheduler.flow.applying import withdrawing
from scheduler.flow.blanks import blanks, printing_stops, release, stock
from scheduler.flow.blanks.blanks import Sharing
from scheduler.flow.counter import counter_problems, undo
from scheduler.flow.documents import documents, readiness
from tests.scenes.blanks import KTP, counts, line, material, references
from tests.scenes.factories import CLERK, NINE, World

STAGES = ("in_production", "waiting_for_blank", "ready", "incomplete", "received", "misplaced")
few = st.integers(0, 4)
which = st.integers(0, 11)


class Blanks(RuleBasedStateMachine):
    """An office with one counted material, and some people who apply, wait, and come."""

    make: Callable[[], World]

    @initialize(pieces=few)
    def open(self, pieces: int) -> None:
        self.office, self.now, self.count, self.stop = type(self).make(), NINE, 0, None
        self._try(blanks.count_blanks, KTP, pieces)

    @rule(reason=st.sampled_from(["first", "lost", "changed"]))
    def apply(self, reason: str) -> None:
        self.count += 1
        self.office.document(f"R/{self.count}", stage="received", reason=reason, now=self._later())

    @rule(number=which, stage=st.sampled_from(STAGES), printed=st.booleans())
    def advance(self, number: int, stage: str, printed: bool) -> None:
        self._try(documents.set_stage, f"R/{number}", DocumentStage(stage), printed=printed)

    @rule(number=which)
    def give_up(self, number: int) -> None:
        self._try(withdrawing.withdraw, f"R/{number}", reason="ganda")

    @rule(number=which)
    def take_back(self, number: int) -> None:
        self._try(withdrawing.restore, f"R/{number}")

    @rule(number=which)
    def mark(self, number: int) -> None:
        self._try(readiness.mark_ready, f"R/{number}")

    @rule(pieces=few)
    def receive(self, pieces: int) -> None:
        order, free = self._line(), self._free()

        got = self._try(blanks.receive_blanks, KTP, pieces)

        if got is not None:
            expected = 0 if self.stop else min(free + pieces, len(order), self._rest())
            assert references(got) == order[:expected]

    @rule()
    def look(self) -> None:
        order, expected = self._line(), 0 if self.stop else min(self._free(), self._rest())

        self.office.at_time(release.release_all, now=self._later())

        assert self._line() == order[expected:]

    @rule(found=few)
    def count_them(self, found: int) -> None:
        rest = self._rest()

        got = self._try(blanks.count_blanks, KTP, found)

        stock, reserved = counts(self.office)
        assert stock == found
        assert len(got) <= min(rest, reserved)
        assert not got or not self.stop

    @rule(pieces=few)
    def spoil(self, pieces: int) -> None:
        before, _ = counts(self.office)

        self._try(blanks.spoil_blanks, KTP, pieces, note=None)

        assert counts(self.office)[0] == (before - pieces if 1 <= pieces <= before else before)

    @rule(per_day=st.none() | st.integers(1, 5), share=st.integers(10, 90))
    def share(self, per_day: int | None, share: int) -> None:
        self._try(blanks.share_blanks, KTP, Sharing(per_day, {"first": share}, {}))

    @rule()
    def stop_or_resume(self) -> None:
        if self.stop is None:
            self.stop = self._try(printing_stops.stop_printing, KTP, why="ribbon", note=None).id
        else:
            order, expected = self._line(), min(self._free(), self._rest())
            got = self._try(printing_stops.resume_printing, self.stop)
            self.stop = None
            assert references(got) == order[:expected]

    @rule(undone=st.booleans())
    def misprint(self, undone: bool) -> None:
        before = counts(self.office)
        if self._free() < 1:
            return
        self.count += 1
        ready = self.office.document(f"R/{self.count}", now=self._later())
        number = self.office.walk_in(reference=ready.reference, now=self._later()).ticket
        self.office.call(now=self._later())
        printed = counts(self.office)
        self._try(counter_problems.report_problem, number, reason="misprint")
        if undone:
            self._try(undo.undo_last, number)
            assert counts(self.office) == printed
            self.office.hand_over(number, now=self._later())
        assert counts(self.office)[0] == printed[0] < before[0]

    @precondition(lambda self: hasattr(self, "office"))
    @invariant()
    def ledger_and_promises_add_up(self) -> None:
        counts(self.office)

    @precondition(lambda self: hasattr(self, "office"))
    @invariant()
    def whoever_is_in_production_has_a_blank(self) -> None:
        assert [each.reference for each in self._at("in_production") if not each.has_blank] == []

    @precondition(lambda self: hasattr(self, "office"))
    @invariant()
    def whoever_can_be_booked_used_a_blank(self) -> None:
        """As often as it was printed, and no blank was used by two: what was spoilt was not used as well."""
        net: Counter[int | None] = Counter()
        for entry in self.office.rows(StockEntry, *stock.standing(self.office.office.id, KTP)):
            net[entry.document_id] += {"use": 1, "unused": -1}.get(entry.kind, 0)
        assert min(net.values(), default=0) >= 0
        assert [each.reference for each in self._at("ready") if net[each.id] < 1] == []

    @precondition(lambda self: hasattr(self, "office"))
    @invariant()
    def whoever_waits_has_a_place(self) -> None:
        """Which is counted, and is the one that the order of all of them gives it."""
        self._line()
        assert [each.reference for each in self._at("waiting_for_blank") if each.waits_since is None] == []

    def _try(self, step: Callable[..., Any], *args: Any, **facts: Any) -> Any:
        """What a step returns, or None where it was refused."""
        try:
            return self.office.do(step, *args, by=CLERK, now=self._later(), **facts)
        except Refusal:
            return None

    def _at(self, stage: str) -> list[Document]:
        """This office's documents at a stage; the database keeps those of other plays."""
        here = col(Document.office_id) == self.office.office.id
        return self.office.rows(Document, here, col(Document.stage) == stage)

    def _later(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def _free(self) -> int:
        row = material(self.office)
        return row.stock - row.reserved

    def _rest(self) -> int:
        row = material(self.office)
        return 99 if row.per_day is None else max(0, row.per_day - row.begun)

    def _line(self) -> list[str]:
        return line(self.office)


@pytest.mark.slow
def test_ledger_and_line_hold_through_anything(database: Any) -> None:
    made = iter(range(10_000))
    machine = type(
        "Played", (Blanks,), {"make": staticmethod(lambda: World(database, f"kota{next(made)}", lobby_limit=50))}
    )

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.generate],  # shrinking takes longer than looking
        ),
    )
