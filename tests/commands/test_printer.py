import pytest
from sqlmodel import select

from scheduler.db.models import Office
from tests.printing.test_delivery import NO_PAPER, PAPER, printing
from tests.printing.test_escpos import lines_of
from tests.support.ports import deserted


def test_edit_sets_and_removes_the_printer(giliran, bintan, opened):
    assert (
        "printer: none, browsers print -> tcp://10.0.0.9"
        in giliran("office", "edit", bintan, "--printer", "tcp://10.0.0.9").out
    )
    with opened().reading() as session:
        assert session.exec(select(Office)).one().printer == "tcp://10.0.0.9"
    assert "-> none, browsers print" in giliran("office", "edit", bintan, "--printer", "none").out


def test_edit_without_the_option_leaves_the_printer(giliran, bintan):
    giliran("office", "edit", bintan, "--printer", "tcp://10.0.0.9")

    assert giliran("office", "edit", bintan, "--lobby-limit", 9).out == "lobby limit: 20 -> 9\n"


@pytest.mark.parametrize("address", ["10.0.0.9", "tcp://", "lpt1", ""])
def test_edit_refuses_an_address_that_names_no_printer(giliran, bintan, address):
    result = giliran("office", "edit", bintan, "--printer", address)

    assert result.status == 2
    assert result.err == "printer: tcp://HOST[:PORT], usb://VENDOR:PRODUCT, file:///PATH, or none.\n"


def test_test_prints_a_slip_for_nobody(giliran, bintan):
    with printing(PAPER) as device:
        address = f"tcp://127.0.0.1:{device.printer.port}"
        giliran("office", "edit", bintan, "--printer", address)

        result = giliran("printer", "test", "--office", bintan)

    assert (result.status, result.err) == (0, "")
    assert result.out == f"Sent to {address}: look whether A-000 and a QR came out, and whether it was cut.\n"
    assert "Uji coba pencetak. Bukan nomor antrean." in " ".join(lines_of(device.printed[0]))


def test_test_says_that_the_paper_has_run_out(giliran, bintan):
    with printing(NO_PAPER) as device:
        giliran("office", "edit", bintan, "--printer", f"tcp://127.0.0.1:{device.printer.port}")

        result = giliran("printer", "test")

    assert (result.status, result.out) == (1, "")
    assert "says that its paper has run out." in result.err


def test_test_says_why_nothing_came_out(giliran, bintan, tmp_path):
    with deserted() as port:
        giliran("office", "edit", bintan, "--printer", f"tcp://127.0.0.1:{port}")
        refused = giliran("printer", "test")
    giliran("office", "edit", bintan, "--printer", f"file://{tmp_path}/lp0")
    missing = giliran("printer", "test")

    assert (refused.status, missing.status) == (1, 1)
    assert "did not print. Nothing listens at that address." in refused.err
    assert "did not print. There is no such device." in missing.err


def test_test_without_a_printer(giliran, bintan):
    result = giliran("printer", "test")

    assert result.status == 1
    assert "This office prints by browser." in result.err
