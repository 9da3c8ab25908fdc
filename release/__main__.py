"""`python -m release`: builds a release into dist/, or says what keeps it from being one.

--draft: of what stands under "Unreleased", from a tree that is not committed; to see what would come of it.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from packaging.metadata import Metadata
from packaging.version import Version

from release.contents import faults, names_in
from release.notes import UNRELEASED, NoNotes, notes
from release.trying import Failed, try_wheel
from scheduler import __version__
from scheduler.db.engine.migrations import HEAD
from tests.db.earlier import VERSIONS

ROOT = Path(__file__).parent.parent
DIST = ROOT / "dist"
BUILDER = ROOT / "build" / "release"
KEEP = ("tests.db.earlier", "A database of this version has to be kept: commit tests/db/earlier/ and run again.")


def main() -> None:
    """Build, look through, try; then write notes, sums and requirements beside."""
    draft = _asked()
    section = UNRELEASED if draft else __version__
    page = notes((ROOT / "CHANGELOG.md").read_text("utf-8"), __version__, section=section, tables=HEAD)
    _check_tree(draft=draft)
    wheel, sdist = _built()
    wrong = [*faults("wheel", names_in(wheel)), *faults("sdist", names_in(sdist)), *_metadata(wheel)]
    if wrong:
        raise Failed("\n".join(wrong))
    requirements = DIST / f"giliran-{__version__}-requirements.txt"
    shutil.copyfile(ROOT / "requirements" / "run.txt", requirements)
    for line in try_wheel(wheel, requirements, __version__):
        _say(line)
    (DIST / "notes.md").write_text(page, "utf-8")
    files = (wheel, sdist, requirements, DIST / "notes.md")
    (DIST / "SHA256SUMS").write_text("".join(f"{_sum(file)}  {file.name}\n" for file in files), "utf-8")
    _say(f"dist/ has {__version__}: {', '.join(file.name for file in files)}, SHA256SUMS")


def _asked() -> bool:
    parser = argparse.ArgumentParser(prog="python -m release", description=__doc__)
    parser.add_argument("--draft", action="store_true", help="of what is unreleased and not committed")
    return bool(parser.parse_args().draft)


def _check_tree(*, draft: bool) -> None:
    """Raises Failed for a version that was released, that is none, or for what is not committed; keeps a database."""
    if str(Version(__version__)) != __version__:
        raise Failed(f"{__version__} in scheduler/__init__.py is no version: {Version(__version__)} would be.")
    if draft:
        return
    if _git("tag", "--list", f"v{__version__}"):
        raise Failed(f"v{__version__} was released. Raise __version__ in scheduler/__init__.py.")
    if HEAD not in VERSIONS:
        subprocess.run([sys.executable, "-m", KEEP[0]], cwd=ROOT, check=True)
        raise Failed(KEEP[1])
    if _git("status", "--porcelain"):
        raise Failed("Not everything is committed: a release is what a commit says.")


def _built() -> tuple[Path, Path]:
    """The wheel and the sdist, built twice by locked tools. Raises Failed where the two are not the same."""
    subprocess.run([sys.executable, "-m", "venv", "--clear", BUILDER], check=True)
    pip = [str(BUILDER / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    locked = ("--require-hashes", "--only-binary", ":all:", "-r", "requirements/build.txt")
    subprocess.run([*pip, *locked], cwd=ROOT, check=True)
    sums = []
    for _ in range(2):
        shutil.rmtree(DIST, ignore_errors=True)
        when = _git("log", "-1", "--format=%ct")
        path = os.pathsep.join([str(BUILDER / "bin"), os.environ["PATH"]])
        subprocess.run(
            [BUILDER / "bin" / "python", "-m", "build", "--no-isolation", "--outdir", DIST],
            cwd=ROOT,
            env=os.environ | {"SOURCE_DATE_EPOCH": when, "PATH": path},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        sums.append({file.name: _sum(file) for file in DIST.iterdir()})
    if sums[0] != sums[1]:
        raise Failed("Built twice, it is not the same.")
    [wheel], [sdist] = DIST.glob("*.whl"), DIST.glob("*.tar.gz")
    return wheel, sdist


def _metadata(wheel: Path) -> list[str]:
    """What a registry would refuse of what the wheel says of itself."""
    with zipfile.ZipFile(wheel) as content:
        [name] = [each for each in content.namelist() if each.endswith(".dist-info/METADATA")]
        said = content.read(name)
    try:
        metadata = Metadata.from_email(said, validate=True)
    except ExceptionGroup as wrong:
        return [str(each) for each in wrong.exceptions]
    return [] if metadata.license_expression and metadata.description else ["METADATA lacks licence or description"]


def _sum(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    try:
        main()
    except (Failed, NoNotes) as fault:
        sys.exit(str(fault))
