"""The web servers' configurations: files in `deploy/`, in the wheel too, printed with an office's own name."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from scheduler.commands.failing import CommandFailed

_PACKAGE = Path(__file__).parents[2]
_INSTALLED = _PACKAGE / "_deploy"
FOLDER = _INSTALLED if _INSTALLED.is_dir() else _PACKAGE.parent / "deploy"
"""In an installed wheel, else at the root of the repository."""
RECIPES = {"caddy": "caddy/Caddyfile", "caddy-lan": "caddy/lan.Caddyfile", "nginx": "nginx/giliran.conf"}
NAME = "antrean.example.go.id"
"""The office's name in the files."""
SERVE = "127.0.0.1:8000"
OF_SCREENS = {"caddy": f"reverse_proxy @screens {SERVE}", "nginx": f"upstream screens {{\n    server {SERVE};"}


def recipe(kind: str, base_url: str, displays: Sequence[int]) -> str:
    """A configuration for an office; displays: the ports of processes that serve screens alone.

    Raises CommandFailed for a kind that there is not, and for an address with another port or a path.
    """
    if kind not in RECIPES:
        raise CommandFailed(f"There is no recipe for {kind!r}; there are: {', '.join(RECIPES)}.", status=2)
    parts = urlsplit(base_url)
    if parts.scheme != "https" or parts.path or parts.port not in (None, 443) or parts.hostname is None:
        raise CommandFailed("The recipes are for an address such as https://antrean.example.go.id, by TLS.", status=2)
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    text = (FOLDER / RECIPES[kind]).read_text("utf-8")
    if displays:
        server = kind.partition("-")[0]
        here = OF_SCREENS[server]
        join = " ".join if server == "caddy" else ";\n    server ".join
        text = text.replace(here, here.replace(SERVE, join(f"127.0.0.1:{port}" for port in displays)))
    return text.replace(NAME, host)
