"""What the pages of phones of many households show: the list of a month, and one phone with its documents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from scheduler.db import queries
from scheduler.db.models import Document, KnownPhone, Office
from scheduler.domain.text.phones import masked
from scheduler.flow.core.disclosing import disclose
from scheduler.flow.core.local_time import today_of
from scheduler.flow.documents import shared_phones
from scheduler.flow.documents.shared_phones import MOST, SharedPhone, Used, month_before, month_of
from scheduler.web.office.shared.names import names_of_staff


@dataclass(frozen=True, slots=True)
class Months:
    """The months to choose from, each by its first day; chosen is one of them."""

    this: date
    before: date
    chosen: date

    @property
    def both(self) -> tuple[date, date]:
        """The newer first."""
        return self.this, self.before


@dataclass(frozen=True, slots=True)
class PhonesPage:
    """The phones of a month. usual: of so many households nothing is listed; unseen: there are more than are shown.

    people: who noted something, by how a row names them.
    """

    usual: int
    months: Months
    fresh: Sequence[SharedPhone]
    known: Sequence[SharedPhone]
    unseen: bool
    people: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PhonePage:
    """One phone with its documents of a month; the fields are those of PhonesPage. phone: masked."""

    document_id: int
    months: Months
    phone: str
    used: Sequence[Used]
    unseen: bool
    known: KnownPhone | None
    people: Mapping[str, str]

    @property
    def households(self) -> int:
        """How many there are among the documents."""
        return max((each.household or 0 for each in self.used), default=0)


def months_of(office: Office, asked: str, now: datetime) -> Months:
    """This month and the one before. asked: which is chosen, as 2026-11; for anything else it is this one."""
    this = month_of(today_of(office, now))
    before = month_before(this)
    return Months(this, before, before if asked == f"{before:%Y-%m}" else this)


def phones_page(session: Session, office: Office, months: Months) -> PhonesPage:
    """The phones that stand for more households in a month than the office finds usual."""
    office = queries.office_by_id(session, office.id)
    found = shared_phones.shared_phones(session, office, months.chosen)
    shown = found[:MOST]
    return PhonesPage(
        usual=office.phone_households,
        months=months,
        fresh=[each for each in shown if each.known is None],
        known=[each for each in shown if each.known is not None],
        unseen=len(found) > MOST,
        people=names_of_staff(session, office),
    )


def phone_page(session: Session, office: Office, document_id: int, months: Months) -> PhonePage:
    """One phone, named by a document that it stands for. Raises PhoneUnknown."""
    used = shared_phones.documents_of_phone(session, office, document_id, months.chosen)
    return PhonePage(
        document_id=document_id,
        months=months,
        phone=masked(session.get_one(Document, document_id).phone or ""),
        used=used[:MOST],
        unseen=len(used) > MOST,
        known=shared_phones.known_of(session, office, document_id),
        people=names_of_staff(session, office),
    )


def disclosed(session: Session, office: Office, document_id: int, *, by: str, now: datetime) -> str:
    """The whole number; who saw it is written down. Raises PhoneUnknown, NothingToDisclose."""
    document = shared_phones.with_phone(session, office, document_id)
    return disclose(session, office, document, fields=("phone",), place="shared_phones", by=by, now=now)["phone"]
