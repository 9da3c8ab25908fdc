"""What goes wrong in a command is said in one sentence on stderr; no traceback for what people can mend."""

from collections.abc import Mapping

from pydantic import ValidationError

from scheduler.db.engine.preflight import DatabaseUnfit
from scheduler.domain.channels.refusals import AccountFaulty
from scheduler.domain.refusals import Invalid, Refusal
from scheduler.intake.row_faults import Unreadable
from scheduler.runtime.config import PREFIX
from scheduler.translations import translations

SAID = {
    "taken": "is taken already",
    "empty": "must not be empty",
    "unknown": "is not known",
    "past": "is past already",
    "too_far": "is more than two years ahead",
    "not_later": "must be later than it is now",
    "not_sooner": "must be sooner than it is now",
    "missing": "is missing",
    "unreadable": "cannot be read",
    "weak": "must have at least 16 letters and digits, no blank and no slash",
    "again": "must be given again, since the account now points elsewhere",
    "url": "is no web address",
    "not_https": "must begin with https://",
    "insecure": "may be none only for a server on this machine",
    "choice": "is none of the possible ones",
    "placeholder": "must hold {to} and {text}",
    "template": "is neither a form (to={to}&message={text}) nor JSON",
}


class CommandFailed(Exception):
    """A command cannot do what it was asked. `str()` is the sentence; status 2 means it was asked wrongly."""

    def __init__(self, sentence: str, *, status: int = 1) -> None:
        super().__init__(sentence)
        self.status = status


def sentence_of(error: Exception) -> tuple[str, int] | None:
    """The sentence and exit status of an error that is no bug; None for a bug."""
    if isinstance(error, CommandFailed):
        return str(error), error.status
    if isinstance(error, DatabaseUnfit):
        return str(error), 1
    if isinstance(error, ValidationError):
        return " ".join(_setting(tuple(each["loc"]), each["msg"]) for each in error.errors()), 2
    if isinstance(error, (Invalid, AccountFaulty)):
        return _fields(error.errors), 2
    if isinstance(error, Unreadable):
        return english(error.message, error.facts), 1
    if isinstance(error, Refusal):
        return english(error.sentence, error.facts), 1
    return None


def english(source: str, facts: Mapping[str, object]) -> str:
    """A text of the program with its facts, as administrators read it."""
    return translations("en").gettext(source).format_map(_Known(facts))


class _Known(dict[str, object]):
    """A fact that is not there stays visible as its name."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _setting(where: tuple[int | str, ...], what: str) -> str:
    what = what.removeprefix("Value error, ")
    what = what if what.endswith("?") else f"{what}."
    return f"{PREFIX}{'_'.join(str(part) for part in where).upper()}: {what}" if where else what


def _fields(errors: Mapping[str, object]) -> str:
    return " ".join(
        f"{name.replace('_', '-')} {SAID[str(what)]}." if str(what) in SAID else f"{name.replace('_', '-')}: {what}."
        for name, what in errors.items()
    )
