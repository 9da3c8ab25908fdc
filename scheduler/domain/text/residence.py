"""Where a holder lives: kelurahan, RT and RW, read from any way of writing them, kept in one, shown as on a KTP."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheduler.domain.refusals import N_
from scheduler.domain.text.plain_text import without_hidden

LONGEST = 60
"""Letters of the name of a kelurahan."""
MOST_DIGITS = 3
"""No RT and no RW has a number of more."""
_KIND = re.compile(r"^(?:kelurahan|kel|desa|ds|gampong|nagari)\b[.:\s]*", re.IGNORECASE)
_NAME = re.compile(r"[^\W_][\w .,'’()/&-]*")
_OTHER_NUMBER = re.compile(r"[0-9](?:[ .,/()-]*[0-9]){4}")
"""What only a NIK, a phone or a postcode has, also one in groups: typed into the wrong field."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_ROMAN = re.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})")
_RT = re.compile(
    r"(?:R\.?T\.?\s*/\s*R\.?W\.?|R\.?T\.?)?[\s.:]*([0-9]+)(?:\s*[/,;.-]?\s*(?:R\.?W\.?)?[\s.:]*([0-9]+))?",
    re.IGNORECASE,
)
_RW = re.compile(r"(?:R\.?W\.?)?[\s.:]*([0-9]+)", re.IGNORECASE)
_NONE = "–"
FAULTS: Mapping[str, str] = {
    "kelurahan": N_("Tulis nama kelurahan atau desanya saja, atau kosongkan."),
    "unlisted": N_("Pilih kelurahan atau desa dari daftar, atau kosongkan."),
    "rt": N_("RT berupa angka, paling banyak 3 digit, misalnya 003. Boleh dikosongkan."),
    "rw": N_("RW berupa angka, paling banyak 3 digit, misalnya 005. Boleh dikosongkan."),
}
"""What to say of what `read_residence` finds."""


@dataclass(frozen=True, slots=True)
class Residence:
    """Where somebody lives, each as it is kept; None: not known."""

    kelurahan: str | None = None
    rt: str | None = None
    rw: str | None = None

    @property
    def numbers(self) -> str:
        """RT and RW as a KTP prints them, "003/005"; empty where neither is known."""
        if self.rt is None and self.rw is None:
            return ""
        return "/".join(on_ktp(number) or _NONE for number in (self.rt, self.rw))

    def __str__(self) -> str:
        """In one line, "Kampung Bugis, RT/RW 003/005"; empty where nothing is known."""
        numbers = self.numbers
        return ", ".join(part for part in (self.kelurahan, f"RT/RW {numbers}" if numbers else "") if part)


UNKNOWN = Residence()


def read_residence(
    kelurahan: str, rt: str, rw: str, *, listed: Sequence[str] = (), known: str | None = None
) -> tuple[Residence, Mapping[str, str]]:
    """What was typed into the three fields of a form, and what is wrong with it, by field; empty is not known.

    Both numbers may stand in the first field. listed: the office's kelurahan, of which one has to be chosen where
    there are any; known: the one that is kept already, which may stay. The faults: kelurahan, unlisted, rt, rw.
    """
    faults: dict[str, str] = {}
    name = tidy_kelurahan(without_hidden(kelurahan))
    if name is not None:
        name = as_listed(name, listed)
        if not is_kelurahan(name):
            faults["kelurahan"] = "kelurahan"
        elif listed and name not in listed and name != known:
            faults["kelurahan"] = "unlisted"
    first = second = alone = None
    try:
        first, second = rt_and_rw(rt)
    except ValueError:
        faults["rt"] = "rt"
    try:
        alone = rw_of(rw)
    except ValueError:
        faults["rw"] = "rw"
    return Residence(name, first, alone or second), faults


def tidy_kelurahan(text: str) -> str | None:
    """The name alone: "KEL. KAMPUNG BUGIS" and "kampung  bugis" are "Kampung Bugis", "batu ix" is "Batu IX".

    None where nothing is left.
    """
    return _WORD.sub(_capital, _bare(text)) or None


def is_kelurahan(name: str) -> bool:
    """Whether a tidy name may be one of a kelurahan: with letters, not too long, and no number of anything else."""
    is_written = len(name) <= LONGEST and _NAME.fullmatch(name) is not None
    return is_written and any(sign.isalpha() for sign in name) and _OTHER_NUMBER.search(name) is None


def as_listed(name: str, listed: Sequence[str]) -> str:
    """A name as the office's list spells it, whatever its capitals, spaces and hyphens; else as it is."""
    wanted = _letters(name)
    return next((each for each in listed if _letters(each) == wanted), name)


def listed_in(text: str) -> list[str]:
    """The kelurahan of a list with one a line, each once, in the order of letters.

    One that is all capitals or all small gets capitals as `tidy_kelurahan` has them; mixed spelling is the office's.
    """
    found: dict[str, str] = {}
    for line in text.splitlines():
        name = _bare(line)
        if name in (name.upper(), name.lower()):
            name = tidy_kelurahan(name) or ""
        if name:
            found.setdefault(_letters(name), name)
    return sorted(found.values(), key=str.casefold)


def rt_and_rw(text: str) -> tuple[str | None, str | None]:
    """Numbers as they are kept, of two digits at least: "RT.002/RW 5" is ("02", "05"), "3" is ("03", None).

    What is empty or 0, which a KTP has where there is none, is None. Raises ValueError for what is no such number.
    """
    first, second = _digits_in(_RT, text) or ("", "")
    return _kept(first), _kept(second)


def rw_of(text: str) -> str | None:
    """The number of an RW that stands alone, as `rt_and_rw` has it. Raises ValueError for what is no such number."""
    (digits,) = _digits_in(_RW, text) or ("",)
    return _kept(digits)


def on_ktp(number: str | None) -> str:
    """An RT or RW as a KTP prints it, with three digits; empty where it is not known."""
    return number.zfill(MOST_DIGITS) if number else ""


def _bare(text: str) -> str:
    """A name without the kind of place before it, with single spaces."""
    return _KIND.sub("", " ".join(text.split())).strip(" .,")


def _capital(word: re.Match[str]) -> str:
    return word[0].upper() if _ROMAN.fullmatch(word[0].upper()) else word[0].capitalize()


def _letters(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def _digits_in(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    """What a pattern has caught; nothing of an empty text."""
    text = text.strip()
    if not text:
        return ()
    found = pattern.fullmatch(text)
    if found is None or any(len(digits.lstrip("0")) > MOST_DIGITS for digits in found.groups(default="")):
        raise ValueError("no RT and no RW")
    return found.groups(default="")


def _kept(digits: str) -> str | None:
    return f"{int(digits):02}" if digits.strip("0") else None
