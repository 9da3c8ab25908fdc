"""Who applies, for whom: what was typed, made tidy, and what is wrong with it, by the field."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from scheduler.domain.text.names import initials, tidy_name
from scheduler.domain.text.nik import is_nik
from scheduler.domain.text.plain_text import without_hidden

LONGEST_NAME = 100
HOLDER = "holder"
SIXTEEN = re.compile(r"[0-9]{16}")


@dataclass(frozen=True, slots=True)
class People:
    """Holder and applicant, as they were typed. relation: who applies for the holder. A NIK or KK number left out stays
    as it was. kelurahan, rt, rw: where the holder lives, which need not be said.
    """

    relation: str = ""
    holder: str = ""
    nik: str = ""
    kk: str = ""
    applicant: str = ""
    kelurahan: str = ""
    rt: str = ""
    rw: str = ""

    @property
    def tidy(self) -> "People":
        """The same people: names as names are written, without what nobody sees; numbers as digits alone.

        Whoever applies for themselves is named once.
        """
        holder, applicant = (tidy_name(without_hidden(name)) for name in (self.holder, self.applicant))
        return replace(
            self,
            holder=holder,
            nik=_digits(self.nik),
            kk=_digits(self.kk),
            applicant="" if self.relation == HOLDER else applicant,
        )


def faults_of(
    people: People, relations: Collection[str], *, needs_nik: bool, knows: Collection[str] = ()
) -> Mapping[str, str]:
    """What is wrong by field, in the order of the form: relation, name, nik or kk. people: tidy.

    knows: numbers that are kept already ("nik", "kk"). Whether an applicant has to be named is not known before it is
    said who applies, unless no holder may.
    """
    found: dict[str, str] = {}
    if people.relation not in relations:
        found["relation"] = "relation"
    if not _is_name(people.holder):
        found["holder"] = "name"
    if not is_nik(people.nik) if people.nik else needs_nik and "nik" not in knows:
        found["nik"] = "nik"
    if not SIXTEEN.fullmatch(people.kk) if people.kk else "kk" not in knows:
        found["kk"] = "kk"
    names_another = people.relation != HOLDER if people.relation in relations else HOLDER not in relations
    if names_another and not _is_name(people.applicant):
        found["applicant"] = "name"
    return found


def _is_name(text: str) -> bool:
    return len(text) <= LONGEST_NAME and bool(initials(text)) and not re.search(r"[0-9<>@\x00-\x1f]", text)


def _digits(text: str) -> str:
    return re.sub(r"[\s.\-]", "", text)
