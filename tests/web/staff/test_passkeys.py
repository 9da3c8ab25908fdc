"""Passkeys: made by whoever gives the password, and as good as a password and a code at the sign-in."""

import json
from typing import Any

import pytest

from scheduler.db.models import DeedRow, Passkey, RecoveryCode, StaffSession
from scheduler.domain.audit.deeds import Deed
from scheduler.flow.staff import people
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, World, at
from tests.support.authenticators import Device, hex_of
from tests.support.passwords import QUICK, hash_quickly
from tests.web.staff.members import text_of

PASSWORD = "kata sandi Rina"
ORIGIN = "https://antrean.example.go.id"
HOME = "/account/second-factor"


@pytest.fixture(autouse=True)
def _rina(office: World, client: Any, clock: Stopwatch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rina is a clerk (1) at an office that is reached by https."""
    hash_quickly(monkeypatch)
    clock.now = at(9)
    client.app.state.settings.base_url = ORIGIN
    client.base_url = ORIGIN
    office.at_time(people.add_staff, "Rina", "clerk", QUICK.hash(PASSWORD), now=EARLY)


def sign_in(client: Any, **fields: str) -> Any:
    return client.post("/login", data={"name": "Rina", "password": PASSWORD, "place": "office", **fields})


def added(client: Any, device: Device, name: str = "Laptop", **fields: str) -> Any:
    """A key is added by whoever is signed in."""
    options = client.post("/account/passkeys/challenge", data={"proof_password": PASSWORD}).json()
    credential = device.made(options)
    form = {"name": name, "challenge": hex_of(options["challenge"]), "credential": credential, **fields}
    return client.post("/account/passkeys", data=form)


def signed(client: Any, device: Device, **fields: str) -> dict[str, str]:
    """The form that signs in by a key, filled by whoever has the device."""
    options = client.post("/login/passkey/challenge").json()
    return {
        "challenge": hex_of(options["challenge"]),
        "credential": device.signed(options),
        "place": "office",
        **fields,
    }


@pytest.fixture
def device(client: Any) -> Device:
    """Rina's, who has added it and is signed out."""
    made = Device(ORIGIN)
    sign_in(client)
    added(client, made)
    client.cookies.clear()
    return made


@pytest.mark.postgres("statements")
def test_key_is_added_with_the_password_and_brings_codes_on_paper(client: Any, office: World) -> None:
    sign_in(client)
    wrong = client.post("/account/passkeys/challenge", data={"proof_password": "salah"})

    first, second = added(client, Device(ORIGIN)), added(client, Device(ORIGIN), "Ponsel")

    assert (wrong.status_code, wrong.json()["said"]) == (401, "Kata sandi tidak cocok.")
    assert first.text.count("<code>") == len(office.rows(RecoveryCode)) == 10
    assert second.headers["location"] == f"{HOME}?done=passkey"
    assert [row.name for row in office.rows(Passkey)] == ["Laptop", "Ponsel"]
    assert [row.deed for row in office.rows(DeedRow)].count(Deed.PASSKEY_ADDED) == 2


@pytest.mark.postgres("statements")
def test_key_signs_in_without_name_password_or_code(client: Any, office: World, device: Device) -> None:
    office.change(type(office.office), 1, second_factor="everybody")

    answer = client.post("/login/passkey", data=signed(client, device, place="counter-1"))

    assert answer.headers["location"] == "/counter"
    assert client.get("/counter").status_code == 200
    assert office.rows(StaffSession)[-1].second == "passkey"
    (kept,) = office.rows(Passkey)
    assert (kept.sign_count, kept.used_at) == (1, at(9))


def test_challenge_is_answered_once_and_within_minutes(client: Any, clock: Stopwatch, device: Device) -> None:
    uncounted = device
    uncounted.counts = False
    form = signed(client, uncounted)
    late = signed(client, uncounted)

    first, again = client.post("/login/passkey", data=form), client.post("/login/passkey", data=form)
    clock.forward(minutes=5)
    over = client.post("/login/passkey", data=late)

    assert [first.status_code, again.status_code, over.status_code] == [303, 401, 401]
    assert "tidak diterima" in text_of(again)


def test_challenge_of_nobody_opens_nothing(client: Any, device: Device) -> None:
    form = signed(client, device)
    invented = {"challenge": "A" * 43, "rpId": "antrean.example.go.id"}

    form |= {"challenge": hex_of(invented["challenge"]), "credential": device.signed(invented)}

    assert client.post("/login/passkey", data=form).status_code == 401


@pytest.mark.parametrize(
    ("fault", "value"),
    [("origin", "https://antrean.example.com"), ("is_verifying", False), ("count", -1)],
    ids=["another origin", "nobody was verified", "a copy of the key"],
)
def test_signature_that_proves_too_little_is_refused(client: Any, device: Device, fault: str, value: Any) -> None:
    client.post("/login/passkey", data=signed(client, device))
    client.cookies.clear()
    setattr(device, fault, value)

    answer = client.post("/login/passkey", data=signed(client, device))

    assert answer.status_code == 401


def test_key_of_another_device_is_refused(client: Any, device: Device) -> None:
    stranger = Device(ORIGIN)
    stranger.id = device.id

    unknown = client.post("/login/passkey", data=signed(client, Device(ORIGIN)))
    forged = client.post("/login/passkey", data=signed(client, stranger))

    assert [unknown.status_code, forged.status_code] == [401, 401]


@pytest.mark.parametrize(
    "sent", ["", "nonsense", "[]", "[" * 19_000, "{}", '{"rawId": 1}', '{"rawId": "AA"}', '{"rawId": "é"}']
)
def test_nonsense_is_refused(client: Any, device: Device, sent: str) -> None:
    form = signed(client, device, credential=sent)

    assert client.post("/login/passkey", data=form).status_code in (401, 422)


@pytest.mark.parametrize("part", ["clientDataJSON", "authenticatorData", "signature"])
@pytest.mark.parametrize("value", ["", "AA", "!!", "b3Bz"])
def test_nonsense_in_a_signature_is_refused(client: Any, device: Device, part: str, value: str) -> None:
    form = signed(client, device)
    credential = json.loads(form["credential"])
    credential["response"][part] = value
    form["credential"] = json.dumps(credential)

    assert client.post("/login/passkey", data=form).status_code == 401


@pytest.mark.parametrize("value", ["", "AA", "!!", "oA"])
def test_nonsense_instead_of_a_key_is_refused(client: Any, office: World, value: str) -> None:
    sign_in(client)
    options = client.post("/account/passkeys/challenge", data={"proof_password": PASSWORD}).json()
    credential = json.loads(Device(ORIGIN).made(options))
    credential["response"]["attestationObject"] = value
    form = {"name": "Laptop", "challenge": hex_of(options["challenge"]), "credential": json.dumps(credential)}

    assert client.post("/account/passkeys", data=form).status_code == 401
    assert office.rows(Passkey) == []


def test_challenge_of_the_sign_in_adds_no_key(client: Any, office: World) -> None:
    """Or a session that was left alone could add one without the password."""
    sign_in(client)
    options = client.post("/account/passkeys/challenge", data={"proof_password": PASSWORD}).json()
    options["challenge"] = client.post("/login/passkey/challenge").json()["challenge"]
    form = {
        "name": "Laptop",
        "challenge": hex_of(options["challenge"]),
        "credential": Device(ORIGIN).made(options),
    }

    assert client.post("/account/passkeys", data=form).status_code == 401
    assert office.rows(Passkey) == []


@pytest.mark.parametrize("name", ["", " ", "x" * 61])
def test_key_needs_a_name(client: Any, office: World, name: str) -> None:
    sign_in(client)

    answer = added(client, Device(ORIGIN), name)

    assert answer.status_code == 422
    assert "Beri kunci sandi nama" in text_of(answer)
    assert office.rows(Passkey) == []


@pytest.mark.postgres("statements")
def test_key_is_called_otherwise_and_removed_with_the_password(client: Any, office: World, device: Device) -> None:
    client.post("/login/passkey", data=signed(client, device))
    elsewhere = client.cookies["__Host-giliran"]
    client.cookies.clear()
    sign_in(client)

    client.post("/account/passkeys/1/name", data={"name": "Ponsel Rina"})
    assert "Ponsel Rina" in text_of(client.get("/account/passkeys/1"))
    kept = client.post("/account/passkeys/1/removal", data={"proof_password": "salah"})
    gone = client.post("/account/passkeys/1/removal", data={"proof_password": PASSWORD})

    assert (kept.status_code, gone.headers["location"]) == (401, f"{HOME}?done=gone")
    assert office.rows(Passkey) == office.rows(RecoveryCode) == []
    client.cookies.clear()
    client.cookies.set("__Host-giliran", elsewhere)
    assert client.get("/account").status_code == 303  # what had begun by the key has ended
    assert client.get("/account/passkeys/1").status_code == 303


def test_nobody_looks_at_the_key_of_somebody_else(client: Any, office: World, device: Device) -> None:
    office.at_time(people.add_staff, "Budi", "clerk", QUICK.hash("kata sandi Budi"), now=EARLY)
    sign_in(client, name="Budi", password="kata sandi Budi")

    looked = client.get("/account/passkeys/1")
    removed = client.post("/account/passkeys/1/removal", data={"proof_password": "kata sandi Budi"})

    assert [looked.status_code, removed.status_code] == [404, 404]
    assert len(office.rows(Passkey)) == 1


@pytest.mark.postgres("statements")
def test_password_of_who_has_a_key_alone_is_enough_until_the_office_asks_more(
    client: Any, office: World, device: Device
) -> None:
    before = sign_in(client)
    client.cookies.clear()
    office.change(type(office.office), 1, second_factor="everybody")
    asked = sign_in(client)
    page = client.get(asked.headers["location"])

    assert before.headers["location"] == "/office/documents"
    assert asked.headers["location"].startswith("/login/code")
    assert "Masuk dengan kunci sandi" in page.text
    assert client.post("/login/passkey", data=signed(client, device)).status_code == 303


@pytest.mark.parametrize(
    ("address", "said"),
    [("http://192.168.1.20:8000", "berupa angka"), ("http://antrean.lan", "tidak memakai https")],
)
def test_address_that_is_no_secure_context_says_why_there_are_none(client: Any, address: str, said: str) -> None:
    client.app.state.settings.base_url = address
    client.base_url = address
    sign_in(client)

    page = client.get(HOME)
    asked = client.post("/login/passkey/challenge")

    assert said in text_of(page)
    assert "data-passkey" not in page.text + client.get("/login").text
    assert (asked.status_code, asked.json()["code"]) == (409, "passkey_elsewhere")


def test_own_machine_has_them_without_https(client: Any) -> None:
    client.app.state.settings.base_url = "http://localhost:8000"

    assert client.post("/login/passkey/challenge").json()["rpId"] == "localhost"


@pytest.mark.postgres("statements")
def test_ten_keys_are_the_most(client: Any, office: World) -> None:
    sign_in(client)
    for number in range(10):
        added(client, Device(ORIGIN), f"Kunci {number}")

    answer = added(client, Device(ORIGIN))

    assert answer.status_code == 409
    assert "Paling banyak 10" in text_of(client.get(HOME))
    assert len(office.rows(Passkey)) == 10
