"""What the program stands on within aiohttp, though aiohttp does not promise it: an upgrade that changes a piece fails
here, by its name. `Connector` of scheduler/messages/channels/connecting.py overrides the two methods.
"""

import inspect

import aiohttp
import pytest
from aiohttp.connector import BaseConnector, Connection, TCPConnector


@pytest.mark.parametrize(
    ("owner", "method", "takes"),
    [
        (BaseConnector, "_get", ["self", "key", "traces"]),
        (TCPConnector, "_create_connection", ["self", "req", "traces", "timeout"]),
    ],
)
def test_methods_that_are_overridden_are_there(owner: type[BaseConnector], method: str, takes: list[str]):
    found = inspect.getattr_static(owner, method, None)

    assert inspect.iscoroutinefunction(found), f"aiohttp {aiohttp.__version__} has no {owner.__name__}.{method}"
    assert list(inspect.signature(found).parameters) == takes
    assert f"self.{method}(" in inspect.getsource(BaseConnector.connect), f"connect() does not call {method}"


def test_connection_shows_its_transport_and_can_be_closed():
    assert isinstance(inspect.getattr_static(Connection, "transport"), property)
    assert callable(Connection.close)
