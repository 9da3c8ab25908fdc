"""An office's export is taken in: its rows, the report of them, and whole files by a job that survives a restart."""

from scheduler.flow.intake.rows import Taken, take_row, take_rows

__all__ = ["Taken", "take_row", "take_rows"]
