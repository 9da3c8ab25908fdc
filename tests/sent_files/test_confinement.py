"""A fault in a library that reads pictures reaches nothing: no key, no database, no net, no other program."""

import json
import os
import socket
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from scheduler.pictures import apart
from scheduler.pictures.child import confinement
from tests.scenes.papers import file_of, paper

EVIL = """
import ctypes, io, json, os, socket, subprocess

def tried(work):
    try:
        return f"done: {work()!r}"
    except BaseException as fault:
        return type(fault).__name__

def told_to_the_kernel(name, *facts):
    system = ctypes.CDLL(None, use_errno=True)
    if getattr(system, name)(*facts) < 0:
        raise OSError(ctypes.get_errno(), "refused")

def taken_over(file, formats=None):
    wants = json.loads(file.read().partition(b"|")[2])
    parent = wants["parent"]
    attempts = {
        "read the key": lambda: io.open(wants["key"]).read(),
        "write the database": lambda: io.open(wants["database"], "r+b").write(b"x"),
        "call by TCP": lambda: socket.socket().connect(("127.0.0.1", wants["port"])),
        "read what its parent was told": lambda: io.open(f"/proc/{parent}/environ").read(),
        "become a program": lambda: os.execv("/bin/true", ["true"]),
        "start a program": lambda: subprocess.run(["/bin/sh", "-c", "exit"]),
        "make a file": lambda: io.open(wants["folder"] + "/new", "w").write("x"),
        "list a folder": lambda: os.listdir(wants["folder"]),
        "look at a file": lambda: os.stat(wants["key"]).st_size,
        "delete a file": lambda: os.unlink(wants["key"]),
        "call by UDP": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM),
        "call on the machine": lambda: socket.socket(socket.AF_UNIX),
        "read the memory of its parent": lambda: io.open(f"/proc/{parent}/mem", "rb").read(),
        "trace its parent": lambda: told_to_the_kernel("ptrace", 16, parent, 0, 0),
        "end its parent": lambda: os.kill(parent, 0),
        "split": lambda: os.fork() or os._exit(0),
        "ask the kernel by a ring": lambda: told_to_the_kernel("syscall", 425, 1, 0),
        "let others look into it": lambda: told_to_the_kernel("prctl", 4, 1, 0, 0, 0),
    }
    said = {name: tried(attempts[name]) for name in wants["attempts"] or attempts}
    print(json.dumps({"tried": said, "told": sorted(os.environ), "open": still_open()}), flush=True)
    os._exit(0)

def still_open():
    found = []
    for number in range(64):
        try:
            os.lseek(number, 0, os.SEEK_CUR)
        except OSError as fault:
            if fault.errno == 9:
                continue
        found.append(number)
    return found

class Image:
    Image, open, preinit = object, staticmethod(taken_over), staticmethod(lambda: None)

def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    return Image
"""
"""A Pillow that a file has taken over: it does what the file tells it."""
WORST = ["read the key", "write the database", "call by TCP", "read what its parent was told", "become a program"]
MAY_BE_TOLD = {"LC_CTYPE", "LD_LIBRARY_PATH", "SYSTEMROOT"}
"""What Python sets for itself, and what a system may need to start it."""
WITHOUT = """
import os, sys
sys.path.extend(sys.argv[1].split(os.pathsep))
from scheduler.pictures.child import __main__ as child, confinement
for each in {without!r}:
    setattr(confinement, each, lambda *_: False)
child.main(*sys.argv[2:])
"""
LANDLOCK, SECCOMP = "_leave_folders", "_filter_calls"

Attack = Callable[..., dict[str, Any]]


@pytest.fixture
def attack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Attack:
    """What comes of attempts, of all or of those that are named, in the process that reads pictures."""
    libraries, home = tmp_path / "libraries", tmp_path / "home"
    (libraries / "PIL").mkdir(parents=True)
    (libraries / "PIL" / "__init__.py").write_text(EVIL)
    home.mkdir()
    key, database = home / "giliran.db.key", home / "giliran.db"
    key.write_text("a secret")
    database.write_bytes(b"SQLite format 3\0")
    folders = os.pathsep.join([str(libraries), apart.folders()])
    monkeypatch.setattr(apart, "folders", lambda: folders)
    monkeypatch.setenv("GILIRAN_SECRET_KEY", "a secret")

    def come_of(*attempts: str) -> dict[str, Any]:
        with socket.create_server(("127.0.0.1", 0)) as net, (tmp_path / "sent").open("w+b") as sent:
            wants = {
                "key": str(key),
                "database": str(database),
                "folder": str(home),
                "port": net.getsockname()[1],
                "parent": os.getpid(),
                "attempts": attempts,
            }
            sent.write(b"\xff\xd8\xff|" + json.dumps(wants).encode())
            return apart.said_of(sent, "picture", "JPEG").facts

    return come_of


