"""Where the two halves meet: the web half writes and reads, the display half is given what `display/ports.py` names."""

import asyncio
import contextlib
import gc
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from display.app import Display, display_routes
from display.detached import Detached
from display.pages import STATIC, TEMPLATES
from display.wires import LiveProtocol
from scheduler.backup.running import Backing
from scheduler.board.visit import Visit
from scheduler.db.engine.database import Database
from scheduler.db.engine.outages import AWAY
from scheduler.db.opening import open_database, warn_of_weak_secrets
from scheduler.display_ports.boards import BoardFeed
from scheduler.display_ports.media import Showing
from scheduler.display_ports.screens import Screening
from scheduler.display_ports.visits import visit_of_pass
from scheduler.display_ports.voice import Voicing
from scheduler.jobs.alarms import alarming
from scheduler.jobs.answers import answering
from scheduler.jobs.backups import backing_up
from scheduler.jobs.blank_releases import releasing
from scheduler.jobs.figures import counting
from scheduler.jobs.forecasting import fitting
from scheduler.jobs.foreseeing import foreseeing
from scheduler.jobs.import_folder import watching
from scheduler.jobs.imports import importing
from scheduler.jobs.months import parting
from scheduler.jobs.name_index import indexing
from scheduler.jobs.picture_fetching import fetching_pictures
from scheduler.jobs.postponements import postponing
from scheduler.jobs.proposals import proposing
from scheduler.jobs.push import Pushing, may_push
from scheduler.jobs.reaching import reaching
from scheduler.jobs.retention import forgetting
from scheduler.jobs.sealing import sealing
from scheduler.jobs.tick import ticking
from scheduler.messages.sending.running import sending
from scheduler.pictures.apart import tell_what_lacks
from scheduler.pictures.vault import Vault
from scheduler.runtime import logs
from scheduler.runtime.clock import Clock
from scheduler.runtime.config import Settings
from scheduler.runtime.connections import STATE, Connections, CountedSocket, HttpConnection
from scheduler.runtime.descriptors import connections_within, raise_limit
from scheduler.runtime.peers import peer_of
from scheduler.runtime.processes import Processes
from scheduler.runtime.stopping import FOR_REQUESTS, STOPPING, Stopping
from scheduler.translations import all_translations
from scheduler.web import health
from scheduler.web.app import STATIC as WEB_STATIC
from scheduler.web.app import create_app as create_web
from scheduler.web.shared.askers import Askers, warn_of_no_proxy
from scheduler.web.shared.assets import Assets, mark_of
from scheduler.web.shared.bundles import BUNDLES
from scheduler.web.shared.crowd import CrowdLimit, refuse_crowd
from scheduler.web.shared.security import SecurityHeaders

if TYPE_CHECKING:
    from scheduler.metrics.joining import Metering


class SocketConnection(CountedSocket, LiveProtocol):
    """The display half's sockets, counted as the connections they are."""

    def detach(self) -> Detached | None:
        """As `LiveProtocol` does; it is counted on."""
        left = super().detach()
        if left is not None:
            self.count_on(self.transport, left)
        return left


def create_app(database: Database, clock: Clock, settings: Settings, *, closes: bool = False) -> Starlette:
    """Both halves as one application: pages, API, screens and waiting phones. closes: at its end the database too."""
    boards = BoardFeed(database, clock)
    screens = make_display(database, clock, settings, boards)
    backing = Backing(database, clock, settings)
    push = Pushing(database, clock, settings, translations=all_translations()) if may_push(settings, clock) else None
    metering = _metering(database, clock, settings)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[Mapping[str, Any]]:
        connections, stopping = connections_of(settings), Stopping(settings.stop_pause)
        async with contextlib.AsyncExitStack() as beside:
            if closes:
                beside.push_async_callback(asyncio.to_thread, database.close)
            await beside.enter_async_context(stopping.heeding())
            await beside.enter_async_context(screens.running())
            for each in _beside(database, clock, settings, backing):
                await beside.enter_async_context(each)
            if push is not None:
                await beside.enter_async_context(push.running())
            if metering is not None:
                await beside.enter_async_context(metering.running(connections))
            yield {STATE: connections, STOPPING: stopping}

    app = create_web(
        database,
        clock,
        settings,
        more_routes=[_files(), *display_routes(screens)],
        more_templates=[TEMPLATES],
        more_static=[STATIC],
        lifespan=lifespan,
    )
    app.state.boards, app.state.backing = boards, backing
    if metering is not None:
        metering.join(app)
    if push is not None:
        boards.followers.append(push.heard)
        app.state.push_key = push.public_key
    return app


