"""One application over one database for a whole sweep: asked without a server, and put back after every change."""

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest
from sqlalchemy import update
from sqlmodel import Session

from scheduler import keys
from scheduler.db.engine.database import Database
from scheduler.db.models import Office, Staff, Token, metadata
from scheduler.domain.staff import roles
from scheduler.flow.regency.arriving import receive
from scheduler.flow.regency.sending import send
from scheduler.flow.screens import devices
from scheduler.flow.staff import identities, joining, passkeys, people, sessions, tokens
from scheduler.flow.staff.identities import Account
from scheduler.flow.staff.passkeys import Made
from scheduler.main import create_app
from scheduler.runtime.config import Settings
from scheduler.web.shared.throttling import Throttle
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, MONDAY, World
from tests.support.passwords import QUICK
from tests.web.sweep.filled import NOW, OURS, THEIRS, Ids, filled, kept
from tests.web.sweep.named import named
from tests.web.sweep.routes import ways

STAFF = {"guard": "Gani", "clerk": "Rina", "supervisor": "Sari"}
HAS = {"supervisor": "supervisor manager"}
"""The roles of whoever is called by one of STAFF, where they are more."""
AUDITOR, AT_PLACE, KEPT = "auditor", "place", QUICK.hash("a password that nobody types")
NOBODY, KIOSK = "nobody", "kiosk"
Roles = Callable[[str], tuple[str, ...]]
"""Who asks for a path."""
TOKENS = {f"token for {scope}": scope for scope in roles.SCOPES}
ROLES = (NOBODY, KIOSK, *STAFF, AUDITOR, AT_PLACE, *TOKENS)
"""Who asks: each is of the first office."""
BY_CODE = ("/a/", "/i/", "/t/", "/b/", "/join/", "/o/", "/hooks/", "/display/")


def roles_for(path: str) -> tuple[str, ...]:
    """Who is worth asking for: of those who are all strangers to a surface, one of each kind (a cookie, a token)."""
    if path.startswith("/place"):
        return (*STRANGERS, "supervisor", AT_PLACE)
    if path.startswith("/api/"):
        return (NOBODY, "supervisor", *TOKENS)
    return (NOBODY, "supervisor", "token for desk") if path.startswith(BY_CODE) else (*STRANGERS, *STAFF)


def everybody(path: str) -> tuple[str, ...]:
    """All of ROLES, whatever is asked for."""
    return ROLES


STRANGERS = (NOBODY, KIOSK, "token for desk")
WHO = [
    pytest.param(roles_for, id="one of each kind", marks=pytest.mark.timeout(240)),
    pytest.param(
        everybody,
        id="everybody",
        marks=[pytest.mark.deep("half as many questions more"), pytest.mark.timeout(600)],
    ),
]
"""Who asks for a path: at every push few, in a deep run all, should one of them be no stranger after all."""
MOVES = {
    "answer": "what a form was answered is kept, also where it changes nothing, so that it is answered once",
    "counted": "what could be guessing is counted, most of all where nothing is changed",
}
"""Tables that are not compared, and why. Sessions were begun just now and tokens used today,
which need not be kept once more.
"""
BROWSER = {"Sec-Fetch-Site": "same-origin"}


