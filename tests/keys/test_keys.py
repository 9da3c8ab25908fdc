"""One secret, a subkey per purpose; several secrets, newest first."""

import stat
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag

from scheduler import keys
from scheduler.domain.text import codes
from scheduler.keys import Keyring, SealBroken
from scheduler.runtime.config import Settings

OLD, NEW, FOREIGN = Keyring(["old"]), Keyring(["new", "old"]), Keyring(["foreign"])


def test_old_seal_opens_after_rotation_and_new_one_only_with_the_new():
    old, new = OLD.seal("Siti", "document.holder"), NEW.seal("Siti", "document.holder")

    assert NEW.open(old, "document.holder") == "Siti"
    assert NEW.open(new, "document.holder") == "Siti"
    with pytest.raises(SealBroken):
        OLD.open(new, "document.holder")


def test_seal_opens_only_in_its_place_and_unchanged():
    sealed = OLD.seal("Siti", "document.holder")

    with pytest.raises(InvalidTag):
        OLD.open(sealed, "document.applicant")
    with pytest.raises(InvalidTag):
        OLD.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), "document.holder")


def test_look_ups_find_what_any_secret_hashed():
    before = OLD.look_up("nik", "2172011203850001")

    assert before in NEW.look_ups("nik", "2172011203850001")
    assert NEW.look_ups("nik", "2172011203850001")[0] == NEW.look_up("nik", "2172011203850001")
    assert before not in FOREIGN.look_ups("nik", "2172011203850001")


def test_look_up_differs_by_kind():
    assert OLD.look_up("nik", "2172011203850001") != OLD.look_up("kk", "2172011203850001")


def test_subkeys_of_purposes_differ():
    assert len({OLD.codes[0], OLD.look_up_keys[0], OLD.look_up("", "")}) == 3


def test_code_of_an_old_secret_is_recovered_and_a_foreign_one_is_not():
    salt = codes.new_salt()
    code = codes.derive(OLD.codes[0], "pass", salt)

    assert codes.recover(NEW.codes, "pass", salt, codes.hash_of(code)) == code
    assert codes.recover(FOREIGN.codes, "pass", salt, codes.hash_of(code)) is None


def test_keyring_without_a_secret_is_refused():
    for nothing in ([], [""]):
        with pytest.raises(ValueError, match="at least one secret"):
            Keyring(nothing)


def test_secret_is_made_once_beside_the_database_for_its_owner_alone(tmp_path: Path):
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'giliran.db'}", secret_key="")

    first, again = keys.load(settings), keys.load(settings)

    kept = tmp_path / "giliran.db.key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert len(kept.read_text().strip()) >= 43
    assert again.open(first.seal("Siti", "a.b"), "a.b") == "Siti"


def test_given_secrets_are_used_in_their_order_and_none_is_kept(tmp_path: Path):
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'giliran.db'}", secret_key=" new , old,")

    ring = keys.load(settings)

    assert list(tmp_path.iterdir()) == []
    assert ring.open(NEW.seal("Siti", "a.b"), "a.b") == "Siti"
    assert ring.open(OLD.seal("Siti", "a.b"), "a.b") == "Siti"
    assert ring.codes == NEW.codes


def test_ring_is_missing_until_a_database_is_opened(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(keys, "_ring", None)

    with pytest.raises(RuntimeError, match="open a database first"):
        keys.ring()


@pytest.mark.parametrize(
    ("secret", "is_weak"),
    [
        ("rahasia", True),
        ("x" * 31, True),
        ("abcdefghi" * 8, True),
        ("abcdefghij" * 3 + "k", True),
        ("abcdefghij" * 3 + "kl", False),
        ("q83vEjRWeJq83vEjRWeJq83vEjRWeJq83vEjRWeJq80=", False),
        ("9f2c71d04be8a35607c1f29e84bd6350", False),
    ],
)
def test_secret_that_could_be_found_by_trying_is_weak(secret: str, is_weak: bool):
    assert Keyring(["a good secret that is long enough", secret]).weak == ((1,) if is_weak else ())
