"""What may and must be in a wheel and in an sdist."""

import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

BROWSER = [
    f"scheduler/static/vendor/{name}"
    for name in (
        "LICENSES.txt",
        "barcode-detector.js",
        "htmx.min.js",
        "noto-sans.woff2",
        "ws.min.js",
        "zxing_reader.wasm",
    )
]
"""What browsers are served of others' work, and its licences: without it a page has no scripts."""
MUST = {
    "wheel": [
        *BROWSER,
        "scheduler/_migrations/env.py",
        "scheduler/_deploy/caddy/Caddyfile",
        "scheduler/_deploy/Containerfile",
        "scheduler/locale/en/LC_MESSAGES/messages.mo",
        "display/__init__.py",
        "dist-info/licenses/LICENSE",
        "dist-info/entry_points.txt",
    ],
    "sdist": [
        *BROWSER,
        "LICENSE",
        "CHANGELOG.md",
        "docs/installing.md",
        "requirements/run.txt",
        "requirements/build.txt",
        "deploy/compose/compose.yaml",
        "alembic/env.py",
        "package-lock.json",
        "PKG-INFO",
    ],
}
"""By kind: the ends of paths that are there."""
NEVER = {
    "wheel": ["tests/", "benchmarks/", "release/", "node_modules/", "docs/", "alembic/"],
    "sdist": ["node_modules/", ".ci/", ".venv/", "dist/", ".git/"],
}
"""By kind: the folders that are not, at the top."""
SECRETS = (".key", ".db", ".db-wal", ".env", ".pem")
"""What lies in a working folder and is nobody's business."""


def names_in(file: Path) -> list[str]:
    """The paths in a wheel or an sdist, without the sdist's own folder."""
    if file.suffix == ".whl":
        with zipfile.ZipFile(file) as wheel:
            return wheel.namelist()
    with tarfile.open(file) as sdist:
        return [name.partition("/")[2] for name in sdist.getnames()]


def faults(kind: str, names: Iterable[str]) -> list[str]:
    """What is missing and what should not be there, in words."""
    there = list(names)
    missing = [f"{end} is missing" for end in MUST[kind] if not any(name.endswith(end) for name in there)]
    wrong = [
        f"{name} should not be there"
        for name in there
        if name.startswith(tuple(NEVER[kind])) or name.endswith(SECRETS) or "__pycache__" in name
    ]
    return missing + wrong