class Sweep:
    """Two offices, and everybody of the first one who may ask for something."""

    def __init__(self, settings: Settings) -> None:
        self.database = Database(settings)
        self._ring = keys.ring()
        self.clock = Stopwatch(EARLY)
        self.office = World(self.database, "tanjungpinang", lobby_limit=20, guarded=True, counters=3)
        self.elsewhere = World(self.database, "bintan", lobby_limit=20, guarded=True, counters=5)
        self.own: Ids = filled(self.office, OURS, settings)
        self.theirs: Ids = filled(self.elsewhere, THEIRS, settings, more=1)
        self.clock.now = NOW
        for world, whom, ids in ((self.office, OURS, self.own), (self.elsewhere, THEIRS, self.theirs)):
            ids.update(named(world, whom, ids))
            ids.update(kept(world, whom, f"staff:{ids['at_place']}"))
            ids.update(self.database.run(staffed, world.office))
        self._between_offices()
        self.credentials = {role: self._credentials(role) for role in ROLES}
        self.database.run(lambda session: session.execute(update(Token).values(used_on=MONDAY)))
        self.own["session"] = self.database.run(another_session, self.office.office, STAFF["supervisor"])
        self.own["self"] = self.database.run(number_of, self.office.office, STAFF["supervisor"])
        self.theirs["self"] = self.theirs["clerk"]
        self.own["passkey"] = self.database.run(passkey_added, self.own["self"])
        self.theirs["passkey"] = self.theirs["clerks_passkey"]
        self._works_at_both(STAFF["supervisor"])
        self.theirs["session"] = self.database.run(another_session, self.elsewhere.office, "Tuti")
        self.app = create_app(self.database, self.clock, settings)  # type: ignore[arg-type]
        self.ways = list(ways(self.app.routes))
        self._runner = asyncio.Runner()
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        self._client = httpx.AsyncClient(transport=transport, base_url="http://testserver")
        self._file = Path(settings.database_url.removeprefix("sqlite:///"))
        self._live = sqlite3.connect(self._file, check_same_thread=False)
        self._live.execute("PRAGMA synchronous = OFF")  # it is put back hundreds of times, and outlives nothing
        self._kept = sqlite3.connect(":memory:", check_same_thread=False)
        self._live.backup(self._kept)
        self._rows = _rows(self._kept)
        self._seen = self.version()

    def _between_offices(self) -> None:
        """Each office has a document that may go to the other one, one on its way there, one that comes and one that
        came.
        """
        World(self.database, "lingga")
        pairs = ((self.office, self.elsewhere, self.own), (self.elsewhere, self.office, self.theirs))
        for here, there, ids in pairs:
            code = here.office.code
            alone = {"kk": None, "phone": None, "stage": "received"}
            ids["sendable"] = here.document(f"{code}/sendable", **alone).reference
            sent = here.document(f"{code}/between", **alone)
            ids["sent_away"] = sent.reference
            ids["transfer"] = here.do(send, sent.reference, there.office.code, now=NOW).id
            came = there.document(f"{code}/came", **alone)
            there.do(send, came.reference, code, now=NOW)
            ids["from_other_office"] = here.do(receive, came.reference, now=NOW).reference
        self.own["coming"], self.theirs["coming"] = (
            f"{world.office.code}/between" for world in (self.elsewhere, self.office)
        )

    def _works_at_both(self, name: str) -> None:
        """Somebody of the first office manages the other one too, where nobody signs them in: what they ask for at the
        first has nothing to do with that.
        """
        here = self.database.run(number_of, self.office.office, name)
        there = self.database.run(people.add_staff, self.elsewhere.office, name, "supervisor manager", None, now=EARLY)

        def joined(session: Session) -> None:
            session.get_one(Staff, there.id).person_id = session.get_one(Staff, here).person_id

        self.database.run(joined)

    def close(self) -> None:
        self._runner.run(self._client.aclose())
        self._runner.close()
        self._live.close()
        self._kept.close()
        self.database.close()

    def ask(
        self, role: str, method: str, path: str, *, from_our_pages: bool = True, headers: Any = None, **facts: Any
    ) -> httpx.Response:
        """What one of ROLES is answered; tries of others do not count against them."""
        self.app.state.throttle = Throttle(self.app.state.clock, self.database)
        told = {**(BROWSER if from_our_pages else {}), **self.credentials[role], **(headers or {})}
        return self._runner.run(self._client.request(method, path, headers=told, **facts))

    def version(self) -> int:
        """Another number once anybody has committed anything."""
        return int(self._live.execute("PRAGMA data_version").fetchone()[0])

    def changed(self) -> bool:
        """Whether anything was written since the database was put back."""
        return self.version() != self._seen

    def use(self) -> None:
        """Make its keyring the one in use again, whatever other tests have opened meanwhile."""
        keys.use(self._ring)
        self.put_back()

    def put_back(self) -> None:
        """As it was when everything was filled."""
        if self.changed():
            self._kept.backup(self._live)
        self._seen = self.version()

    def differs(self) -> bool:
        """Whether anything in the whole database is not as it was then; small tables are compared first."""
        return self.changed() and any(_rows_of(self._live, name) != rows for name, rows in self._rows.items())

    def differences(self) -> list[str]:
        """What is in the whole database now that was not there, and what is no more."""
        now = _rows(self._live) if self.changed() else self._rows
        return [
            f"{sign} {name}: {row}"
            for name, then in self._rows.items()
            if now[name] != then
            for sign, rows, others in (("-", then, now[name]), ("+", now[name], then))
            for row in rows
            if row not in others
        ]

    def _credentials(self, role: str) -> dict[str, str]:
        if role in TOKENS:
            return {"Authorization": f"Bearer {self.office.token(TOKENS[role], name=role)}"}
        if role == AT_PLACE:
            return {"Cookie": f"giliran={self.database.run(_at_the_desk, self.own, NOW)}"}
        if role in (*STAFF, AUDITOR):
            return {"Cookie": f"giliran={self._session(STAFF.get(role, 'Tari'), role)}"}
        return {"Cookie": f"giliran-kiosk={self._kiosk()}"} if role == KIOSK else {}

    def _session(self, name: str, role: str) -> str:
        database, office = self.database, self.office.office
        staff = database.run(people.add_staff, office, name, HAS.get(role, role), KEPT, now=EARLY)
        return database.run(sessions.sign_in, staff.id, {"clerk": 1, "supervisor": 2}.get(role), now=NOW)

    def _kiosk(self) -> str:
        """The key of a kiosk that Kiki has made."""
        value = self._session("Kiki", "guard")
        with self.database.reading() as session:
            signed_in = sessions.signed_in(session, value, NOW)
        assert signed_in is not None
        maker = devices.Maker(signed_in.staff_id, signed_in.session_id)
        return self.database.run(devices.become, self.office.office, devices.KIOSK, "", maker, now=NOW)


