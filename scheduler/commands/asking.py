"""What a command asks of whoever runs it. A script answers by a pipe: a line each, in the order of the questions."""

import getpass
import sys


def asked(prompt: str) -> str:
    """A line that nobody sees while it is typed; from a pipe, the next line of it."""
    line = getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline()
    return line.strip()


def agreed(question: str, *words: str) -> bool:
    """Whether one of the words was typed, in letters of any size. No more lines of a pipe: it was not."""
    print(question, end=" ", flush=True)  # noqa: T201 - this is where a command asks
    return sys.stdin.readline().strip().lower() in words
