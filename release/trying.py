"""The wheel as an office gets it: installed with the locked requirements, without node, and started."""

import os
import re
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

LOCKED = ("--require-hashes", "--only-binary", ":all:", "--no-binary", "docopt,http-ece")
LISTENS = re.compile(r"http://127\.0\.0\.1:(\d+)")
PATIENCE = 120


class Failed(Exception):
    """What was built does not do what it must."""


def try_wheel(wheel: Path, requirements: Path, version: str) -> list[str]:
    """Install a wheel anew and use it; returns what was seen. Raises Failed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        program = _installed(folder / "venv", wheel, requirements)
        environment = _environment(folder)
        said = _run(program, "--version", environment=environment, folder=folder).strip()
        if not said.startswith(f"giliran {version},"):
            raise Failed(f"It says that it is {said!r}, not {version}.")
        _run(program, "demo", environment=environment, folder=folder)
        seen = _page(program, environment, folder)
        recipe = _run(program, "service", "proxy", "caddy", environment=environment, folder=folder)
        if "reverse_proxy" not in recipe:
            raise Failed("It has no recipes.")
        return [said, seen]


def _installed(venv: Path, wheel: Path, requirements: Path) -> Path:
    subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    pip = [str(venv / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    subprocess.run([*pip, *LOCKED, "-r", requirements], check=True)
    subprocess.run([*pip, "--no-deps", wheel], check=True)
    return venv / "bin" / "giliran"


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of this machine: no node on the PATH, no settings, no source."""
    (folder / "bin").mkdir()
    return {
        "PATH": str(folder / "bin"),
        "LANG": "C.UTF-8",
        "GILIRAN_DATABASE_URL": f"sqlite:///{folder}/giliran.db",
    } | {name: os.environ[name] for name in ("TMPDIR", "SYSTEMROOT") if name in os.environ}


def _run(program: Path, *words: str, environment: dict[str, str], folder: Path) -> str:
    done = subprocess.run(
        [program, *words], env=environment, cwd=folder, capture_output=True, text=True, timeout=600, check=False
    )
    if done.returncode != 0:
        raise Failed(f"giliran {' '.join(words)} ended with {done.returncode}: {done.stderr[-500:]}")
    return done.stdout


def _page(program: Path, environment: dict[str, str], folder: Path) -> str:
    """Serve, and look at the office's public page and a file of the browser's."""
    with subprocess.Popen(
        [program, "serve", "--port", "0"], env=environment, cwd=folder, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stderr is not None
            found = next((match for line in server.stderr if (match := LISTENS.search(line))), None)
            if found is None:
                raise Failed("giliran serve ended before it listened.")
            answers = [_answer(f"http://127.0.0.1:{found[1]}{path}") for path in ("/o/tanjungpinang", "/readyz")]
        finally:
            server.terminate()
    return f"pages: {answers}"


def _answer(address: str) -> int:
    with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
        return int(answer.status)
