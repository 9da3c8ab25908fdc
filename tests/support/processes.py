"""The program in processes of its own, over a test's database and folders."""

import os

from scheduler.runtime.config import Settings


def environment(settings: Settings, **told: str) -> dict[str, str]:
    """What a process is told, so that it uses what the settings name and nothing else. told: what else.

    A folder that is not named lies where the process starts: with PostgreSQL what a demonstration has left there.
    """
    own = {
        "GILIRAN_DATABASE_URL": settings.database_url,
        "GILIRAN_SECRET_KEY": settings.secret_key,
        "GILIRAN_FILES_FOLDER": str(settings.files),
        "GILIRAN_MEDIA_FOLDER": str(settings.media),
        "GILIRAN_VOICE_FOLDER": str(settings.voice),
    }
    return {**os.environ, **own, **told}
