"""What citizens send in conversations becomes applications: a new one is made, or one that wants it gets its pages."""

from scheduler.flow.from_talk.adding import add_pictures
from scheduler.flow.from_talk.making import RELATIONS, Made, Wish, Words, make_application
from scheduler.flow.from_talk.openings import Of, Opening, applications_of, openings_of
from scheduler.flow.from_talk.pictures import free_pictures, is_here

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
