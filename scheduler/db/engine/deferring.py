"""Rows that a batch writes at its end: of what every step adds and none of a rush reads, history and outbox.

A row at a time costs each its own way through the driver and down the same trees; sixty at once cost a third of that.

The rule: what is put off is written before any other statement of the batch is sent, so that whoever could read it
finds it. Excepted are statements that are `blind`: prepared, and of tables that have nothing to do with what is put
off. A step that goes back to its savepoint takes its rows back, and puts off anew those of earlier steps that had been
written within it. Rows that the database does not take spoil the batch, which the writer then runs again, each row at
once: so the step whose row it was is told, and no other.
"""

from typing import Any, Protocol

Rows = dict[str, list[Any]]
"""The values of each statement's rows, in their order."""


class PutsOff(Protocol):
    """Takes statements to be sent later, on one connection."""

    is_open: bool
    """False: nothing is put off."""
    goes_in_front: bool
    """Whether what is put off comes before any statement that is sent, also one that is `blind`."""

    def put(self, text: str, values: Any) -> None:
        """Put a row off, to be written by a statement."""

    def ask(self, text: str, values: Any) -> None:
        """A question that is going to be sent, just as it will be. Its answer holds until anything else is sent or put
        off, or something new is asked once the answer has come.
        """

    def write(self) -> None:
        """Another statement is sent: what it could read has been put off for long enough."""


class Deferred:
    """What is put off on one connection of SQLite. On PostgreSQL it is `trips.Line`."""

    goes_in_front = False

    def __init__(self, raw: Any) -> None:
        self._raw = raw
        self._rows: Rows = {}
        self._before: Rows = {}
        """What was put off when the step began."""
        self.is_open = True
        """False: nothing is put off."""
        self.is_spoilt = False
        """Whether there was a row that the database did not take."""

    def put(self, text: str, values: Any) -> None:
        """Put a row off, to be written by a statement."""
        self._rows.setdefault(text, []).append(values)

    def ask(self, text: str, values: Any) -> None:
        """Nothing: here a question costs no trip."""

    def write(self) -> None:
        """Write what was put off. Raises whatever the driver does; the batch is spoilt then."""
        if not self._rows:
            return
        rows, self._rows = self._rows, {}
        try:
            for text, values in rows.items():
                self._raw.executemany(text, values)
        except Exception:
            self.is_spoilt = True
            raise

    def begin_step(self) -> None:
        """A step begins: from here it may go back."""
        self._before = {text: list(values) for text, values in self._rows.items()}

    def go_back(self) -> None:
        """What was written since the step began is gone, and what was put off since then is not wanted."""
        self._rows = {text: list(values) for text, values in self._before.items()}

    def begin_batch(self, *, is_open: bool) -> None:
        """Nothing is put off yet. is_open: whether something will be."""
        self._rows, self._before = {}, {}
        self.is_open, self.is_spoilt = is_open, False
