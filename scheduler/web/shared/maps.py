"""Where an office is, as an address that a phone opens with its own map. Nothing is asked of it until it is tapped."""

from urllib.parse import urlencode

from scheduler.db.models import Office

MAPS = "https://www.google.com/maps/search/"


def on_map(office: Office) -> str:
    """The link to an office on a map, found by its name and address."""
    place = ", ".join(part for part in (office.name, office.address) if part)
    return f"{MAPS}?{urlencode({'api': 1, 'query': place})}"
