"""The service as it is installed, and what keeps a release from going out."""

from tests.mutants.fault import Fault

SERVICE, PLAN, MACHINE = (f"scheduler/commands/service/{name}.py" for name in ("service", "plan", "machine"))
CONTENTS, NOTES = "release/contents.py", "release/notes.py"
OF_SERVICE, OF_RELEASE = ("tests/commands/test_service.py",), ("tests/test_release.py",)

FAULTS = [
    Fault(
        "settings of an installation are kept",
        SERVICE,
        "machine.write(settings, keep=True)",
        "machine.write(settings)",
        tests=OF_SERVICE,
    ),
    Fault(
        "what was said at the first installation holds at the next",
        SERVICE,
        "plan = (before or Plan(program=_running())).changed(",
        "plan = Plan(program=_running()).changed(",
        tests=OF_SERVICE,
    ),
    Fault(
        "a process that is wanted no more is stopped",
        SERVICE,
        "    if gone:\n",
        "    if gone and start is None:\n",
        tests=OF_SERVICE,
    ),
    Fault(
        "screens have processes of their own on PostgreSQL alone",
        SERVICE,
        "    if plan.displays and not on_a_server:\n",
        "    if plan.displays and on_a_server:\n",
        tests=OF_SERVICE,
    ),
    Fault(
        "a folder that the units hide is refused",
        PLAN,
        "    if any(PurePosixPath(path).is_relative_to(hidden) for hidden in HIDDEN):\n",
        "    if any(PurePosixPath(path) == hidden for hidden in HIDDEN):\n",
        tests=OF_SERVICE,
    ),
    Fault(
        "folders that the settings name are let in",
        PLAN,
        "if not PurePosixPath(each).is_relative_to(folder))",
        "if PurePosixPath(each).is_relative_to(folder))",
        tests=OF_SERVICE,
    ),
    Fault(
        "a unit of another hand is laid aside",
        MACHINE,
        "        if there is not None and not is_ours(there):\n",
        "        if there is None and not is_ours(there or ''):\n",
        tests=OF_SERVICE,
    ),
    Fault(
        "units of another hand are not removed",
        MACHINE,
        "        if said is None or not is_ours(said):\n",
        "        if said is None:\n",
        tests=OF_SERVICE,
    ),
    Fault(
        "one process serves a file on Windows",
        "scheduler/runtime/alone.py",
        "        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)\n",
        "        pass\n",
        tests=("tests/runtime/test_on_windows.py",),
    ),
    Fault(
        "a release holds nobody's secrets",
        CONTENTS,
        " or name.endswith(SECRETS)",
        "",
        tests=OF_RELEASE,
    ),
    Fault(
        "a release has a date",
        NOTES,
        "if version != UNRELEASED and match[2] is None:",
        "if version != UNRELEASED and match[1] is None:",
        tests=OF_RELEASE,
    ),
]
