"""Numbers on paper from the door: by the browser, or by the printer that the server reaches itself."""

from typing import Any

import pytest

from scheduler.db.models import Booking, Ticket
from scheduler.domain.text.codes import written_short
from scheduler.flow.invitations.invitations import pass_of
from tests.conftest import Stopwatch
from tests.printing.test_delivery import NO_PAPER, PAPER, printing
from tests.printing.test_escpos import lines_of
from tests.scenes.factories import NINE, World
from tests.support.ports import deserted
from tests.web.staff.members import sign_in, text_of


@pytest.fixture(autouse=True)
def _at_the_door(client: Any, guarded: World, clock: Stopwatch) -> None:
    """Gani stands at the door at nine; staff:1 is a clerk."""
    sign_in(client, guarded)
    sign_in(client, guarded, name="Gani", role="guard")
    clock.now = NINE


def prints(client: Any, number: str, **fields: str) -> Any:
    return client.post("/door/prints", data={"ticket": number, **fields})


def test_number_is_printed_with_its_code_and_nothing_personal(client: Any, guarded: World) -> None:
    number = guarded.arrived(holder="Siti Rahmawati")
    booking = guarded.booking(_pass(guarded, number))
    with printing(PAPER) as device:
        guarded.edit(printer=f"tcp://127.0.0.1:{device.printer.port}")

        answer = prints(client, number, answer="abc")

    said = " ".join(lines_of(device.printed[0]))
    assert answer.status_code == 303
    assert answer.headers["location"] == "/door?answer=abc&printed=A-001"
    assert "A-001" in said
    assert written_short(booking.short) in said
    assert "Gratis. Tidak ada jalur cepat berbayar." in said
    assert pass_of(booking).encode() in device.printed[0]
    assert "Siti" not in said


def test_number_is_printed_in_the_language_of_its_visit(client: Any, guarded: World) -> None:
    number = guarded.arrived(language="en")
    with printing(PAPER) as device:
        guarded.edit(printer=f"tcp://127.0.0.1:{device.printer.port}?width=80")

        prints(client, number.lower())

    assert "Monday, 30 November 2026" in " ".join(lines_of(device.printed[0]))


def test_without_a_printer_of_its_own_the_browser_prints(client: Any, guarded: World) -> None:
    answer = prints(client, guarded.arrived())

    assert (answer.status_code, answer.headers["location"]) == (303, "/door/slips/A-001")


def test_paper_has_run_out_and_the_number_is_there_all_the_same(client: Any, guarded: World) -> None:
    number = guarded.walk_in().ticket
    with printing(NO_PAPER) as device:
        guarded.edit(printer=f"tcp://127.0.0.1:{device.printer.port}")

        answer = prints(client, number)

    assert answer.status_code == 409
    assert "Kertas habis. Catat nomor: A-001." in text_of(answer)
    assert len(guarded.rows(Ticket)) == 1
    assert "A-001" in text_of(client.get("/door/slips/A-001"))


def test_printer_is_gone_and_the_number_is_there_all_the_same(client: Any, guarded: World) -> None:
    number = guarded.walk_in().ticket
    with deserted() as port:
        guarded.edit(printer=f"tcp://127.0.0.1:{port}")

        answer = prints(client, number)

    assert answer.status_code == 409
    assert "Pencetak tidak menjawab. Catat nomor: A-001." in text_of(answer)
    assert len(guarded.rows(Ticket)) == 1


@pytest.mark.parametrize("number", ["A-999", "", "x", "A-001\x00"])
def test_number_that_was_not_given_today_is_not_printed(client: Any, guarded: World, number: str) -> None:
    with printing(PAPER) as device:
        guarded.edit(printer=f"tcp://127.0.0.1:{device.printer.port}")

        answer = prints(client, number)

    assert answer.status_code in (404, 422)
    assert device.printed == []


def test_only_staff_print(client: Any, guarded: World) -> None:
    client.cookies.clear()

    assert prints(client, "A-001").headers["location"].startswith("/login")


@pytest.mark.parametrize(("asked", "width"), [("", 58), ("?width=58", 58), ("?width=80", 80), ("?width=76", 58)])
def test_slip_for_a_roll(client: Any, guarded: World, asked: str, width: int) -> None:
    guarded.arrived()

    assert f'class="slip number mm{width}"' in client.get(f"/door/slips/A-001{asked}").text


def test_roll_is_remembered_for_the_door(client: Any, guarded: World) -> None:
    guarded.arrived()

    chosen = client.get("/door/slips/A-001?width=80")

    assert "Path=/door" in chosen.headers["set-cookie"]
    assert 'class="slip number mm80"' in client.get("/door/slips/A-001").text


def _pass(office: World, number: str) -> str:
    return office.read(lambda s: pass_of(s.get_one(Booking, office.ticket(number).booking_id)))
