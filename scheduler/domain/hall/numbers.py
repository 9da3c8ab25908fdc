"""What a number says of itself."""


def letter_of(number: str) -> str:
    """The letter under which a number was given out; it stays, wherever the number is passed on to."""
    return number.partition("-")[0]
