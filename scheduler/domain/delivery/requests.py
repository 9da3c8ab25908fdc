"""How documents come to somebody who cannot fetch them here: at a place nearby, by post, or by a visit at home."""

PLACE, POST, VISIT = WAYS = ("place", "post", "visit")
HOME = (POST, VISIT)
"""Ways that lead to an address."""
ASKED, GRANTED, REFUSED, TAKEN_BACK = ("asked", "granted", "refused", "taken_back")
ANSWERED = (GRANTED, REFUSED)
SHORTEST_ADDRESS, LONGEST_ADDRESS, LONGEST_WORDS = 15, 300, 200


def way_to(kind: str) -> str:
    """By which way documents come that go to a kind of place: the post and visits are places of an office's list too,
    since what they take along leaves with a batch like all else.
    """
    return kind if kind in HOME else PLACE
