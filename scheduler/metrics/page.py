"""`/metrics`: for this machine itself, or whoever has the token; for everybody else there is no such page."""

import asyncio
import hmac
import ipaddress
from collections.abc import Mapping
from typing import Any

from prometheus_client.exposition import choose_encoder
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from scheduler.db.engine.database import Database
from scheduler.db.engine.outages import AWAY
from scheduler.metrics.meters import Meters
from scheduler.metrics.standing import Standing, StandingCollector, standing
from scheduler.runtime.clock import Clock
from scheduler.runtime.config import Settings
from scheduler.runtime.connections import STATE
from scheduler.runtime.rounds import ROUNDS

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")
"""What a proxy adds: who comes by one is not this machine itself."""


class MetricsPage:
    """Answers one scrape after the other: however many ask, they share one look at the database at a time."""

    def __init__(self, meters: Meters, database: Database, clock: Clock, settings: Settings) -> None:
        self._meters, self._database, self._clock, self._settings = meters, database, clock, settings
        self._turn = asyncio.Lock()

    async def answer(self, request: Request) -> Response:
        """All meters, in the format that is asked for. Raises HTTPException 404 for whoever may not see them."""
        if not may_see(self._settings.metrics, request):
            raise HTTPException(404)
        encode, kind = choose_encoder(request.headers.get("Accept", ""))
        async with self._turn:
            self._meters.sample(self._database, _state_of(request).get(STATE))
            collector = StandingCollector(await self._standing(), self._settings, ROUNDS.all)
            told = await asyncio.to_thread(lambda: encode(self._meters.all([collector])))
        return Response(told, headers={"Content-Type": kind, "Cache-Control": "no-store"})

    async def _standing(self) -> Standing | None:
        try:
            return await self._database.read_at_length(standing, self._clock())
        except AWAY:
            return None


def may_see(metrics: str, request: Request) -> bool:
    """metrics: the setting: "local", or a token."""
    if metrics != "local":
        return hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {metrics}".encode())
    peer = request.client.host if request.client else ""
    return _is_here(peer) and not any(name in request.headers for name in FORWARDED)


def _is_here(peer: str) -> bool:
    try:
        return ipaddress.ip_address(peer).is_loopback
    except ValueError:
        return False


def _state_of(request: Request) -> Mapping[str, Any]:
    state: Mapping[str, Any] = request.scope.get("state", {})
    return state
