"""People's names and registration numbers as the public may see them: initials, tidy spelling, last digits."""

import re
import unicodedata


def _by_letters(titles: str) -> dict[str, str]:
    """Titles by their letters alone, as they are compared: "S.Pd." by "spd"."""
    return {title.replace(".", "").lower(): title for title in titles.split()}


FRONT_TITLES = _by_letters("""
    H. Hj. KH. Dr. drg. drh. Drs. Dra. Ir. Prof. Ust. R.M. R.A. Rr. Rd. Dt. Tgk. Tb.
""")
DEGREES = _by_letters("""
    S.H. S.E. S.T. S.Pd. S.Pd.I. S.Ag. S.Sos. S.Kom. S.Kep. S.K.M. S.Si. S.I.P. S.I.Kom. S.Ked. S.Farm. S.P.
    S.Pi. S.Pt. S.STP. M.H. M.M. M.T. M.Si. M.Pd. M.Kes. M.Kom. M.Kn. M.Ag. M.A.P. M.A. M.B.A. A.Md. A.Md.Keb.
    A.Md.Kep. Ph.D. Lc. Ns.
""")
CONNECTORS = {"bin", "binti"}
NUMERALS = {"II", "III", "IV"}
BARE_TITLES = {"h", "hj", "kh", "drg", "drs", "dra", "prof"}
"""Front titles that are read as such without their dot; "Dr" or "Ra" without one may be a name."""
GLUED_TITLE = re.compile(r"(?i)(?<!\S)((?:(?:h|hj|kh|dr|drg|drs|dra|ir|prof)\.)+)(?=\w)")
CAPITAL = re.compile(r"(?:^|(?<=[-.(/])|(?<=^['’])|(?<=\b\w['’]))\w")
"""A capital opens a word, also behind a hyphen or a dot; after an apostrophe in D'Souza, not in Nur'aini."""


def initials(name: str) -> str:
    """The initials of a name without titles and degrees: "S.R.", "S." for one name, "" for none at all."""
    parts = [part for word in _bare_words(name) if word not in NUMERALS for part in word.split(".")]
    letters = (_first_letter(part) for part in parts if part.lower() not in CONNECTORS)
    return "".join(f"{letter.upper()}." for letter in letters if letter)


def tidy_name(name: str) -> str:
    """A name with single spaces; one that is all capitals or all small gets capitals where a name has them.

    Mixed spelling was somebody's intention and stays.
    """
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", name)).strip(" ,;")
    person = " ".join(_bare_words(text)) or text
    if person not in (person.upper(), person.lower()):
        return text
    head, comma, tail = text.partition(",")
    return " ".join(_tidy_word(word) for word in head.split()) + comma + _tidy_degrees(tail)


def compared_name(name: str) -> str:
    """A name as it is compared with another: its letters alone, without titles, degrees and marks."""
    words = [_plain(word) for word in _bare_words(unicodedata.normalize("NFKD", name))]
    return " ".join(word for word in words if word) or " ".join(name.casefold().split())


def last_digits(reference: str, count: int) -> str:
    """The last `count` digits of a registration number, whatever stands between them; fewer where it has fewer."""
    return "".join(re.findall(r"\d", reference, flags=re.ASCII))[-count:]


def _first_letter(part: str) -> str:
    return next((letter for letter in part if letter.isalpha()), "")


def _bare_words(name: str) -> list[str]:
    """The words of a name that are the person's: front titles, degrees and all after a comma left out."""
    words = GLUED_TITLE.sub(r"\1 ", name.partition(",")[0]).split()
    first = next((at for at, word in enumerate(words) if not _is_title(word)), None)
    if first is None:
        return words
    return [word for word in words[first:] if not _is_degree(word)]


def _is_title(word: str) -> bool:
    plain = _plain(word)
    if "." not in word:
        return plain in BARE_TITLES
    return plain in FRONT_TITLES or all(part in FRONT_TITLES for part in word.lower().split(".") if part)


def _is_degree(word: str) -> bool:
    """Without dots "Se" or "Ma" are names; with a dot inside they are not."""
    return "." in word.rstrip(".") and _plain(word) in DEGREES


def _tidy_word(word: str) -> str:
    plain = _plain(word)
    if _is_title(word) and plain in FRONT_TITLES:
        return FRONT_TITLES[plain]
    if _is_degree(word):
        return DEGREES[plain]
    if plain in CONNECTORS:
        return plain
    if word.upper() in NUMERALS:
        return word.upper()
    return CAPITAL.sub(lambda hit: hit[0].upper(), word.lower())


def _tidy_degrees(tail: str) -> str:
    return re.sub(r"[^\s,]+", lambda hit: DEGREES.get(_plain(hit[0]), hit[0]), tail)


def _plain(word: str) -> str:
    return re.sub(r"[^a-z]", "", word.lower())