def _beside(
    database: Database, clock: Clock, settings: Settings, backing: Backing
) -> Iterator[contextlib.AbstractAsyncContextManager[object]]:
    """What goes on beside requests, in the order in which it begins."""
    yield ticking(database, clock)
    yield alarming(database, clock, settings, translations=all_translations())
    yield postponing(database, clock)
    yield releasing(database, clock)
    yield indexing(database)
    yield forgetting(database, clock, Vault(settings.files))
    yield parting(database, clock)
    yield backing_up(database, clock, backing, settings.backup_hour)
    yield sealing(database, clock)
    yield counting(database, clock)
    yield fitting(database, clock)
    yield importing(database, clock, Vault(settings.files))
    if settings.import_folder:
        keep, place = timedelta(days=settings.import_keep_days), Path(settings.import_folder)
        yield watching(database, clock, Vault(settings.files), place, keep)
    if not clock.is_training:
        yield reaching(settings)
    if settings.worker == "on":
        catalogues = all_translations()
        yield sending(database, clock, settings, translations=catalogues)
        yield answering(database, clock, base_url=settings.base_url, translations=catalogues)
        yield foreseeing(database, clock)
        yield proposing(database, clock)
        if not clock.is_training:
            yield fetching_pictures(database, clock, settings, translations=catalogues)


def create_display(database: Database, clock: Clock, settings: Settings) -> Starlette:
    """The display half alone, for machines of its own: it writes nothing but what paired screens say of themselves.

    On a SQLite file, which one process writes, paired screens stay with the process that serves everything.
    """
    screens = make_display(database, clock, settings)

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[Mapping[str, Any]]:
        stopping = Stopping(settings.stop_pause)
        async with stopping.heeding(), screens.running():
            yield {STATE: connections_of(settings), STOPPING: stopping}

    _, each = connections_within(settings.max_connections, settings.max_per_address)
    app = Starlette(
        routes=[
            _files(),
            Mount("/static", Assets(WEB_STATIC), name="static"),
            Route("/healthz", health.alive, name="alive"),
            *display_routes(screens, paired=not database.on_sqlite),
        ],
        middleware=[
            Middleware(SecurityHeaders, on_tls=settings.on_tls),
            Middleware(CrowdLimit, each=each, trusted=settings.proxies),
        ],
        exception_handlers=dict.fromkeys(AWAY, _try_again),
        lifespan=lifespan,
    )
    app.state.asset_mark, app.state.db = mark_of([WEB_STATIC, STATIC], BUNDLES), database
    return app


def make_display(database: Database, clock: Clock, settings: Settings, boards: BoardFeed | None = None) -> Display:
    """The display half, joined to the database by its feed (one of its own where none is given) and what it asks."""

    async def resolve(code: str) -> Visit | None:
        return await database.read(visit_of_pass, code)

    feed = boards or BoardFeed(database, clock)
    screens = Screening(database, clock, settings.base_url, Askers(settings.proxies).of)
    feed.sleepers.append(screens.wake)
    return Display(
        feed,
        resolve=resolve,
        clock=clock,
        translations=all_translations(),
        screens=screens,
        voice=Voicing(database, settings.voice),
        media=Showing(database, settings.media),
    )


def _metering(database: Database, clock: Clock, settings: Settings) -> "Metering | None":
    """What counts for `/metrics`; its library is loaded where somebody wants to know alone."""
    if settings.metrics == "off":
        return None
    from scheduler.metrics.joining import Metering  # noqa: PLC0415

    return Metering(database, clock, settings)


