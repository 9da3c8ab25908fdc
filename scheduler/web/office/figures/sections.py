"""The pages of figures: which figures each asks for, and what makes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scheduler.domain.figures.kinds import Figure
from scheduler.web.office.figures import applications, blanks, documents, hall, messages, seats, summary, waits
from scheduler.web.office.figures.view import Section, View
from scheduler.web.office.shared.figures_nav import BY_DAYS


@dataclass(frozen=True, slots=True)
class Page:
    """key: its word in addresses; route: its name."""

    key: str
    route: str
    figures: frozenset[Figure]
    section: Callable[[View], Section]

    @property
    def title(self) -> str:
        return BY_DAYS[self.route]

    @property
    def path(self) -> str:
        return f"/office/figures/{self.key}" if self.key else "/office/figures"


PAGES: Mapping[str, Page] = {
    page.key: page
    for page in (
        Page("", "figures", summary.FIGURES, summary.section),
        Page("hall", "figures_hall", hall.FIGURES, hall.section),
        Page("waits", "figures_waits", waits.FIGURES, waits.section),
        Page("seats", "figures_seats", seats.FIGURES, seats.section),
        Page("documents", "figures_documents", documents.FIGURES, documents.section),
        Page("applications", "figures_applications", applications.FIGURES, applications.section),
        Page("messages", "figures_messages", messages.FIGURES, messages.section),
        Page("blanks", "figures_blanks", blanks.FIGURES, blanks.section),
    )
}
"""By their keys."""
