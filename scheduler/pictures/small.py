"""A small picture behind a page: a list of pages shows it, and a phone on a slow line need not fetch the whole page.

It lies in the page's own file, so that it is sealed, kept and forgotten with it. Whoever opens a JPEG stops at its end
and never sees what follows.
"""

END, LENGTH = b"SMALL", 4


def with_small(page: bytes, small: bytes) -> bytes:
    """A page with its small picture behind it."""
    return page + small + len(small).to_bytes(LENGTH) + END


def small_of(content: bytes) -> bytes:
    """The small picture of a page; the page itself where it has none, as those that were kept before."""
    if not content.endswith(END):
        return content
    until = len(content) - LENGTH - len(END)
    length = int.from_bytes(content[until : until + LENGTH])
    return content[until - length : until] if length < until else content
