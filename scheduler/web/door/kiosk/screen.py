"""What a screen of the kiosk is drawn from: the office, the hall, and what was said to whoever stands there."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from scheduler.board.model import Board
from scheduler.db.models import Service
from scheduler.domain.refusals import Refusal
from scheduler.flow.screens.devices import Kiosk
from scheduler.flow.staff.second import Held
from scheduler.web.door.kiosk.steps import KioskAnswer
from scheduler.web.door.shared import view
from scheduler.web.door.shared.answers import DoorAnswer
from scheduler.web.door.shared.devices import Beats
from scheduler.web.shared.pages import render
from scheduler.web.shared.staff.fields import new_nonce
from scheduler.web.shared.staff.pages import now_of
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

CLEARS, READS, TYPES = 20, 40, 60
"""Seconds for which an answer stands, one that asks something, and a screen to type on, unless it is touched."""


@dataclass(frozen=True, slots=True)
class KioskPage:
    """Everything on a screen of the kiosk. queues: those that need no document; speaks: outside of quiet hours."""

    office_name: str
    board: Board
    queues: list[Service]
    has_printer: bool
    speaks: bool
    answer: KioskAnswer | None = None


async def screen(
    request: Request,
    kiosk: Kiosk,
    template: str,
    answer: KioskAnswer | None = None,
    *,
    status: int = 200,
    fault: Refusal | None = None,
    name: str = "",
    held: Held | None = None,
) -> Response:
    """A screen of the kiosk; its answer stands in what the templates of the door call `answer`.

    fault: why what was typed beside the answer does not do. name: that somebody who would leave has typed. held: what
    they have to prove who they are.
    """
    said = answer.said if answer else None
    now = now_of(request)
    door = await request.app.state.db.read(view.page_with, kiosk.office, said, now)
    page = KioskPage(
        office_name=kiosk.office.name,
        board=door.board,
        queues=door.without_documents,
        has_printer=kiosk.office.printer is not None,
        speaks=not any(start <= now < end for start, end in door.board.quiet),
        answer=answer,
    )
    return rendered(
        request,
        kiosk,
        template,
        status=status,
        page=page,
        answer=said,
        fault=fault,
        name=name,
        held=held,
        sentence=sentence,
    )


def rendered(request: Request, kiosk: Kiosk, template: str, *, status: int = 200, **context: object) -> Response:
    """A template of the kiosk, with what all of these need."""

    def told(answer: DoorAnswer, say: Wording) -> str:
        return sentence(answer.refusal, say)

    now = now_of(request)
    return render(
        request,
        template,
        status=status,
        about=kiosk.office,
        told=told,
        nonce=new_nonce,
        now=now,
        beats=Beats(request.url_for("kiosk_beats").path, now),
        clears=CLEARS,
        reads=READS,
        types=TYPES,
        **context,
    )
