"""On a training database every page and every paper says that it is one, and that nothing is sent."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col
from starlette.routing import BaseRoute, Mount, Route

from scheduler.db.engine.database import Database
from scheduler.db.models import (
    ConversationLine,
    Deployment,
    Device,
    Document,
    LinePicture,
    Message,
    Place,
    Postponement,
    Staff,
)
from scheduler.flow import postponement
from scheduler.flow.counter import calls
from scheduler.flow.delivery import asking, file_asking
from scheduler.flow.delivery.asking import Wish
from scheduler.flow.delivery.batches.linking import code_of
from scheduler.flow.delivery.file_asking import FileWish
from scheduler.flow.forecasting import proposals
from scheduler.flow.intake import imports
from scheduler.flow.intake.imports import NewFile
from scheduler.flow.screens import devices, screens
from scheduler.flow.staff import joining, passkeys, people
from scheduler.flow.staff.passkeys import Made
from tests.conftest import Stopwatch
from tests.flow.forecasting.test_proposals import ASKED
from tests.printing.test_delivery import PAPER, printing
from tests.printing.test_escpos import lines_of
from tests.scenes.applications import application, begun, sent, theirs
from tests.scenes.conversations import written
from tests.scenes.desks import somebody_at
from tests.scenes.factories import EARLY, MONDAY, NINE, TELEVISION, World
from tests.scenes.places import a_place, taken
from tests.scenes.talks import pictured
from tests.web.staff.members import sign_in, text_of

SAYS = "LATIHAN. Tidak ada pesan yang terkirim."
NO_PAGES = frozenset(
    {
        "offline_script",
        "door_offline_script",
        "qr_picture",
        "calendar_entry",
        "alive",
        "ready",
        "counter_line",
        "display_board",
        "screen_board",
        "screen_pairing",
        "ticket_board",  # parts of an open page
        "inbox_waiting",
        "presence",
        "whatsapp_hook",
        "display_voice",
        "kiosk_voice",
        "display_media",
        "voice_example",
        "recording_file",
        "page_sent",
        "small_page_sent",
        "blank_sent",
        "application_picture",
        "intake_report",
        "backup_file",
        "open_data_file",
        "talk_picture_file",
        "api",
    }
)
FOR_KIOSKS = frozenset({"kiosk", "kiosk_qr", "kiosk_typing", "kiosk_nothing", "kiosk_called", "kiosk_leaving"})

FOR_NO_OFFICE = frozenset({"start_address"})
"""It leads nowhere where there is an office; tests/web/test_start.py opens it."""
FOR_SEVERAL = frozenset({"choosing_office", "transfer_new"})
"""For whoever works at several offices, or sends to another one: tests/web/staff/test_several_offices.py and
tests/web/regency open them.
"""
FOR_ASKED = frozenset({"survey", "public_satisfaction"})
"""For whom the survey asks, and when it has results: tests/web/satisfaction opens them."""
IN_A_WORD = frozenset({"widget"})
"""It has room for one word."""
OF_PROVIDERS = frozenset({"provider_back"})
"""It leads nowhere where no other service proves who somebody is, as here."""
IN_STEPS = frozenset({"second_factor", "setting_up"})
"""For whoever has given the password alone, as tests/web/staff/test_second_factor.py opens them."""
ELSEWHERE = FOR_KIOSKS | FOR_SEVERAL | FOR_NO_OFFICE | OF_PROVIDERS | IN_STEPS | FOR_ASKED | IN_A_WORD
"""Pages that a supervisor of one office does not open."""


@pytest.fixture(autouse=True)
def _training(database: Database, clock: Stopwatch) -> None:
    database.run(lambda session: session.execute(update(Deployment).values(training=True)))
    clock.now = NINE


def routes(app: Any) -> Iterator[Route]:
    """Every address of a page for people."""
    for route in app.routes:
        if _is_page(route):
            yield route


def _is_page(route: BaseRoute) -> bool:
    if not isinstance(route, Route) or isinstance(route, Mount):
        return False
    return "GET" in (route.methods or ()) and route.name not in NO_PAGES


def of_a_place(route: Route) -> bool:
    """Whether it is a page of the desk of a kelurahan, which is for its own people."""
    return route.path == "/place" or route.path.startswith("/place/")


def address(route: Route, known: dict[str, str]) -> str:
    """An address with somebody in it; `known` by the name of the route, or of the parameter."""

    def value(part: re.Match[str]) -> str:
        return known.get(f"{route.name}:{part[1]}") or known[part[1]]

    return re.sub(r"\{(\w+)(?::\w+)?\}", value, route.path) + known.get(f"{route.name}?", "")


def passkey_added(session: Session) -> None:
    """A passkey of whoever is signed in."""
    person = session.get_one(Staff, 1).person_id
    passkeys.add(session, person, "Laptop", Made(b"a key", b"public", 0), now=NINE)


def in_use(office: World) -> dict[str, str]:
    """An office in which every page has something to show."""
    code, served, later = office.invitation(), office.booked(), office.booked(11)
    office.scan(served)
    number = office.call(1)
    office.do(calls.serve, number)
    office.hand_over(number)
    wish = postponement.closing(MONDAY.replace(month=12, day=2), None, "alat diservis")
    office.do(postponement.start, wish)
    asked = office.database.run(screens.ask, TELEVISION, now=NINE)
    assert asked is not None
    screen = office.do(screens.confirm, asked[1].code, screens.Looks("TV depan"))
    guard = office.database.run(people.add_staff, office.office, "Gani", "guard", None, now=EARLY)
    office.at_time(devices.become, devices.TABLET, "", devices.Maker(guard.id, 0), now=NINE)
    device = office.rows(Device)[0]
    batch = taken(office, a_place(office), "T/1")
    (picture_id,) = pictured(office)
    picture = next(each for each in office.rows(LinePicture) if each.id == picture_id)
    (line,) = office.rows(ConversationLine, col(ConversationLine.id) == picture.line_id)
    talk = line.conversation_id
    applied = sent(office)
    a_place(office, "Kelurahan Bukit Bestari")
    place = office.rows(Place)[-1]
    wanted = office.database.run(asking.ask, code, Wish("place", place=place.id), now=NINE)
    home = office.document("T/9", type="KK", channel="self_print", phone="+6281234567890")
    (again,) = office.database.run(file_asking.ask_file, office.code(home), FileWish([home.id]), now=NINE)
    imported = office.do(imports.begin, NewFile("siap.csv", b"digest", 3, "0" * 32))
    office.database.run(passkey_added)
    invited = office.database.run(people.add_staff, office.office, "Ani", "clerk", None, now=NINE)
    return {
        "request": str(wanted.id),
        "delivery_ways:code": code,
        "files:code": code,
        "file_request:request": str(again.id),
        "office": office.office.code,
        "screen": str(screen.id),
        "device": str(device.id),
        "staff": "1",
        "passkey": "1",
        "code": later,
        "invitation:code": code,
        "wrong_number:code": code,
        "short": str(office.booking(later).short),
        "counter_receipt:number": number,
        "door_slip:number": number,
        "counter_taking:number": "1",
        "settings_counter:number": "1",
        "intake_one:number": str(imported.id),
        "joining_staff:code": office.do(joining.invite, invited.id, manager=None),
        "postponement:number": str(office.rows(Postponement)[0].id),
        "kind": "settings",
        "postponement_preview?": "?kind=closing&service=C&starts_on=2026-12-01&ends_on=2026-12-01&reason=alat",
        "shared_phone:document": str(office.document(phone="+6281234567890").id),
        "document": str(office.rows(Document)[0].id),
        "conversation:number": str(written(office)),
        "message:number": str(office.rows(Message)[0].id),
        "name": "ready",
        "channel": "whatsapp",
        "topic": "ktp",
        "procedure": "ktp-el.lost",
        "application:code": begun(office),
        "application:number": str(application(office, applied).id),
        "wrong_number_of_application:code": applied,
        "ask_withdrawal:code": applied,
        "partner_batch:code": code_of(batch) or "",
        "partner_document:code": code_of(batch) or "",
        "batch": str(batch.id),
        "position": "1",
        "talk_picture:number": str(talk),
        **dict.fromkeys(
            ("document_channel?", "document_people?", "document_withdrawal?"),
            f"?q={office.rows(Document)[0].reference}",
        ),
        "talk_application:number": str(talk),
        "mark": picture.mark,
        "forecast_proposal:number": str(
            office.database.run(proposals.ask, office.office, ASKED, by="staff:1", now=NINE)
        ),
    }


def band(page: Any) -> str:
    """What stands at the top of a page."""
    found = re.search(r'<(?:aside|p) class="training">(.*?)</', page.text)
    return unescape(found[1]) if found else ""


def seen(client: Any, path: str) -> Any:
    """The page behind an address, wherever it leads."""
    answer = client.get(path, headers={"Accept": "text/html"})
    while answer.status_code in (301, 302, 303, 307):
        answer = client.get(answer.headers["location"])
    return answer


def test_every_page_says_so(client: Any, app: Any, office: World) -> None:
    sign_in(client, office, name="Sari", role="supervisor manager", counter=1)
    known = in_use(office)
    theirs(client, known["ask_withdrawal:code"])
    client.post("/display")

    silent = [
        (route.name, page.status_code)
        for route in routes(app)
        if route.name not in ELSEWHERE and not of_a_place(route)
        for page in [seen(client, address(route, known))]
        if (band(page), page.status_code) != (SAYS, 200)
    ]

    assert silent == []


def test_frame_for_other_sites_says_so_in_a_word(client: Any, office: World) -> None:
    assert "<aside>LATIHAN</aside>" in client.get(f"/o/{office.office.code}/widget").text


def test_kiosk_says_so(client: Any, app: Any, guarded: World) -> None:
    sign_in(client, guarded, name="Gani", role="guard")
    client.post("/door/kiosk", data={})
    scanned = client.post("/door/kiosk/scans", data={"text": guarded.booked()})

    paths = [route.path for route in routes(app) if route.name in FOR_KIOSKS]

    assert len(paths) == len(FOR_KIOSKS)
    assert [path for path in (*paths, scanned.headers["location"]) if band(client.get(path)) != SAYS] == []


def test_desk_of_a_place_says_so(client: Any, app: Any, office: World) -> None:
    at_desk = somebody_at(office)
    sign_in(client, office, name="Yuni")
    paths = [route.path for route in routes(app) if of_a_place(route)]
    every_day = [path.replace("{place:int}", str(at_desk.place.id)) for path in paths if path.count("{") <= 1]

    assert len(every_day) == 4
    assert [path for path in every_day if (band(page := seen(client, path)), page.status_code) != (SAYS, 200)] == []


def test_what_is_refused_says_so(client: Any, office: World) -> None:
    sign_in(client, office)
    paths = ("/i/7K4M-P2QX-9RD3-FHNT", "/t/7K4M-P2QX-9RD3-FHNT", "/no/such/page", "/office/hall", "/door/slips/A-999")

    assert [path for path in paths if band(client.get(path)) != SAYS] == []


@pytest.mark.postgres("statements")
def test_paper_of_the_browser_says_so_on_the_paper_itself(client: Any, office: World) -> None:
    sign_in(client, office, name="Sari", role="supervisor", counter=1)
    known = in_use(office)
    papers = (
        f"/door/slips/{known['door_slip:number']}",
        f"/counter/receipts/{known['counter_receipt:number']}",
        f"/office/bookings/{known['short']}/slip",
        "/office/paper-numbers?from=900&to=900",
        "/office/paper-numbers?paper=58&from=900&to=900",
    )

    marks = [re.findall(r'<p class="for-training">([^<]+)</p>', client.get(path).text) for path in papers]

    assert marks == [[SAYS]] * len(papers)


def test_paper_of_the_printer_says_so(client: Any, guarded: World) -> None:
    sign_in(client, guarded, name="Gani", role="guard")
    number = guarded.arrived()
    with printing(PAPER) as device:
        guarded.edit(printer=f"tcp://127.0.0.1:{device.printer.port}")
        client.post("/door/prints", data={"ticket": number})

    assert SAYS in " ".join(lines_of(device.printed[0]))


def test_board_and_screens_say_so(client: Any, office: World) -> None:
    office.arrived()

    assert office.board().training
    assert [band(client.get(f"/display/{office.office.code}?layout={layout}")) for layout in ("hall", "door")] == [
        SAYS,
        SAYS,
    ]


def test_database_that_is_not_for_training_says_nothing_of_the_kind(
    database: Database, request: pytest.FixtureRequest, office: World
) -> None:
    database.run(lambda session: session.execute(update(Deployment).values(training=False)))
    client = request.getfixturevalue("client")

    assert SAYS not in text_of(client.get(f"/o/{office.office.code}"))
