"""The address that a television is to open, by what the server knows of itself."""

import pytest

from scheduler.runtime.config import NOWHERE, Settings
from scheduler.web.office.trials.reach import reach_of

OWN = "192.168.1.20"


@pytest.mark.parametrize(
    ("settings", "own", "address", "how"),
    [
        ({"base_url": "https://antrean.example.go.id"}, OWN, "https://antrean.example.go.id/display", "known"),
        ({"base_url": "http://10.0.0.5:8000"}, None, "http://10.0.0.5:8000/display", "known"),
        ({"host": NOWHERE[0], "port": 8000}, OWN, "http://192.168.1.20:8000/display", "found"),
        ({"host": NOWHERE[0], "port": 8000}, None, "http://127.0.0.1:8000/display", "here_only"),
        ({"host": "127.0.0.1", "port": 8000}, OWN, "http://127.0.0.1:8000/display", "here_only"),
        ({"base_url": "http://localhost:8000"}, OWN, "http://localhost:8000/display", "here_only"),
        ({"base_url": "http://[::1]:8000"}, OWN, "http://[::1]:8000/display", "here_only"),
    ],
)
def test_address_is_one_that_a_television_reaches(
    settings: dict[str, object], own: str | None, address: str, how: str
) -> None:
    found = reach_of(Settings(**settings), own)  # type: ignore[arg-type]

    assert (found.address, found.how) == (address, how)


def test_what_is_typed_by_remote_control_lacks_what_browsers_add() -> None:
    assert reach_of(Settings(base_url="http://10.0.0.5:8000"), None).short == "10.0.0.5:8000/display"
    assert reach_of(Settings(base_url="https://a.example"), None).short == "https://a.example/display"
