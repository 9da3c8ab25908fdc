"""How many people a hall may hold, worked out from what can be measured: its floor, its seats, its queue rails.

It is a suggestion and no more: the office decides, and whoever watches over fire safety has the last word.

- Of the floor 30 per cent are left free for walking, for wheelchairs and for whoever stands at a counter: what
  Neufert's *Architects' Data* (in Indonesia *Data Arsitek*) gives for movement in comfort.
- Nobody has less than 1.4 square metres of what is left: 15 square feet, the occupant load factor of NFPA 101 (Life
  Safety Code, table 7.3.1.2) for a hall in which people do not stand closely packed. Seats and rails take none of it
  away, but they cannot put more people in than the floor bears.
- A seat is for one person; where every other seat is kept free, half of them are.
- Between rails a person stands on 75 centimetres: a body and half a step to the next one.
"""

from dataclasses import dataclass
from math import floor

WALKED_ON = 0.3
SQUARE_METRES_EACH = 1.4
METRES_IN_LINE = 0.75
LARGEST_HALL, MOST_SEATS, LONGEST_RAILS = 10_000.0, 5_000, 1_000.0


@dataclass(frozen=True, slots=True)
class Measured:
    """A hall as it was measured. square_metres: of the room in which people wait, without what is behind the counters.

    rails: metres of lanes in which people stand one behind the other. spaced: every other seat is kept free.
    """

    square_metres: float
    seats: int = 0
    rails: float = 0.0
    spaced: bool = False

    def faults(self) -> dict[str, str]:
        """What cannot be, by field, as the range that can."""
        ranges = {
            "square_metres": (self.square_metres, 4, LARGEST_HALL),
            "seats": (self.seats, 0, MOST_SEATS),
            "rails": (self.rails, 0, LONGEST_RAILS),
        }
        return {
            name: f"{least:g}-{most:g}"
            for name, (value, least, most) in ranges.items()
            if not least <= value <= most  # what is no number lies nowhere
        }


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How many people, and by what. free: square metres that are left beside the ways; by_floor: so many they bear.

    sitting, standing: whom the seats and the rails have room for. by: the narrower of the two, "floor" or "places".
    """

    limit: int
    free: float
    by_floor: int
    sitting: int
    standing: int

    @property
    def by(self) -> str:
        return "places" if 0 < self.sitting + self.standing < self.by_floor else "floor"


def suggested(hall: Measured) -> Suggestion:
    """The limit for a hall without faults: what its floor bears, and no more than its seats and rails have room for.

    Where there are neither, its floor alone says it.
    """
    free = hall.square_metres * (1 - WALKED_ON)
    by_floor = max(floor(free / SQUARE_METRES_EACH), 1)
    sitting = (hall.seats + 1) // 2 if hall.spaced else hall.seats
    standing = floor(hall.rails / METRES_IN_LINE)
    places = sitting + standing
    return Suggestion(min(by_floor, places) if places else by_floor, free, by_floor, sitting, standing)
