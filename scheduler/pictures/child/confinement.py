"""Shuts the process in for good: it may compute, read what it was given and write what it made, and nothing else.

Linux lets any process give up what it needs no more, without being root: the filter of its calls (seccomp) lets through
what memory and open files need, so there are no sockets, no other programs, no other processes; Landlock takes the
folders, the net and the signals away once more, should the filter miss a way. Limits of the system hold beside them and
where there is neither.
"""

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from typing import Any

LIMITS, LANDLOCK, SECCOMP = "limits", "landlock", "seccomp"
"""By what a process is shut in."""

SET_DUMPABLE, SET_SECCOMP, SET_NO_NEW_PRIVILEGES = 4, 22, 38
FILTER = 2

# Landlock has the same numbers on all machines.
CREATE_RULESET, RESTRICT_SELF, ASK_VERSION = 444, 446, 1
FOLDERS_FIRST, FOLDERS_SINCE = (1 << 13) - 1, {2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
"""What may be done with files and folders: in the first version, and what later ones can take away too."""
NET, NET_SINCE, SCOPES, SCOPES_SINCE = 0b11, 4, 0b11, 6
"""TCP in both directions; sockets without a place and signals, beyond this process."""

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""What the kernel calls a machine."""
CALLS: dict[str, dict[str, int]] = {
    "x86_64": {
        "read": 0,
        "write": 1,
        "close": 3,
        "fstat": 5,
        "lseek": 8,
        "mmap": 9,
        "mprotect": 10,
        "munmap": 11,
        "brk": 12,
        "rt_sigaction": 13,
        "rt_sigprocmask": 14,
        "rt_sigreturn": 15,
        "pread64": 17,
        "readv": 19,
        "writev": 20,
        "sched_yield": 24,
        "mremap": 25,
        "madvise": 28,
        "getpid": 39,
        "exit": 60,
        "gettimeofday": 96,
        "sigaltstack": 131,
        "gettid": 186,
        "futex": 202,
        "restart_syscall": 219,
        "clock_gettime": 228,
        "exit_group": 231,
        "getrandom": 318,
    },
    "aarch64": {
        "read": 63,
        "write": 64,
        "close": 57,
        "fstat": 80,
        "lseek": 62,
        "mmap": 222,
        "mprotect": 226,
        "munmap": 215,
        "brk": 214,
        "rt_sigaction": 134,
        "rt_sigprocmask": 135,
        "rt_sigreturn": 139,
        "pread64": 67,
        "readv": 65,
        "writev": 66,
        "sched_yield": 124,
        "mremap": 216,
        "madvise": 233,
        "getpid": 172,
        "exit": 93,
        "gettimeofday": 169,
        "sigaltstack": 132,
        "gettid": 178,
        "futex": 98,
        "restart_syscall": 128,
        "clock_gettime": 113,
        "exit_group": 94,
        "getrandom": 278,
    },
}
"""All calls that a picture needs, by their numbers on each machine. What is not here is answered with EPERM."""

LOAD, EQUALS, RETURN = 0x20, 0x15, 0x06
KILL, REFUSE, ALLOW = 0x80000000, 0x00050001, 0x7FFF0000
NUMBER_AT, ARCHITECTURE_AT = 0, 4


def limit(*, memory: int, seconds: int) -> bool:
    """No more memory (bytes) and processor time than this, no file written; False where the system has no limits."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return False
    for what, most in (
        (resource.RLIMIT_AS, (memory, memory)),
        (resource.RLIMIT_CPU, (seconds, seconds + 1)),
        (resource.RLIMIT_FSIZE, (0, 0)),
        (resource.RLIMIT_CORE, (0, 0)),
    ):
        resource.setrlimit(what, most)
    return True


def confine() -> list[str]:
    """Give up everything but memory and what is open; returns what this system could not take away (LIMITS and so on).

    What is to be loaded must be loaded before.
    """
    lacking = []
    system = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    is_bound = system is not None and _prctl(system, SET_NO_NEW_PRIVILEGES, 1)
    if not (is_bound and _prctl(system, SET_DUMPABLE, 0) and _leave_folders(system)):
        lacking.append(LANDLOCK)
    if not _open_nothing():
        lacking.append(LIMITS)
    if not (is_bound and _filter_calls(system)):
        lacking.append(SECCOMP)
    return lacking


def _open_nothing() -> bool:
    """No file, no socket, no process more: what is open stays so. False where the system has no limits."""
    try:
        import resource  # noqa: PLC0415
    except ImportError:
        return False
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    return True


def _leave_folders(system: Any) -> bool:
    """Landlock without any rule: no file, no folder, no port, no other process."""
    version = system.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(ASK_VERSION))
    if version < 1:
        return False
    folders = FOLDERS_FIRST | sum(bits for since, bits in FOLDERS_SINCE.items() if version >= since)
    handled = struct.pack("=Q", folders)
    handled += struct.pack("=Q", NET) if version >= NET_SINCE else b""
    handled += struct.pack("=Q", SCOPES) if version >= SCOPES_SINCE else b""
    ruleset = system.syscall(CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), ctypes.c_uint32(0))
    if ruleset < 0:
        return False
    is_left = system.syscall(RESTRICT_SELF, ruleset, ctypes.c_uint32(0)) == 0
    os.close(ruleset)
    return bool(is_left)


def _filter_calls(system: Any) -> bool:
    """Seccomp: whatever is not among CALLS is refused, on this machine's own way of calling alone."""
    machine = os.uname().machine
    if machine not in ARCHITECTURES or struct.calcsize("P") != 8:  # a program of 32 bits calls by other numbers
        return False
    program = filter_of(ARCHITECTURES[machine], CALLS[machine].values())
    kept = ctypes.create_string_buffer(program, len(program))
    pointed = struct.pack("@HP", len(program) // 8, ctypes.addressof(kept))
    return _prctl(system, SET_SECCOMP, FILTER, ctypes.create_string_buffer(pointed, len(pointed)))


def filter_of(architecture: int, allowed: Iterable[int]) -> bytes:
    """The program by which the kernel judges each call, as it reads it (8 bytes a line)."""
    numbers = sorted(allowed)
    lines = [(LOAD, 0, 0, ARCHITECTURE_AT), (EQUALS, 1, 0, architecture), (RETURN, 0, 0, KILL), (LOAD, 0, 0, NUMBER_AT)]
    lines += [(EQUALS, len(numbers) - place, 0, number) for place, number in enumerate(numbers)]
    lines += [(RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def _prctl(system: Any, option: int, value: int, pointed: Any = None) -> bool:
    return bool(system.prctl(option, ctypes.c_ulong(value), pointed, ctypes.c_ulong(0), ctypes.c_ulong(0)) == 0)
