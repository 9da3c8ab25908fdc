"""Style sheets and scripts that are sent as one: on a slow line each request has its price."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

SHARED = ("shared/tokens.css", "shared/app.css")
STAFF = (*SHARED, "shared/staff.css")
OFFICE = (*STAFF, "office/office.css")
UPLOADS = ("apply", "upload-light", "upload-left", "upload", "this-device")
BUNDLES: Mapping[str, Sequence[str]] = {
    "citizens.css": (*SHARED, "phone.css", "citizen/citizen.css"),
    "staff.css": STAFF,
    "paper.css": (*STAFF, "shared/slip.css"),
    "door.css": (*STAFF, "door/door.css", "shared/camera.css"),
    "kiosk.css": (*STAFF, "shared/camera.css", "door/kiosk.css"),
    "counter.css": (*STAFF, "counter/counter.css", "shared/camera.css"),
    "office.css": OFFICE,
    "desk.css": (*OFFICE, "office/desk.css"),
    "htmx-live.js": ("vendor/htmx.min.js", "vendor/ws.min.js"),
    "waiting.js": ("vendor/ws.min.js", "live.js", "notify.js", "phone.js", "citizen/citizen.js", "citizen/pass.js"),
    "applying.js": tuple(f"citizen/{name}.js" for name in UPLOADS),
}
"""The style of each surface; what a page has of its own is a sheet beside it. htmx with its sockets for desks, since
the second is lost without the first. The scripts of a ticket in the queue, after htmx; those of an application, which
send its photos piece by piece. What has no folder is the display half's, for what lives on a ticket.
"""


def found_in(folders: Sequence[Path]) -> dict[str, list[Path]]:
    """The files of each bundle; of folders that both have one, the later is asked first."""
    return {bundle: list(_files(names, folders)) for bundle, names in BUNDLES.items()}


def _files(names: Sequence[str], folders: Sequence[Path]) -> Iterator[Path]:
    for name in names:
        yield from [folder / name for folder in folders if (folder / name).is_file()][-1:]
