"""The sitemap: every route of the web half in one list, and the stack every request goes through."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from starlette.applications import Starlette
from starlette.datastructures import URLPath
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Mount, NoMatchFound, Route, Router, WebSocketRoute
from starlette.types import Lifespan

from scheduler.db import queries
from scheduler.db.engine.database import Database
from scheduler.db.engine.outages import AWAY
from scheduler.domain.applying.file_bounds import bounds_of
from scheduler.domain.refusals import Refusal
from scheduler.health.looking import Looks
from scheduler.pictures.space import Space, space_of
from scheduler.pictures.vault import Vault
from scheduler.runtime.clock import Clock
from scheduler.runtime.config import Settings
from scheduler.runtime.descriptors import connections_within
from scheduler.web import (
    account,
    api,
    citizen,
    counter,
    door,
    health,
    hooks,
    joining,
    office,
    oidc,
    own_factors,
    partner,
    passkeys,
    place,
    second_factor,
    signin,
    start,
)
from scheduler.web.shared.askers import Askers
from scheduler.web.shared.assets import Assets, mark_of
from scheduler.web.shared.booking.standing import Standing
from scheduler.web.shared.booking.turns import new_turns
from scheduler.web.shared.bundles import BUNDLES, found_in
from scheduler.web.shared.compression import Compressed
from scheduler.web.shared.crowd import CrowdLimit
from scheduler.web.shared.drawings import Drawings
from scheduler.web.shared.live import Endings
from scheduler.web.shared.pages import Pages
from scheduler.web.shared.public.kept import Kept
from scheduler.web.shared.public.live import LiveFigures
from scheduler.web.shared.refusal_responses import answer_cut, answer_http_error, answer_refusal, answer_unreadable
from scheduler.web.shared.security import AccessLog, BodyLimit, SameOrigin, SecurityHeaders, answer_fault_guarded
from scheduler.web.shared.throttling import Throttle

if TYPE_CHECKING:
    from scheduler.oidc.provider import Provider

log = structlog.get_logger()

STATIC = Path(__file__).parent.parent / "static"

ROUTES: list[BaseRoute] = [
    # A route costs every request to the ones behind it: what machines and crowds ask for stands first.
    Mount("/api/v1", routes=api.ROUTES, name="api"),
    Route("/i/{code}", citizen.invitation, name="invitation"),
    Route("/t/offline.js", citizen.offline_script, name="offline_script"),  # its place is what it may keep: tickets
    Route("/t/{code}", citizen.ticket, name="ticket"),
    Route("/i/{code}/booking", citizen.create_booking, methods=["POST"], name="booking"),
    Route("/i/{code}/paper", citizen.ask_paper, methods=["POST"], name="paper"),
    Route("/i/{code}/delivery", citizen.delivery_ways, name="delivery_ways"),
    Route("/i/{code}/delivery", citizen.ask_delivery, methods=["POST"]),
    Route("/i/{code}/delivery/end", citizen.end_delivery, methods=["POST"], name="end_of_delivery"),
    Route("/i/{code}/files", citizen.files, name="files"),
    Route("/i/{code}/files", citizen.ask_files, methods=["POST"]),
    Route("/i/{code}/files/end", citizen.end_files, methods=["POST"], name="end_of_files"),
    Route("/i/{code}/renewal", citizen.renew, methods=["POST"], name="renewal"),
    Route("/i/{code}/waiting", citizen.create_wait, methods=["POST"], name="waiting"),
    Route("/i/{code}/waiting/end", citizen.end_wait, methods=["POST"], name="end_of_waiting"),
    Route("/i/{code}/joining", citizen.create_joining, methods=["POST"], name="joining"),
    Route("/i/{code}/wrong-number", citizen.ask_of_invitation, name="wrong_number"),
    Route("/i/{code}/wrong-number", citizen.stop_of_invitation, methods=["POST"], name="stopping"),
    Route("/t/{code}/qr.png", citizen.qr_picture, name="qr_picture"),
    Route("/t/{code}/calendar.ics", citizen.calendar_entry, name="calendar_entry"),
    Route("/t/{code}/slot", citizen.slot_choice, name="slot_choice"),
    Route("/t/{code}/slot", citizen.change_slot, methods=["POST"], name="slot"),
    Route("/t/{code}/waiting", citizen.create_wait_of_ticket, methods=["POST"], name="waiting_of_ticket"),
    Route("/t/{code}/waiting/end", citizen.end_wait_of_ticket, methods=["POST"], name="end_of_waiting_of_ticket"),
    Route("/t/{code}/joining", citizen.join_visit, methods=["POST"], name="joining_of_ticket"),
    Route("/t/{code}/documents", citizen.add_documents, methods=["POST"], name="added_documents"),
    Route("/t/{code}/invitation", citizen.choose_again, methods=["POST"], name="invitation_of_ticket"),
    Route("/t/{code}/cancellation", citizen.cancel_booking, methods=["POST"], name="cancellation"),
    Route("/t/{code}/survey", citizen.survey, name="survey"),
    Route("/t/{code}/survey", citizen.answer_survey, methods=["POST"]),
    Route("/t/{code}/wrong-number", citizen.ask_of_ticket, name="wrong_number_of_ticket"),
    Route("/t/{code}/wrong-number", citizen.stop_of_ticket, methods=["POST"], name="stopping_of_ticket"),
    Route("/t/{code}/clearing", citizen.drop_ticket, methods=["POST"], name="ticket_clearing"),
    Route("/t/{code}/push", citizen.subscribe_phone, methods=["POST"], name="push"),
    Route("/t/{code}/push", citizen.unsubscribe_phone, methods=["DELETE"], name="push_end"),
    Route("/t/{code}/departure", citizen.go_home, methods=["POST"], name="going_home"),
    Route("/", citizen.offices, name="offices"),
    Route("/o/{office}", citizen.public_office, name="public_office"),
    Route("/o/{office}/live", citizen.live_part, name="live_part"),
    Route("/o/{office}/widget", citizen.widget, name="widget"),
    Route("/o/{office}/data", citizen.open_data, name="open_data"),
    Route("/o/{office}/data/{file}", citizen.data_file, name="open_data_file"),
    Route("/o/{office}/links", citizen.request_link, methods=["POST"], name="links"),
    Route("/o/{office}/satisfaction", citizen.published, name="public_satisfaction"),
    Route("/o/{office}/wrong-number", citizen.stopped, name="number_stopped"),
    Route("/o/{office}/cleared", citizen.device_cleared, name="device_cleared"),
    Route("/o/{office}/privacy", citizen.notice, name="privacy_notice"),
    Route("/o/{office}/permohonan", citizen.apply_topics, name="apply"),
    Route("/o/{office}/permohonan", citizen.begin_application, methods=["POST"], name="applications"),
    Route("/o/{office}/permohonan/{topic}", citizen.apply_situations, name="apply_topic"),
    Route("/o/{office}/permohonan/{topic}/{procedure}", citizen.apply_prepare, name="apply_procedure"),
    Route("/a/{code}", citizen.application, name="application"),
    Route("/a/{code}/proof", citizen.prove_phone, methods=["POST"], name="application_proof"),
    Route("/a/{code}/clearing", citizen.clear_device, methods=["POST"], name="device_clearing"),
    Route("/a/{code}/people", citizen.keep_people, methods=["POST"], name="application_people"),
    Route("/a/{code}/phone", citizen.keep_phone_number, methods=["POST"], name="application_phone"),
    Route("/a/{code}/phone/confirmation", citizen.confirm_phone, methods=["POST"], name="application_confirmation"),
    Route("/a/{code}/sending", citizen.send_application, methods=["POST"], name="application_sending"),
    Route("/a/{code}/wrong-number", citizen.ask_of_application, name="wrong_number_of_application"),
    Route("/a/{code}/wrong-number", citizen.stop_of_application, methods=["POST"]),
    Route("/a/{code}/withdrawal", citizen.ask_withdrawal),
    Route("/a/{code}/withdrawal", citizen.withdraw_application, methods=["POST"], name="application_withdrawal"),
    Route("/a/{code}/items/{position:int}/pages", citizen.create_pages, methods=["POST"], name="pages_of_item"),
    Route("/a/{code}/items/{position:int}/drawing", citizen.draw_pages, methods=["POST"], name="drawing_of_item"),
    Route("/a/{code}/items/{position:int}/uploads", citizen.create_upload, methods=["POST"], name="uploads"),
    Route("/a/{code}/uploads/{token}", citizen.look_at_upload, methods=["HEAD"], name="upload"),
    Route("/a/{code}/uploads/{token}", citizen.append, methods=["PATCH"], name="upload_piece"),
    Route("/a/{code}/uploads/{token}", citizen.delete_upload, methods=["DELETE"], name="upload_end"),
    Route("/a/{code}/pages/{mark}", citizen.show_page, name="page_sent"),
    Route("/a/{code}/pages/{mark}/small", citizen.show_small, name="small_page_sent"),
    Route("/a/{code}/pages/{mark}", citizen.delete_page, methods=["DELETE"], name="page_end"),
    Route("/a/{code}/pages/{mark}/removal", citizen.remove_page, methods=["POST"], name="page_removal"),
    Route("/login", signin.page, name="login"),
    Route("/login", signin.create, methods=["POST"], name="session"),
    Route("/login/office", signin.ask_office, name="choosing_office"),
    Route("/login/office", signin.choose_office, methods=["POST"], name="chosen_office"),
    Route("/login/counters/{number:int}", signin.ask_to_take_over, name="counter_taking"),
    Route("/login/counters/{number:int}", signin.take_over, methods=["POST"], name="counter_taken"),
    Route("/login/unlocking", signin.ask_password, name="locked"),
    Route("/login/unlocking", signin.unlock, methods=["POST"], name="unlocking"),
    Route("/logout", signin.destroy, methods=["POST"], name="logout"),
    *start.ROUTES,
    *oidc.ROUTES,
    *second_factor.ROUTES,
    *passkeys.ROUTES,
    *account.ROUTES,
    *own_factors.ROUTES,
    *joining.ROUTES,
    *partner.ROUTES,
    *place.ROUTES,
    *door.ROUTES,
    *counter.ROUTES,
    *office.ROUTES,
    *hooks.ROUTES,
    Route("/healthz", health.alive, name="alive"),
    Route("/readyz", health.ready, name="ready"),
]

LARGE_BODIES = {
    **signin.LARGE_BODIES,
    **citizen.LARGE_BODIES,
    **door.LARGE_BODIES,
    **office.LARGE_BODIES,
    **hooks.LARGE_BODIES,
}

REFUSED = {
    "/o/": citizen.refused_nowhere,
    "/i/": citizen.refused,
    "/t/": citizen.refused,
    "/a/": citizen.refused_application,
    "/b/": partner.refused,
    "/place": place.refused,
    "/door/kiosk": door.refused_at_kiosk,
    "/door/device": door.refused_device,
    "/door": door.refused,
    "/counter": counter.refused,
    "/office": office.refused,
    "/login/oidc": oidc.refused,
    "/login/unlocking": signin.refused_password,
    "/login/passkey/challenge": passkeys.refused_to_script,
    "/login/code": second_factor.refused,
    "/login/setup": second_factor.refused,
    "/login": signin.refused,
    "/account/passkeys/challenge": own_factors.refused_to_script,
    "/account/second-factor": own_factors.refused,
    "/account/passkeys": own_factors.refused,
    "/account": account.refused,
    "/join/": joining.refused,
    "/hooks/": hooks.refused,
    "/start": start.refused,
}
"""By the beginning of a path: surfaces that show their people a refusal their own way."""


class Addresses(Router):
    """A router that finds an address at once, by the name of its route and of what fills it, where Starlette asks each
    of hundreds in turn and has those that do not fit raise: a page for staff has dozens of addresses.
    """

    def __init__(self, routes: Sequence[BaseRoute], *, lifespan: Lifespan[Starlette] | None) -> None:
        super().__init__(routes, lifespan=lifespan)
        self._named: dict[tuple[str, frozenset[str]], Route | WebSocketRoute] = {}
        self._mounted: dict[str, Mount] = {}
        for route in routes:
            if isinstance(route, Mount) and route.name:
                self._mounted.setdefault(route.name, route)
            elif isinstance(route, Route | WebSocketRoute):
                self._named.setdefault((route.name, frozenset(route.param_convertors)), route)

    def url_path_for(self, name: str, /, **path_params: Any) -> URLPath:
        """The address of a route, or of a file below a mounted folder, as Starlette makes it. Raises NoMatchFound for a
        name or parameters of none.
        """
        found = self._named.get((name, frozenset(path_params))) or self._mounted.get(name.partition(":")[0])
        if found is None:
            raise NoMatchFound(name, path_params)
        return found.url_path_for(name, **path_params)


def create_app(
    database: Database,
    clock: Clock,
    settings: Settings,
    *,
    more_routes: Sequence[BaseRoute] = (),
    more_templates: Sequence[Path] = (),
    more_static: Sequence[Path] = (),
    lifespan: Lifespan[Starlette] | None = None,
) -> Starlette:
    """The web application over an open database. more_...: those of the display half."""
    folders = [STATIC, *more_static]
    static = Mount("/static", Assets(STATIC, bundles=found_in(folders)), name="static")
    routes = [*ROUTES, static, *more_routes]
    _, each = connections_within(settings.max_connections, settings.max_per_address)
    app = Starlette(
        middleware=[
            *([Middleware(AccessLog)] if settings.log_level.lower() == "debug" else []),
            Middleware(SecurityHeaders, on_tls=settings.on_tls),
            Middleware(CrowdLimit, each=each, trusted=settings.proxies),
            Middleware(BodyLimit, most=settings.max_body, more=LARGE_BODIES),
            Middleware(SameOrigin),
            Middleware(Compressed),
        ],
        exception_handlers={
            Refusal: answer_refusal,
            HTTPException: answer_http_error,
            ClientDisconnect: answer_cut,
            **dict.fromkeys(AWAY, answer_unreadable),
            Exception: answer_fault_guarded,
        },
    )
    app.router = Addresses(routes, lifespan=lifespan)
    app.state.db, app.state.clock, app.state.settings = database, clock, settings
    app.state.readiness, app.state.looks = health.Readiness(database, clock), Looks()
    app.state.asset_mark = mark_of(folders, BUNDLES)
    app.state.pages = Pages(more_templates, version=app.state.asset_mark)
    app.state.standing, app.state.drawings, app.state.refusals_drawn = Standing(), Drawings(), Drawings(most=64)
    app.state.turns = new_turns()
    app.state.askers = Askers(settings.proxies)
    app.state.provider = _provider(settings, clock)
    app.state.throttle, app.state.refused = Throttle(clock, database), REFUSED
    app.state.endings, app.state.live_figures = Endings(), LiveFigures(clock)
    app.state.plays = office.Plays()
    app.state.open_data = Kept(clock, lasts=citizen.DATA_LASTS, most=64)
    app.state.push_key, app.state.pages_undrawn = None, False
    app.state.vault, app.state.forms = Vault(settings.files), citizen.FormGate()
    app.state.pieces = citizen.PieceGate()
    app.state.bounds = bounds_of(settings.files_at_once_mb, settings.files_a_day_mb)
    app.state.space = space_of(settings)
    app.state.form_space = Space(Path(tempfile.gettempdir()), citizen.FORM_FLOOR)
    with database.reading() as session:
        app.state.training = queries.is_training(session)
    return app


def _provider(settings: Settings, clock: Clock) -> "Provider | None":
    """The provider by which staff may sign in. None is known in training: what it says is held to the real time."""
    if clock.is_training or not settings.oidc_issuer:
        return None
    from scheduler.oidc.provider import Provider  # noqa: PLC0415 - where one is named alone
    from scheduler.oidc.settings import provider_settings  # noqa: PLC0415 - the same

    try:
        told = provider_settings(settings)
    except OSError as fault:  # the page of health says so too, and staff sign in by their passwords
        log.warning("provider_secret_unreadable", kind=type(fault).__name__)
        return None
    return Provider(told, clock) if told else None
