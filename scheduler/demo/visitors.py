"""Who comes on the morning of the demonstration, and who works at which counter: the picture at 09.40.

Loket 2 has just called a number; 1, 3 and 4 serve; 5 is closed. Sixteen people are inside and four are called in: the
lobby of twenty is full and more wait outside.
"""

from dataclasses import dataclass

LOBBY_LIMIT = 20
NOW = "09.40"
ANNOUNCED = {
    "id": "Lansia, ibu hamil, dan penyandang disabilitas didahulukan. Sampaikan kepada petugas di pintu.",
    "en": "Elderly, pregnant and disabled visitors go first. Please tell our staff at the door.",
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who comes: when, for what (types of documents), in which slot (None: without a booking)."""

    comes: str
    types: tuple[str, ...] = ("KTP-el",)
    slot: str | None = None
    party: int = 1
    priority: bool = False
    escort: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """A call at a counter; served from a minute later until `until` (None: still there), or absent at that time."""

    at: str
    counter: int
    until: str | None = None
    absent: bool = False


KK, AKTA, KIA, RECORDING = ("KK",), ("akta",), ("KIA",), ("Perekaman KTP-el",)

VISITORS = (
    Visitor("07.50", slot="08.00"),
    Visitor("07.56", slot="08.00", party=2),
    Visitor("08.03", KK, slot="08.00"),
    Visitor("08.22", slot="08.30"),
    Visitor("08.25", RECORDING, slot="08.30"),
    Visitor("08.31", slot="08.30"),
    Visitor("08.36", AKTA, slot="08.30"),
    Visitor("08.48", slot="09.00"),
    Visitor("08.50", priority=True),
    Visitor("08.55", KIA, slot="09.00", party=2),
    Visitor("08.58", KK, slot="09.00"),
    Visitor("09.01", slot="09.00"),
    Visitor("09.06"),
    Visitor("09.10", ("KTP-el", "KIA"), slot="09.00", party=3),
    Visitor("09.15", ("KIA", "KIA"), slot="09.30", party=2),
    Visitor("09.16", RECORDING, slot="09.30"),
    Visitor("09.18", ("KK", "akta"), slot="09.30"),
    Visitor("09.19", slot="09.30"),
    Visitor("09.20", slot="09.30", escort=True),
    Visitor("09.21", slot="09.30"),
    Visitor("09.22", AKTA, slot="09.30", party=2),
    Visitor("09.23", RECORDING, slot="09.30"),
    Visitor("09.24", KIA, slot="09.30"),
    Visitor("09.29", slot="09.30", party=2),
    Visitor("09.29.20", KK, slot="09.30"),
    Visitor("09.30", slot="09.30"),
    Visitor("09.30.20", RECORDING, slot="09.30"),
    Visitor("09.31", slot="09.30"),
    Visitor("09.32", slot="09.30"),
    Visitor("09.33", KK, slot="09.30"),
    Visitor("09.34", KIA, slot="09.30"),
    Visitor("09.35", slot="09.30", party=3),
    Visitor("09.35.30", KK),
    Visitor("09.36", RECORDING, slot="09.30"),
    Visitor("09.37", slot="09.30"),
    Visitor("09.37.30"),
    Visitor("09.38", priority=True),
)

OPENINGS = (("07.59", 1), ("08.15", 4), ("08.45", 2), ("09.10", 3))
"""When a counter is opened; the fifth stays closed."""

WORK = (
    Work("08.02", 1, "08.10"),
    Work("08.12", 1, "08.22"),
    Work("08.24", 1, "08.33"),
    Work("08.32", 4, "08.50"),
    Work("08.35", 1, "08.45"),
    Work("08.47", 1, "08.56"),
    Work("08.53", 2, "09.03"),
    Work("08.57", 1, "09.06"),
    Work("09.04", 2, "09.15"),
    Work("09.08", 1, "09.19"),
    Work("09.12", 3, "09.28"),
    Work("09.16", 2, "09.27"),
    Work("09.20", 1, "09.38.50"),
    Work("09.28", 4),
    Work("09.28.10", 2, "09.38.30", absent=True),
    Work("09.29", 3),
    Work("09.39", 1),
    Work("09.39.40", 2),
)

PARKED = ("09.34", "A-015")
"""Set aside while its document is looked for."""

GOES_HOME = ("09.38.40", "A-022")

LAST_SCAN = "09.38"
"""Who is called in after this has not come through the door yet."""

IN_VAIN = (("08.41", "in_production"), ("09.12", "incomplete"), ("09.26", "in_production"))
"""Who comes for a document that is not ready, and where it stands: they get no number."""

MISTYPED = ("08.19", "2172/00000000/0000")
"""A registration number that the guard does not find."""

NEVER_COMES = ("08.30", "09.00")
"""Slots that are booked and to which nobody comes."""
