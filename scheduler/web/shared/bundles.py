"""Style sheets and scripts that are sent as one: on a slow line each request has its price."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from scheduler.web.shared.assets import Part


def _parts(*names: str, layer: str = "") -> tuple[Part, ...]:
    return tuple(Part(Path(name), layer) for name in names)


SHARED = ("shared/tokens.css", "shared/app.css")
STAFF = (*_parts(*SHARED, layer="base"), *_parts("shared/staff.css", layer="components"))
"""What pages for staff stand on, in layers; what a page says for itself stands in none, and so holds whatever the
selectors. Citizens, kiosks and who signs in at one get the same without: a browser that knows no layers drops what is
in one (decision 57).
"""
OFFICE = (*STAFF, *_parts("office/office.css", "office/components.css", layer="components"))
BUNDLES: Mapping[str, Sequence[Part]] = {
    "citizens.css": _parts(*SHARED, "phone.css", "citizen/citizen.css"),
    "signin.css": _parts(*SHARED, "shared/staff.css", "shared/factors.css"),
    "kiosk.css": _parts(*SHARED, "shared/staff.css", "shared/camera.css", "door/kiosk.css"),
    "staff.css": STAFF,
    "paper.css": (*STAFF, *_parts("shared/slip.css")),
    "door.css": (*STAFF, *_parts("door/door.css", "shared/camera.css")),
    "counter.css": (*STAFF, *_parts("counter/counter.css", "shared/camera.css")),
    "office.css": OFFICE,
    "desk.css": (*OFFICE, *_parts("office/desk.css", layer="components")),
    "htmx-live.js": _parts("vendor/htmx.min.js", "vendor/ws.min.js"),
    "citizens.js": _parts("citizen/choosing.js", "citizen/citizen.js", "citizen/letters.js"),
    "waiting.js": _parts("live.js", "notify.js", "phone.js", "citizen/citizen.js", "citizen/pass.js"),
    "kiosk.js": _parts("sound.js", "speech.js", "door/kiosk.js"),
    "applying.js": _parts(
        "citizen/apply.js",
        "shared/photo.js",
        "citizen/upload-left.js",
        "citizen/upload.js",
        "citizen/this-device.js",
        "citizen/letters.js",
    ),
}
"""The style of each surface; what a page has of its own is a sheet beside it. htmx with its sockets for desks, since
the second is lost without the first. The scripts of a page with forms, the first of which asks before a form counts as
sent; those of a ticket on its day, which do without htmx; those of an application, which send its photos piece by
piece. What has no folder is the display half's, for what lives on a ticket, and for what a kiosk
says aloud.
"""


def found_in(folders: Sequence[Path]) -> dict[str, list[Part]]:
    """The files of each bundle; of folders that both have one, the later is asked first."""
    return {bundle: list(_files(parts, folders)) for bundle, parts in BUNDLES.items()}


def _files(parts: Sequence[Part], folders: Sequence[Path]) -> Iterator[Part]:
    for part in parts:
        found = [folder / part.file for folder in folders if (folder / part.file).is_file()]
        yield from [part._replace(file=file) for file in found[-1:]]
