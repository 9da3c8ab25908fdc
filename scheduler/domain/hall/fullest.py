"""When a hall will be fullest from now on: the rules of the queue run forward until all who are expected have gone."""

from datetime import datetime
from typing import NamedTuple

from scheduler.domain.hall.forecast import Forecast, Outlook


class Fullest(NamedTuple):
    """When so many people are inside for the first time, more than at any time before or after."""

    at: datetime
    people: int


def fullest(outlook: Outlook) -> Fullest:
    """The most people inside from now on, as things stand; nobody is let in beyond the limit."""
    course = _Course(outlook)
    course.run()
    return course.most


class _Course(Forecast):
    """A forecast that notes how full the hall gets, and goes on when nobody is left but those who have yet to come."""

    def __init__(self, outlook: Outlook) -> None:
        super().__init__(outlook)
        self.most = Fullest(outlook.now, outlook.inside)
        self.awaited += 1  # nobody, who is never called: the run ends when nothing happens any more

    def let_in(self, *, resting: bool) -> int | None:
        place = super().let_in(resting=resting)
        if self.inside > self.most.people:
            self.most = Fullest(self.now, self.inside)
        return place
