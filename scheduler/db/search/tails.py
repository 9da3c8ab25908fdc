"""Documents by the last digits of their registration numbers, for pages that want one and are not about searching."""

from collections.abc import Sequence

from sqlmodel import Session

from scheduler.db.models import Document
from scheduler.db.search.searching import Filters, search
from scheduler.domain.text.finding import Sought, read_sought

MOST = 10


def documents_ending_in(session: Session, office_id: int, text: str) -> Sequence[Document]:
    """An office's documents whose numbers end in some digits, four at least, newest first; at most MOST.

    None for what is no run of digits.
    """
    tail = read_sought(text).tail
    return search(session, office_id, Sought(tail=tail), Filters(), most=MOST).documents if tail else ()
