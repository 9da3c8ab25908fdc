"""How documents come to somebody who cannot fetch them here: at a place nearby, by post, or by a visit at home.

And by which way the file of one that is printed at home comes once more.
"""

PLACE, POST, VISIT = WAYS = ("place", "post", "visit")
HOME = (POST, VISIT)
"""Ways that lead to an address."""
ASKED, GRANTED, REFUSED, TAKEN_BACK = ("asked", "granted", "refused", "taken_back")
ANSWERED = (GRANTED, REFUSED)
SENT = "sent"
"""Of a file: it was sent once more."""
TO_EMAIL, TO_PHONE, TO_OTHER_EMAIL = ("email", "phone", "other_email")
"""Where a file goes: to the e-mail or the phone on record, or to an e-mail that was given with the request."""
FILES_A_DAY = 3
"""How often the file of one document may be asked for within 24 hours."""
SHORTEST_ADDRESS, LONGEST_ADDRESS, LONGEST_WORDS = 15, 300, 200


def way_to(kind: str) -> str:
    """By which way documents come that go to a kind of place: the post and visits are places of an office's list too,
    since what they take along leaves with a batch like all else.
    """
    return kind if kind in HOME else PLACE