def connections_of(settings: Settings) -> Connections:
    """Whom this process lets connect, by what it is told and what the system lets it open."""
    most, each = connections_within(settings.max_connections, settings.max_per_address)
    refuse = SecurityHeaders(refuse_crowd, on_tls=settings.on_tls)
    return Connections(most, each, refuse, peer_of=partial(peer_of, trusted=settings.proxies))


def serve(settings: Settings, *, opened: Callable[[Database, Settings], None] | None = None) -> None:
    """Serve until stopped; several workers need PostgreSQL (the command refuses them on SQLite).

    opened: what is done with the database once it is open, where one process serves.
    """
    logs.configure(settings.log_level)
    tell_what_lacks()
    if settings.workers > 1:
        os.environ["GILIRAN_BASE_URL"] = settings.base_url  # what the command was told, for processes that read it anew
        made = "scheduler.commands.process:application"
        config = uvicorn.Config(made, factory=True, workers=settings.workers, **_options(settings))
        with _counting_together(settings):
            Processes(config, config.bind_socket(), settings.stop_pause).run()
    else:
        app = worker(settings)
        if opened is not None:
            opened(app.state.db, settings)
        uvicorn.run(app, **_options(settings))


def _counting_together(settings: Settings) -> contextlib.AbstractContextManager[None]:
    """Where several processes count, for whichever of them is asked."""
    if settings.metrics == "off":
        return contextlib.nullcontext()
    from scheduler.metrics.folder import shared_folder  # noqa: PLC0415

    return shared_folder()


def serve_display(settings: Settings) -> None:
    """Serve screens and waiting phones alone until stopped."""
    logs.configure(settings.log_level)
    database, clock = open_database(settings)
    warn_of_weak_secrets()
    raise_limit(settings.max_connections)
    app = create_display(database, clock, settings)
    _collect_rarely()
    uvicorn.run(app, **_options(settings))


def worker(settings: Settings | None = None) -> Starlette:
    """The application of one process over the database that the settings name."""
    told = settings or Settings()
    logs.configure(told.log_level)
    database, clock = open_database(told)
    warn_of_weak_secrets()
    warn_of_no_proxy(told.proxies, on_tls=told.on_tls)
    raise_limit(told.max_connections)
    app = create_app(database, clock, told, closes=True)
    _collect_rarely()
    return app


def _options(settings: Settings) -> dict[str, Any]:
    return {
        "host": settings.host,
        "port": settings.port,
        "loop": _loop(settings),
        "backlog": 4_096,  # after a restart thousands of phones come back together
        "http": HttpConnection,
        "ws": SocketConnection,
        "ws_per_message_deflate": False,
        "ws_max_size": 16_384,  # nobody has more to say
        "timeout_graceful_shutdown": FOR_REQUESTS,  # one who does not read must not keep the process from ending
        "timeout_worker_healthcheck": 20,  # one that begins on a busy machine is not taken for one that hangs
        "proxy_headers": False,  # whom a request is from, and whom to believe, is said by web/shared/askers.py alone
        "access_log": False,
        "log_level": settings.log_level,
        "server_header": False,
    }


def _loop(settings: Settings) -> str:
    """The loop as uvicorn names it: with doors of ours where they are no other process's, and where uvloop is there."""
    return "scheduler.runtime.doors:Loop" if settings.workers == 1 and find_spec("uvloop") else "auto"


def _files() -> Mount:
    return Mount("/display/static", Assets(directory=STATIC), name="display_static")


def _collect_rarely() -> None:
    """What a request makes is mostly freed by counting references; looking for cycles can wait. Once a process, when
    its application stands: what is there by then stays for good.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


async def _try_again(_request: Request, _error: Exception) -> Response:
    """The answer where the database is away for a while."""
    return Response(status_code=503, headers={"Retry-After": "5", "Cache-Control": "no-store"})
