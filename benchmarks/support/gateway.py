"""A gateway that takes every message at once: what a worker is measured against. GET tells how many came, and keys."""

import asyncio
import json
import sys

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"


class Gateway:
    """Keys by how often they came; a request without one counts for itself."""

    def __init__(self) -> None:
        self.keys: dict[str, int] = {}
        self.came = self.under_way = self.most = 0

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection until it is closed."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
                known = {name.lower(): value for name, value in fields.items()}
                await reader.readexactly(int(known.get("content-length", "0")))
                said = self._stats() if head.startswith("GET") else await self._take(known.get("idempotency-key", ""))
                body = json.dumps(said).encode()
                writer.write(ANSWER % (len(body), body))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _take(self, key: str) -> dict[str, str]:
        self.came += 1
        self.keys[key] = self.keys.get(key, 0) + 1
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        await asyncio.sleep(0)  # others that are on the way arrive meanwhile
        self.under_way -= 1
        return {"id": key or str(self.came)}

    def _stats(self) -> dict[str, int]:
        return {"came": self.came, "keys": len(self.keys), "most": self.most}


async def serve(port: int) -> None:
    """Until the process ends."""
    server = await asyncio.start_server(Gateway().talk, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
