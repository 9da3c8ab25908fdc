"""Which browser somebody uses, in a few words: enough to tell one's own from a stranger's in a list."""

from starlette.requests import HTTPConnection

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
"""What stands in a User-Agent, and whose it is; the first that is found, since most claim to be others too."""
MACHINES = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def browser_named(request: HTTPConnection) -> str | None:
    """What it is, as "Chrome, Android"; None where neither is known."""
    agent = request.headers.get("User-Agent", "")
    found = [next((name for mark, name in each if mark in agent), "") for each in (BROWSERS, MACHINES)]
    return ", ".join(filter(None, found)) or None
