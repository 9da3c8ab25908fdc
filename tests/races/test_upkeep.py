"""A rotation beside an office at work: nothing is lost, no household is asked twice, and a killed one goes on.

In pairs: without the look at what was read a rotation puts old values over new ones; where hashes are compared in one
form only, a household in the middle of it gets a second invitation.
"""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler import keys
from scheduler.commands.upkeep.rotating import rotate, standing
from scheduler.db.models import Booking, Document, Invitation, Message, Ticket
from scheduler.db.secrets.chain import keep_chain
from scheduler.flow.invitations import invitations
from scheduler.flow.upkeep.rotation import renewing
from scheduler.flow.upkeep.rotation.columns import held
from scheduler.keys.chain import Chain
from scheduler.runtime.config import Settings
from tests.conftest import SECRET
from tests.scenes.factories import World, at, race
from tests.support.databases import ON_POSTGRES
from tests.support.patience import wait_until
from tests.support.processes import environment
from tests.support.rotation import NEW, kept_ring, under, use

pytestmark = pytest.mark.postgres("locks")

ROOT = Path(__file__).parent.parent.parent
KKS = [f"21720101010100{n:02}" for n in range(6)]


@pytest.fixture(autouse=True)
def ring(database: object) -> Iterator[None]:
    with kept_ring():
        yield


@pytest.fixture
def world(office: World) -> World:
    office.database.run(keep_chain)
    return office


def _renewed_late(world: World, monkeypatch: pytest.MonkeyPatch, *, guarded: bool) -> str:
    """A name is corrected after a rotation has read it and before it writes; what stands there afterwards."""
    document = world.document(holder="Siti")
    use(world.database, NEW, SECRET)
    of = next(each for each in held() if each.name == "document")
    really = renewing.renewed

    def correct_first(*asked: object) -> object:
        world.change(Document, document.id, holder="Siti Aminah")
        return really(*asked)  # type: ignore[arg-type]

    monkeypatch.setattr(renewing, "renewed", correct_first)
    world.database.run(renewing.renew, of, [(document.id,)], guarded=guarded)
    return world.rows(Document)[0].holder


@pytest.mark.deep("without the guard")
@ON_POSTGRES
def test_row_made_anew_without_a_second_look_loses_a_correction(world: World, monkeypatch: pytest.MonkeyPatch):
    assert _renewed_late(world, monkeypatch, guarded=False) == "Siti"


@ON_POSTGRES
def test_row_made_anew_keeps_a_correction_of_the_same_moment(world: World, monkeypatch: pytest.MonkeyPatch):
    assert _renewed_late(world, monkeypatch, guarded=True) == "Siti Aminah"


@pytest.mark.deep("without the guard")
def test_household_compared_in_one_form_only_is_invited_twice(world: World, monkeypatch: pytest.MonkeyPatch):
    world.document(kk=KKS[0])
    use(world.database, NEW, SECRET)
    monkeypatch.setattr(Chain, "forms", lambda _self, form: [form])

    world.document(kk=KKS[0])

    assert len(world.rows(Invitation)) == 2


def test_household_is_invited_once_in_the_middle_of_a_rotation(world: World):
    world.document(kk=KKS[0])
    use(world.database, NEW, SECRET)

    world.document(kk=KKS[0])

    assert len(world.rows(Invitation)) == 1


def test_rotation_beside_registrations_bookings_and_scans_loses_nothing(world: World, open_database, tmp_path: Path):
    for n in range(30):
        world.document(kk=KKS[n % 6], phone=f"+62812000000{n:02}", nik=f"21720141079000{n:02}")
    booked = [world.booked(9, kk=f"21720199010100{n:02}") for n in range(5)]
    links = {each.id: invitations.code_of(each) for each in world.rows(Invitation)}
    use(world.database, NEW, SECRET)
    second, third, fourth = (world.through(open_database()) for _ in range(3))
    use(world.database, NEW, SECRET)

    outcomes = race(
        [
            lambda: rotate(world.database, tmp_path, pause=0),
            lambda: [second.document(f"R/{n}", kk=KKS[n % 6], phone=f"+62812000000{n:02}") for n in range(24)],
            lambda: [third.scan(each, now=at(9)).ticket for each in booked],
            lambda: [fourth.book(fourth.invitation(reference=f"B/{n}"), fourth.slot(10 + n % 2)) for n in range(6)],
        ]
    )
    rotate(world.database, tmp_path, pause=0)

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    use(world.database, NEW)
    assert set(under(world.database, tmp_path)) == {b"newest"}
    assert (len(world.rows(Document)), len(world.rows(Ticket)), len(world.rows(Booking))) == (65, 5, 11)
    for kk in KKS:
        mine = Document.household == keys.ring().look_up("kk", kk)
        assert len({document.invitation_id for document in world.rows(Document, mine)}) == 1
    found = {each.id: invitations.code_of(each) for each in world.rows(Invitation)}
    assert {number: found[number] for number in links} == links
    assert len({(m.cause, m.invitation_id, m.booking_id) for m in world.rows(Message)}) == len(world.rows(Message))


def test_two_rotations_at_once_do_no_harm(world: World, open_database, tmp_path: Path):
    for n in range(30):
        world.document(kk=KKS[n % 6], phone=f"+62812000000{n:02}")
    other = open_database()
    use(world.database, NEW, SECRET)

    outcomes = race([lambda each=each: rotate(each, tmp_path, pause=0) for each in (world.database, other)])

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    use(world.database, NEW)
    assert set(under(world.database, tmp_path)) == {b"newest"}
    assert [each.holder for each in world.rows(Document)] == [f"Siti {n}" for n in range(1, 31)]


@pytest.mark.deep("kills by the dozen")
@pytest.mark.slow
@pytest.mark.timeout(240)
def test_killed_rotation_goes_on_where_it_was(world: World, settings: Settings, tmp_path: Path):
    for n in range(160):
        world.document(kk=f"2172010101{n:06}", phone=f"+62812{n:07}")
    links = {each.id: invitations.code_of(each) for each in world.rows(Invitation)}
    use(world.database, NEW, SECRET)

    with _rotating(settings) as first:
        _until_begun(world, tmp_path)
        first.send_signal(signal.SIGKILL)
        first.wait(10)
    between = under(world.database, tmp_path)
    with _rotating(settings) as again:
        status = again.wait(120)

    assert between[b"newest"] > 0
    assert between[b"older"] > 0
    assert status == 0
    use(world.database, NEW)
    assert set(under(world.database, tmp_path)) == {b"newest"}
    assert {each.id: invitations.code_of(each) for each in world.rows(Invitation)} == links
    assert len({document.household for document in world.rows(Document)}) == 160


def _rotating(settings: Settings) -> "subprocess.Popen[bytes]":
    """The command. What it says is shown where the test fails."""
    told = environment(settings, GILIRAN_SECRET_KEY=f"{NEW},{SECRET}")
    return subprocess.Popen([sys.executable, "-m", "scheduler", "keys", "rotate"], cwd=ROOT, env=told)


def _until_begun(world: World, folder: Path) -> None:
    wait_until(lambda: standing(world.database, folder).every[keys.ring().ids[0]] > 40, seconds=60)
