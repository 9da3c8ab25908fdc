"""What a passphrase seals, nothing but that passphrase opens, and nobody changes, cuts or turns round unseen."""

import io
import json
from pathlib import Path

import pyrage
import pytest

from scheduler.backup import sealing
from scheduler.backup.faults import BackupBroken, BackupFailed, PassphraseWrong
from scheduler.backup.sealing import decrypt, encrypt, identity_of, is_age, is_sealed, seal, unseal

WORDS = "kuda hijau makan roti"
FRAME = 64
TAG = 16


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames of 64 bytes, and a passphrase that costs nothing."""
    monkeypatch.setattr(sealing, "BLOCK", FRAME)
    monkeypatch.setattr(sealing, "COST", 2)


def sealed(content: bytes) -> bytes:
    target = io.BytesIO()
    seal(io.BytesIO(content), target, WORDS)
    return target.getvalue()


def opened(content: bytes, words: str = WORDS) -> bytes:
    return b"".join(unseal(io.BytesIO(content), words))


def head_of(content: bytes) -> int:
    """Where the first frame begins."""
    return content.index(b"}\n") + 2


@pytest.mark.parametrize("size", [0, 1, FRAME - 1, FRAME, FRAME + 1, 5 * FRAME])
def test_all_of_it_comes_back(size: int) -> None:
    content = bytes(range(256)) * 2

    assert opened(sealed(content[:size])) == content[:size]


def test_blanks_around_a_passphrase_are_none_of_it() -> None:
    assert opened(sealed(b"secret"), f" {WORDS}\n") == b"secret"


def test_another_passphrase_opens_nothing() -> None:
    with pytest.raises(PassphraseWrong):
        opened(sealed(b"secret"), "kuda hijau makan nasi")


def test_the_same_twice_looks_like_nothing_alike() -> None:
    first, second = sealed(b"secret" * 50), sealed(b"secret" * 50)

    assert first[head_of(first) :] != second[head_of(second) :]
    assert b"secret" not in first


@pytest.mark.parametrize("frame", range(4))
def test_frame_that_was_changed_is_found(frame: int) -> None:
    content = bytearray(sealed(b"x" * FRAME * 4))
    content[head_of(bytes(content)) + frame * (FRAME + TAG)] ^= 1

    with pytest.raises(BackupBroken if frame else PassphraseWrong):
        opened(bytes(content))


def test_frames_that_change_places_are_found() -> None:
    content = sealed(b"a" * FRAME + b"b" * FRAME + b"c" * FRAME)
    at, size = head_of(content), FRAME + TAG
    turned = content[: at + size] + content[at + 2 * size :] + content[at + size : at + 2 * size]

    with pytest.raises(BackupBroken):
        opened(turned)


@pytest.mark.parametrize("frames", [1, 2, 3])
def test_one_that_ends_behind_a_whole_frame_is_cut_off(frames: int) -> None:
    content = sealed(b"x" * FRAME * 4)

    with pytest.raises((BackupBroken, PassphraseWrong)):
        opened(content[: head_of(content) + frames * (FRAME + TAG)])


def test_head_that_was_changed_is_found() -> None:
    content = sealed(b"secret")

    with pytest.raises(PassphraseWrong):
        opened(content.replace(b'"p": 1', b'"p": 2'))
    for other in (b"", b"PK\3\4", content.replace(b'"r": 8', b'"r": 9'), content.replace(b'"n": 2', b'"n": 99999999')):
        with pytest.raises(BackupBroken):
            opened(other)


@pytest.mark.parametrize("told", ['"n": 3', '"n": -2', '"n": 2.0', '"n": true', '"n": null', '"p": 0', '"salt": 7'])
def test_numbers_that_there_is_no_key_for_are_refused(told: str) -> None:
    content = sealed(b"all of it")
    head = json.loads(content.split(b"\n")[1]) | json.loads(f"{{{told}}}")

    with pytest.raises(BackupBroken, match="not sealed in a way"):
        opened(sealing.MAGIC + json.dumps(head).encode() + b"\n" + content[head_of(content) :])


def test_file_is_known_by_how_it_begins(tmp_path: Path) -> None:
    (tmp_path / "sealed").write_bytes(sealed(b"secret"))
    (tmp_path / "other").write_bytes(b"giliran")

    assert is_sealed(tmp_path / "sealed")
    assert not is_sealed(tmp_path / "other")
    assert not is_age(tmp_path / "sealed")


def test_age_encrypts_to_its_recipient_and_to_who_looks_through_it(tmp_path: Path) -> None:
    theirs = pyrage.x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(f"# created: 2026\n{theirs}\n")
    content = b"secret" * 20_000

    with (tmp_path / "file").open("w+b") as file:
        ours = encrypt(io.BytesIO(content), file, str(theirs.to_public()))
    assert is_age(tmp_path / "file")
    for identity in (ours, identity_of(tmp_path / "key.txt")):
        plain = io.BytesIO()
        decrypt(io.BytesIO((tmp_path / "file").read_bytes()), plain, identity)
        assert plain.getvalue() == content
    with pytest.raises(BackupBroken, match="cannot be decrypted"):
        decrypt(io.BytesIO((tmp_path / "file").read_bytes()), io.BytesIO(), pyrage.x25519.Identity.generate())


def test_without_age_it_is_said_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "_age", lambda: None)

    with pytest.raises(BackupFailed, match=r"pip install 'giliran\[age\]'"):
        encrypt(io.BytesIO(), io.BytesIO(), "age1x")
    with pytest.raises(BackupBroken, match=r"pip install 'giliran\[age\]'"):
        identity_of(tmp_path)


def test_what_is_no_recipient_and_no_identity_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key.txt").write_text("AGE-SECRET-KEY-NONE")

    with pytest.raises(BackupFailed, match="no recipient of age"):
        encrypt(io.BytesIO(), io.BytesIO(), "age1" + "q" * 58)
    for place in (tmp_path / "key.txt", tmp_path / "nowhere"):
        with pytest.raises(BackupBroken, match="no identity of age"):
            identity_of(place)
