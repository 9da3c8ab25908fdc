"""What somebody is shown who sets an authenticator application up: a QR code to scan, or the key to type."""

from dataclasses import dataclass

from scheduler.flow.staff import SignedIn
from scheduler.keys import one_time
from scheduler.web.shared.qr import svg_of_link


@dataclass(frozen=True, slots=True)
class SettingUp:
    """The QR code as SVG, and the key in groups of letters."""

    qr: str
    key: str


def shown(secret: str, staff: SignedIn) -> SettingUp:
    """Of somebody's secret; the application names the office and them, who have it in their own hand."""
    link = one_time.link_of(secret, whose=staff.name, office=f"Giliran {staff.office.name}")
    return SettingUp(svg_of_link(link), one_time.in_groups(secret))
