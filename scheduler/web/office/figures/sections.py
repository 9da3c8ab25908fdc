"""The pages of figures: what each is called, which figures it asks for, and what makes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.web.office.figures import applications, blanks, documents, hall, messages, seats, summary, waits
from scheduler.web.office.figures.view import Section, View


@dataclass(frozen=True, slots=True)
class Page:
    """key: its word in addresses; route: its name."""

    key: str
    route: str
    title: str
    figures: frozenset[Figure]
    section: Callable[[View], Section]

    @property
    def path(self) -> str:
        return f"/office/figures/{self.key}" if self.key else "/office/figures"


PAGES: Mapping[str, Page] = {
    page.key: page
    for page in (
        Page("", "figures", N_("Ringkasan"), summary.FIGURES, summary.section),
        Page("hall", "figures_hall", N_("Ruang tunggu"), hall.FIGURES, hall.section),
        Page("waits", "figures_waits", N_("Waktu tunggu"), waits.FIGURES, waits.section),
        Page("seats", "figures_seats", N_("Kursi jadwal"), seats.FIGURES, seats.section),
        Page("documents", "figures_documents", N_("Dokumen"), documents.FIGURES, documents.section),
        Page("applications", "figures_applications", N_("Permohonan"), applications.FIGURES, applications.section),
        Page("messages", "figures_messages", N_("Pesan"), messages.FIGURES, messages.section),
        Page("blanks", "figures_blanks", N_("Blangko"), blanks.FIGURES, blanks.section),
    )
}
"""By their keys."""
