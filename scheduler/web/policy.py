"""What a page may load and run: its own files; where it has a camera, the program that reads QR codes as well. And what
it may ask of the machine that it is open on.
"""

from collections.abc import Collection

_REST = "img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
POLICY = f"default-src 'self'; {_REST}"
CAMERA_POLICY = f"default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; {_REST}"
"""For pages with a camera alone: WebAssembly runs there, and still nothing that is not a file of ours."""

FEATURES = (
    "accelerometer", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid",
    "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "publickey-credentials-get",
    "screen-wake-lock", "serial", "sync-xhr", "usb", "xr-spatial-tracking",
)  # fmt: skip
"""What browsers know to deny. Sound is left as it is (screens call by voice), and a share sheet (a ticket has one)."""
EVERYWHERE = ("screen-wake-lock",)
"""A waiting phone may stay on: its page is also drawn into the one before it, and has the rights of that one."""


def permissions(needs: Collection[str] = ()) -> str:
    """The header that denies a page everything of the machine but what it needs: a camera, a microphone."""
    return ", ".join(f"{name}={'(self)' if name in needs or name in EVERYWHERE else '()'}" for name in FEATURES)


PERMISSIONS = permissions()
