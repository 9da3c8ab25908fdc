"""What strangers send: read where nothing else can be reached, drawn in turn, and believed in nothing."""

from tests.mutants.fault import Fault

APART, CHILD, CONFINEMENT = (
    "scheduler/pictures/apart.py", "scheduler/pictures/child/__main__.py", "scheduler/pictures/child/confinement.py",
)  # fmt: skip
SHUT_IN = ("tests/sent_files/test_confinement.py",)

FAULTS = [
    Fault(
        "reading files: shut in before a byte is read",
        CHILD,
        "    lacking = confinement.confine()\n",
        '    lacking = ["landlock", "limits", "seccomp"]\n',
        tests=SHUT_IN,
    ),
    Fault(
        "reading files: no sockets, no programs, no other processes",
        CONFINEMENT,
        "    if not (is_bound and _filter_calls(system)):\n",
        "    if not is_bound:\n",
        tests=SHUT_IN,
    ),
    Fault(
        "reading files: no folders, also where calls cannot be filtered",
        CONFINEMENT,
        "    is_left = system.syscall(RESTRICT_SELF, ruleset, ctypes.c_uint32(0)) == 0\n",
        "    is_left = ruleset >= 0\n",
        tests=SHUT_IN,
    ),
    Fault(
        "reading files: nothing is opened, also where there are limits alone",
        CONFINEMENT,
        "    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))\n",
        "",
        tests=SHUT_IN,
    ),
    Fault(
        "reading files: calls of another machine's numbers end it",
        CONFINEMENT,
        "(RETURN, 0, 0, KILL), (LOAD",
        "(RETURN, 0, 0, ALLOW), (LOAD",
    ),
    Fault(
        "reading files: no environment",
        APART,
        "    environment = {name: os.environ[name] for name in LOADER if name in os.environ}\n",
        "    environment = dict(os.environ)\n",
    ),
    Fault(
        "reading files: read from its beginning, whatever was looked at before",
        APART,
        "    os.lseek(descriptor, 0, os.SEEK_SET)",
        "    os.lseek(descriptor, 0, os.SEEK_CUR)",
    ),
    Fault(
        "reading files: what the system lacks is told",
        APART,
        "    if lacks:\n",
        "    if not lacks:\n",
    ),
    Fault(
        "reading files: what takes too long is said to",
        "scheduler/pictures/redrawing.py",
        "        raise FileTooSlow from None\n",
        "        raise FileUnreadable from None\n",
    ),
    Fault(
        "drawn anew: what is no JPEG is not kept, whoever says so",
        "scheduler/pictures/redrawing.py",
        " or not content.startswith(JPEG):\n",
        ":\n",
    ),
    Fault(
        "drawn anew: sizes that cannot be are not believed",
        "scheduler/pictures/redrawing.py",
        "    if not sizes or hint",
        "    if hint",
    ),
    Fault(
        "pictures for screens: what is none is not kept, whoever says so",
        "scheduler/web/office/media_kinds.py",
        "    if not (media_type in DRAWN_AS and said.content.startswith(DRAWN_AS[media_type])):\n",
        "    if media_type not in DRAWN_AS:\n",
    ),
]
