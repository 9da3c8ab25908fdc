"""The floor of a fan-out: a bare loop of send() over plain sockets, of bytes that are ready."""

import select
import socket
import sys
import time
from pathlib import Path


def main(port: str, file: str) -> None:
    """Take connections; on each datagram send everybody the file, and tell when that began."""
    frame, watchers = Path(file).read_bytes(), []
    listening = socket.create_server(("127.0.0.1", int(port)), backlog=4096)
    orders = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    orders.bind(("127.0.0.1", int(port)))
    while True:
        ready, _, _ = select.select([listening, orders], [], [])
        if listening in ready:
            watchers.append(listening.accept()[0])
            continue
        _, asker = orders.recvfrom(16)
        orders.sendto(b"%d" % time.monotonic_ns(), asker)
        for watcher in watchers:
            watcher.send(frame)


if __name__ == "__main__":
    main(*sys.argv[1:])