def _at_the_desk(session: Session, own: Ids, now: datetime) -> str:
    """The session of whoever works at an office's place."""
    return sessions.sign_in(session, int(own["at_place"]), None, now=now)


def staffed(session: Session, office: Office) -> Ids:
    """A clerk who is signed in, somebody who has gone, and a machine's token."""
    clerk = people.add_staff(session, office, "Tuti", "clerk", KEPT, now=EARLY)
    value = sessions.sign_in(session, clerk.id, None, now=NOW)
    begun = sessions.signed_in(session, value, NOW)
    invited = people.add_staff(session, office, "Wulan", "clerk", None, now=EARLY)
    code = joining.invite(session, office, invited.id, by="command", manager=None, now=NOW)
    there = Account("Akun Kota", "https://masuk.example", f"{office.code}-{invited.id}")
    identities.add_identity(session, there, invited.person_id, now=EARLY)
    left = people.add_staff(session, office, "Lina", "clerk", None, now=EARLY)
    people.remove(session, office, left.id, by="command", now=EARLY)
    tokens.create_token(session, office, "antrean", ["desk"], now=EARLY)
    token = tokens.token_by_name(session, office, "antrean")
    assert token is not None
    assert begun is not None
    return {
        "clerk": clerk.id,
        "clerks_passkey": passkey_added(session, clerk.id),
        "clerks_session": begun.session_id,
        "invited": invited.id,
        "join_code": code,
        "left_staff": left.id,
        "machine": token.id,
    }


def passkey_added(session: Session, staff_id: int) -> int:
    """The id of a passkey of somebody."""
    made = Made(f"a key of {staff_id}".encode(), b"public", 0)
    return passkeys.add(session, session.get_one(Staff, staff_id).person_id, "Laptop", made, now=EARLY).id


def number_of(session: Session, office: Office, name: str) -> int:
    """The id of somebody who works at an office."""
    staff = people.staff_by_name(session, office.id, name)
    assert staff is not None
    return staff.id


def another_session(session: Session, office: Office, name: str) -> int:
    """The id of one more browser of somebody."""
    value = sessions.sign_in(session, number_of(session, office, name), None, now=NOW)
    found = sessions.signed_in(session, value, NOW)
    assert found is not None
    return found.session_id


def _rows(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """All tables with all they hold, those that hold little first."""
    found = {table.name: _rows_of(connection, table.name) for table in metadata.sorted_tables}
    return {name: found[name] for name in sorted(found, key=lambda name: len(found[name])) if name not in MOVES}


def _rows_of(connection: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    return connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608
