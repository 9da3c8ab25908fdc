"""What a page may load and run: its own files; where it has a camera, the program that reads QR codes as well. And what
it may ask of the machine that it is open on.
"""

from collections.abc import Collection

_REST = "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
POLICY = f"default-src 'self'; {_REST}"
CAMERA_POLICY = f"default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; {_REST}"
"""For pages with a camera alone: WebAssembly runs there, and still nothing that is not a file of ours."""

FRAMED_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
"""For the one page that sites of others show in a frame: it has a style and nothing else, no script and no form."""

FEATURES = (
    "camera",
    "display-capture",
    "geolocation",
    "hid",
    "microphone",
    "midi",
    "payment",
    "serial",
    "usb",
)
"""What of a machine is somebody's own, or gives it away. The list goes with every page, also to a phone on a slow line:
what gives nothing away is not in it, nor what pages use (sound, a share sheet, a screen that stays on).
"""


def permissions(needs: Collection[str] = ()) -> str:
    """The header that denies a page everything of the machine but what it needs: a camera, a microphone."""
    return ", ".join(f"{name}={'(self)' if name in needs else '()'}" for name in FEATURES)


PERMISSIONS = permissions()
