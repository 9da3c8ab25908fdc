"""Every component of the office's pages on one page, with made-up data, for whoever changes how they look."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Document, Service
from scheduler.domain.messages import Why
from scheduler.domain.refusals import N_, Unknown
from scheduler.domain.stages import DocumentStage
from scheduler.flow.core.outbox import Cause
from scheduler.web.office.shared import calendar_words
from scheduler.web.office.shared.manual_notice import ManualNotice
from scheduler.web.office.shared.manual_notices import PAGE, TOPICS, ManualNotices, Topic
from scheduler.web.office.shared.message_words import CAUSES, STATES
from scheduler.web.office.shared.plots import Group, Plot
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.pages import now_of, staff_page
from scheduler.web.shared.wording import Wording

MARKS = {**STATES, Why.FOR_CLERK: N_("Untuk petugas")}
"""How far a message came, by what colours it."""
NOTICE = ManualNotice(
    message_id=0,
    why=CAUSES[Cause.READY],
    documents=(),
    short=None,
    old=None,
    new=None,
    kept_until=None,
    expires_at=None,
    whatsapp=None,
    is_unasked=False,
    url="#",
)


@dataclass(frozen=True, slots=True)
class MadeUp:
    """What the components are given, by the names under which pages give it to them."""

    services: Sequence[Service]
    values: Mapping[str, str]
    faults: Mapping[str, str]
    to_tell: ManualNotices


async def page(request: Request) -> Response:
    """For staff of a training database alone; elsewhere there is no such page. Raises Unknown."""
    if not request.app.state.training:
        raise Unknown
    staff = await staff_of(request, "documents")
    return staff_page(
        request,
        staff,
        "office/components.html",
        page=made_up(now_of(request)),
        stages=DocumentStage,
        marks=MARKS,
        plot_of=_plot,
        words=calendar_words,
    )


def made_up(now: datetime) -> MadeUp:
    """A form of which two fields are wrong, and the second of three pages of messages to send."""
    document = Document(
        type_id=0, title="KTP-el", stage=DocumentStage.READY, holder="Contoh Warga", reference="CONTOH-001"
    )
    moved = replace(NOTICE, why=CAUSES[Cause.MOVED], short="12-345", old=now, new=now + timedelta(days=7))
    return MadeUp(
        services=[Service(letter="A", name=N_("Kartu Keluarga"))],
        values={"reason": "servis alat", "minutes": "0"},
        faults={"minutes": "1-60", "ends_on": "before_start"},
        to_tell=ManualNotices(
            rows=[
                replace(NOTICE, documents=[document], expires_at=now + timedelta(days=30), whatsapp="https://wa.me/"),
                replace(moved, is_unasked=True),
                moved,
            ],
            topics=[Topic("", N_("Semua"), 3 * PAGE), *(Topic(key, name, 7) for key, name in TOPICS.items())],
            topic="",
            total=3 * PAGE,
            number=2,
        ),
    )


def _plot(say: Wording) -> Plot:
    series = [say.text(STATES[state]) for state in ("sent", "delivered", "read", "unreached")]
    days = [Group(str(day), (10 + day, 8 + day, 2 * day, 7 - day)) for day in range(1, 7)]
    return Plot("plot", say.text(N_("Semua pesan")), "", say.text(N_("Hari")), series, days)


ROUTES: list[BaseRoute] = [Route("/office/_components", page, name="components")]
