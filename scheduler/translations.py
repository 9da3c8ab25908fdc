"""The catalogues: Indonesian is the source and needs none, English is read once from what was made of its .po file.

And what an office wrote in Indonesian, said in another language as far as it is known.
"""

import gettext
import io
from functools import cache
from hashlib import sha256
from pathlib import Path

from scheduler.domain.calendar.reasons import translatable

LOCALES = Path(__file__).parent / "locale"
SOURCE = "id"
LANGUAGES = ("id", "en")


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; the texts as they are written for Indonesian or a language we do not have."""
    path = LOCALES / language / "LC_MESSAGES" / "messages.po"
    if language == SOURCE or not path.is_file():
        return gettext.NullTranslations()
    return gettext.GNUTranslations(io.BytesIO(_made(path)))


def all_translations() -> dict[str, gettext.NullTranslations]:
    """Language -> catalogue."""
    return {language: translations(language) for language in LANGUAGES}


def make_all(locales: Path = LOCALES) -> None:
    """Write the .mo file of every catalogue beside it, where that is not there or was made from another one."""
    for path in locales.glob("*/LC_MESSAGES/messages.po"):
        if not _is_of(path.read_bytes(), path.with_suffix(".mo")):
            path.with_suffix(".mo").write_bytes(_made(path))


def _made(path: Path) -> bytes:
    """A catalogue as gettext reads it: its .mo file if it was made from the very .po file that is there, else anew.

    So a text that was just changed is shown, also where nothing was built since.
    """
    source, file = path.read_bytes(), path.with_suffix(".mo")
    return file.read_bytes() if _is_of(source, file) else _compiled(source, path.parent.parent.name)


def _is_of(source: bytes, file: Path) -> bool:
    """Whether a .mo file was made from a source, and is whole: it ends with the hash of that."""
    return file.is_file() and file.read_bytes().endswith(sha256(source).digest())


def _compiled(source: bytes, language: str) -> bytes:
    """A .mo file with the hash of its source behind it, where gettext does not look."""
    # Imported here: what was built needs none of it, and it is slow to read half a megabyte.
    from babel.messages.mofile import write_mo  # noqa: PLC0415
    from babel.messages.pofile import read_po  # noqa: PLC0415

    made = io.BytesIO()
    write_mo(made, read_po(io.BytesIO(source), locale=language))
    return made.getvalue() + sha256(source).digest()


def reason_in(language: str, reason: str) -> str | None:
    """Why something is shut, as its office wrote it, in a language; None where nothing is known of its words there."""
    if language == SOURCE:
        return reason
    known = translatable(reason)
    return translations(language).gettext(known) if known else None
