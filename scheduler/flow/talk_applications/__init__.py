"""What citizens send in conversations becomes applications: a new one is made, or one that wants it gets its pages."""

from scheduler.flow.talk_applications.adding import add_pictures
from scheduler.flow.talk_applications.making import RELATIONS, Made, Wish, Words, make_application
from scheduler.flow.talk_applications.openings import Of, Opening, applications_of, openings_of
from scheduler.flow.talk_applications.pictures import free_pictures, is_here

__all__ = [
    "RELATIONS",
    "Made",
    "Of",
    "Opening",
    "Wish",
    "Words",
    "add_pictures",
    "applications_of",
    "free_pictures",
    "is_here",
    "make_application",
    "openings_of",
]
