"""What a head of office asks first: one answer of each page, and the day or days drawn."""

from scheduler.domain.figures.kinds import Figure
from scheduler.web.office.figures import documents, hall, seats, waits
from scheduler.web.office.figures.view import Section, View

FIGURES = frozenset(
    {
        *hall.OF_QUEUE,
        *hall.INSIDE,
        *hall.TURNED_AWAY,
        Figure.WAITS,
        Figure.TOLD_HELD,
        Figure.TOLD_KNOWN,
        Figure.BOOKED,
        Figure.NO_SHOWS,
        Figure.SEATS,
        Figure.SEATS_USED,
        Figure.HANDED_OVER,
    }
)


def section(view: View) -> Section:
    """The first page: the crowd against the other days, and what it cost people."""
    answers = [
        hall.people(view),
        hall.fullest(view),
        documents.without_visit(view),
        hall.in_vain(view),
        waits.median(view),
        waits.longest(view),
        waits.held(view),
        seats.no_shows(view),
        seats.used(view),
    ]
    return Section(answers, [hall.by_day(view), hall.by_quarter(view)])
