"""A photo of a QR code instead of a scan, where the office has no https and browsers therefore give no camera."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.domain.door import PictureUnreadable
from scheduler.domain.refusals import WrongMediaType
from scheduler.web.door.handlers import answered
from scheduler.web.door.pictures import code_in
from scheduler.web.door.shared.scans import Asked
from scheduler.web.shared.forms import clean, parsed
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.fields import LONGEST_SCAN, NonceForm

PATH = "/door/photos"
LARGE_BODIES = {PATH: 12 * 1024 * 1024 + 65_536}
"""A phone's photo is up to 12 MB, where no script has made it smaller."""
READING = ThreadPoolExecutor(1, thread_name_prefix="photos")
"""One photo at a time: a second one waits, and scans do not."""


async def create(request: Request) -> Response:
    """Answer a photo like a scan of what is in it; nothing of the picture is kept."""
    await staff_of(request, "door")
    if not request.headers.get("Content-Type", "").startswith("multipart/form-data"):
        raise WrongMediaType
    async with request.form(max_files=1, max_fields=4) as form:
        photo = form.get("photo")
        nonce = parsed(NonceForm, {"nonce": form.get("nonce")} if form.get("nonce") else {}).nonce
        if not isinstance(photo, UploadFile):
            raise PictureUnreadable
        text = await asyncio.get_running_loop().run_in_executor(READING, code_in, photo.file)
    return await answered(request, Asked(clean(text).strip()[: LONGEST_SCAN + 1]), nonce)


ROUTES: list[BaseRoute] = [Route(PATH, create, methods=["POST"], name="door_photos")]
