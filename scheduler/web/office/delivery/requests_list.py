"""What citizens asked for: to have their documents another way, or a file once more. One list of both."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlmodel import Session, col
from starlette.requests import Request
from starlette.responses import Response

from scheduler.db.models import DeliveryRequest, Document, DocumentType, FileRequest, Office, Place
from scheduler.domain.delivery.requests import ASKED, GRANTED
from scheduler.domain.refusals import N_, Refusal
from scheduler.domain.stages import OVER
from scheduler.domain.text.names import initials
from scheduler.flow.delivery import answering
from scheduler.flow.staff import SignedIn
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import staff_page

WAYS = {
    "place": N_("Tempat lain"),
    "post": N_("Pos"),
    "visit": N_("Kunjungan rumah"),
    "email": N_("Kirim ulang berkas ke e-mail"),
    "other_email": N_("Kirim ulang berkas ke e-mail lain"),
    "phone": N_("Kirim ulang berkas lewat SMS"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A request with its documents, and the name of the page that answers it. is_over: nothing of it is still to be
    handed over.
    """

    request: DeliveryRequest | FileRequest
    documents: Sequence[Document]
    types: Sequence[str]
    page: str
    place: Place | None = None

    @property
    def who(self) -> Sequence[str]:
        """Initials of the holders, each once."""
        return list(dict.fromkeys(initials(document.holder) for document in self.documents))

    @property
    def is_over(self) -> bool:
        return all(document.stage in OVER for document in self.documents)


async def page(request: Request) -> Response:
    """What waits to be answered, and what is on its way."""
    return await listed(request, await staff_of(request, "documents"))


async def listed(request: Request, staff: SignedIn, refusal: Refusal | None = None) -> Response:
    """The list, with a refusal above it."""
    asked, under_way = await request.app.state.db.read(requests_of, staff.office)
    template = "office/delivery/requests.html"
    return staff_page(request, staff, template, refusal, asked=asked, under_way=under_way, ways=WAYS)


def requests_of(session: Session, office: Office) -> tuple[list[Shown], list[Shown]]:
    """What is asked, and what is on its way, each oldest first; a document that is over is asked for no more."""
    open_ones = select(DeliveryRequest).where(
        col(DeliveryRequest.office_id) == office.id,
        or_(col(DeliveryRequest.state) == ASKED, col(DeliveryRequest.state) == GRANTED),
        col(DeliveryRequest.forgotten_at).is_(None),
    )
    files = select(FileRequest).where(col(FileRequest.office_id) == office.id, col(FileRequest.state) == ASKED)
    ways = [shown_delivery(session, each) for each in session.scalars(open_ones.order_by(col(DeliveryRequest.id)))]
    of_files = [shown_file(session, each) for each in session.scalars(files)]
    found = [each for each in (*ways, *of_files) if not each.is_over]
    found.sort(key=lambda each: each.request.asked_at)
    asked = [each for each in found if each.request.state == ASKED]
    return asked, [each for each in found if each.request.state == GRANTED]


def shown_delivery(session: Session, request: DeliveryRequest) -> Shown:
    """How somebody wants to have documents."""
    documents = answering.documents_of(session, request)
    types = [session.get_one(DocumentType, document.type_id).code for document in documents]
    place = session.get(Place, request.place_id) if request.place_id else None
    return Shown(request, documents, types, "delivery_request", place)


def shown_file(session: Session, request: FileRequest) -> Shown:
    """Whose file is wanted once more."""
    document = session.get_one(Document, request.document_id)
    kind = session.get_one(DocumentType, document.type_id)
    return Shown(request, [document], [kind.code], "file_request")
