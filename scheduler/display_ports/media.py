"""The files of pictures and videos, for the display half: `display.ports.Media`."""

from pathlib import Path

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.flow.screens.media import file_name, media_files


class Showing:
    """Finds files in the media folder by what the database says of them."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database, self._folder = database, folder

    async def file(self, office: str, medium: int) -> tuple[Path, str] | None:
        """The file of a medium of this office, and its media type; None if there is none, or it is not here."""
        found = await self._database.read(_named, office, medium)
        if found is None:
            return None
        name, media_type = found
        path = self._folder / name
        return (path, media_type) if path.is_file() else None


def _named(session: Session, office_code: str, medium: int) -> tuple[str, str] | None:
    office = queries.office_by_code(session, office_code)
    rows = media_files(session, office.id) if office else ()
    row = next((each for each in rows if each.id == medium), None)
    return (file_name(office_code, row.mark, row.media_type), row.media_type) if row else None
