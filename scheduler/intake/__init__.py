"""Reads an office's export into rows that are understood and problems that are named. Knows no database."""

from scheduler.intake.export import Export, read_export
from scheduler.intake.row_faults import Problem, Unreadable
from scheduler.intake.rows import Row

__all__ = ["Export", "Problem", "Row", "Unreadable", "read_export"]
