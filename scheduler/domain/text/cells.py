"""Cells of tables that spreadsheets open."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def defused(cell: str) -> str:
    """A cell that a spreadsheet does not take for a formula, whatever somebody typed into it."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