def without(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """As on a system that does not have these."""
    script = WITHOUT.format(without=names)
    monkeypatch.setattr(apart, "START", (sys.executable, "-I", "-S", "-B", "-c", script))


def test_library_that_was_taken_over_can_do_nothing(attack: Attack) -> None:
    come = attack()

    assert {name: said for name, said in come["tried"].items() if said.startswith("done")} == {}
    assert len(come["tried"]) == 18
    assert set(come["told"]) <= MAY_BE_TOLD
    assert come["open"] == [0, 1, 2]


@pytest.mark.parametrize(
    ("lacking", "attempts"),
    [([LANDLOCK], WORST), ([SECCOMP], WORST), ([LANDLOCK, SECCOMP], WORST[:4])],
    ids=["no landlock", "no seccomp", "limits alone"],
)
def test_each_of_what_shuts_it_in_holds_by_itself(
    attack: Attack, monkeypatch: pytest.MonkeyPatch, lacking: list[str], attempts: list[str]
) -> None:
    without(monkeypatch, *lacking)

    come = attack(*attempts)["tried"]

    assert sorted(come) == sorted(attempts)
    assert [said for said in come.values() if said.startswith("done")] == []


def test_what_a_system_lacks_is_told_once_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, LANDLOCK, SECCOMP)

    with capture_logs() as logs:
        apart.tell_what_lacks()

    (told,) = logs
    assert (told["log_level"], told["lacks"]) == ("warning", ["landlock", "seccomp"])


def test_system_that_has_everything_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "START", (sys.executable, "-I", "-S", "-c", "print('{\"lacking\": []}')"))

    with capture_logs() as logs:
        apart.tell_what_lacks()

    assert logs == []


@pytest.mark.parametrize("said", ["", "{}", '{"lacking": "none"}'])
def test_process_that_cannot_do_its_work_is_told_at_start(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setattr(apart, "START", (sys.executable, "-I", "-S", "-c", f"print({said!r})"))

    with capture_logs() as logs:
        apart.tell_what_lacks()

    assert [each["event"] for each in logs] == ["pictures_cannot_be_read"]


# --- the filter, as the kernel reads it

ALLOWED, REFUSED, KILLED = 0x7FFF0000, 0x00050001, 0x80000000
NEVER = {
    "x86_64": {
        "open": 2,
        "socket": 41,
        "connect": 42,
        "sendto": 44,
        "clone": 56,
        "fork": 57,
        "vfork": 58,
        "execve": 59,
        "kill": 62,
        "ptrace": 101,
        "prctl": 157,
        "openat": 257,
        "prlimit64": 302,
        "process_vm_readv": 310,
        "execveat": 322,
        "io_uring_setup": 425,
        "clone3": 435,
        "openat2": 437,
        "pidfd_getfd": 438,
    },
    "aarch64": {
        "openat": 56,
        "ptrace": 117,
        "kill": 129,
        "prctl": 167,
        "socket": 198,
        "connect": 203,
        "sendto": 206,
        "clone": 220,
        "execve": 221,
        "prlimit64": 261,
        "process_vm_readv": 270,
        "execveat": 281,
        "io_uring_setup": 425,
        "clone3": 435,
        "openat2": 437,
        "pidfd_getfd": 438,
    },
}


def judged(program: bytes, architecture: int, number: int) -> int:
    """What the kernel would answer to a call."""
    lines, call = list(struct.iter_unpack("=HBBI", program)), {0: number, 4: architecture}
    at, held = 0, 0
    while True:
        code, if_so, if_not, fact = lines[at]
        at += 1
        if code == 0x20:
            held = call[fact]
        elif code == 0x15:
            at += if_so if held == fact else if_not
        else:
            return fact


@pytest.mark.parametrize("machine", confinement.ARCHITECTURES)
def test_filter_lets_through_what_a_picture_needs_and_nothing_else(machine: str) -> None:
    here, allowed = confinement.ARCHITECTURES[machine], confinement.CALLS[machine]
    program = confinement.filter_of(here, allowed.values())

    answers = {number: judged(program, here, number) for number in range(600)}

    assert {number for number, answer in answers.items() if answer == ALLOWED} == set(allowed.values())
    assert {answer for answer in answers.values() if answer != ALLOWED} == {REFUSED}
    assert {name for name, number in NEVER[machine].items() if answers[number] == ALLOWED} == set()
    assert judged(program, here, allowed["read"] | 0x40000000) == REFUSED  # the other way of calling on x86
    assert judged(program, 0x40000003, allowed["read"]) == KILLED


def test_process_under_another_machine_has_no_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confinement, "ARCHITECTURES", {})

    assert confinement._filter_calls(None) is False


def test_picture_is_drawn_while_shut_in(tmp_path: Path) -> None:
    sent = tmp_path / "sent"
    sent.write_bytes(file_of(paper(size=(600, 600))))

    with sent.open("rb") as file:
        said = apart.said_of(file, "picture", "JPEG")

    assert said.facts["pages"][0]["width"] == 600
