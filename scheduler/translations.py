"""The catalogues: Indonesian is the source and needs none, English is read from its .po file once.

And what an office wrote in Indonesian, said in another language as far as it is known.
"""

import gettext
import io
from functools import cache
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

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
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def all_translations() -> dict[str, gettext.NullTranslations]:
    """Language -> catalogue."""
    return {language: translations(language) for language in LANGUAGES}


def reason_in(language: str, reason: str) -> str | None:
    """Why something is shut, as its office wrote it, in a language; None where nothing is known of its words there."""
    if language == SOURCE:
        return reason
    known = translatable(reason)
    return translations(language).gettext(known) if known else None
