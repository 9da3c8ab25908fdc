"""The product as it is served, which also tells a measurement the moment of each commit of a board."""

import socket
import sys
import time
from typing import Any

import uvicorn

from display.wires import LiveProtocol
from scheduler.main import worker


def main(port: str, told: str) -> None:
    """Serve until stopped; `told` is the UDP port that hears of commits, in monotonic nanoseconds."""
    app = worker()
    line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def tell(infos: list[dict[Any, Any]]) -> None:
        if any(info.get("boards") for info in infos):
            line.sendto(b"%d" % time.monotonic_ns(), ("127.0.0.1", int(told)))

    app.state.db.listeners.insert(0, tell)
    uvicorn.run(
        app, host="127.0.0.1", port=int(port), ws=LiveProtocol, ws_per_message_deflate=False,
        access_log=False, log_level="warning", server_header=False,
    )  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
