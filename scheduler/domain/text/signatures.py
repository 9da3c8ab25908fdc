"""A signature on a screen: strokes of points, measured in the width and height of the field they were drawn in."""

import json
from itertools import chain

MOST_POINTS = 4000
"""More than anybody draws, and less than a page of text when kept."""

Strokes = list[list[tuple[float, float]]]


def read(text: str) -> Strokes | None:
    """The strokes of a JSON text, a list of lists of points (x, y) from 0 to 1; None for anything else, or nothing."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list) or not all(isinstance(stroke, list) for stroke in found):
        return None
    points = list(chain.from_iterable(found))
    if not points or len(points) > MOST_POINTS or not all(_is_point(point) for point in points):
        return None
    return [[(float(x), float(y)) for x, y in stroke] for stroke in found if stroke]


def written(strokes: Strokes) -> str:
    """Strokes as they are kept: JSON, to a thousandth."""
    rounded = [[[round(x, 3), round(y, 3)] for x, y in stroke] for stroke in strokes]
    return json.dumps(rounded, separators=(",", ":"))


def _is_point(point: object) -> bool:
    if not isinstance(point, list) or len(point) != 2:
        return False
    return all(type(part) in (int, float) and 0 <= part <= 1 for part in point)
