"""Every route of the whole application, derived from its sitemap: its address, its methods, the parameters in it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from starlette.routing import BaseRoute, Mount, Route

from scheduler.web.shared.security import SAFE

PARAMETER = re.compile(r"{(\w+)(?::\w+)?}")
FILES = ("/static", "/display/static")


@dataclass(frozen=True)
class Way:
    """A route with one of its methods. path: its parameters without their types ("/office/inbox/{number}")."""

    method: str
    path: str

    @property
    def parameters(self) -> list[str]:
        """The part of the path up to each parameter and with it, which says what kind of id it is."""
        return [self.path[: found.end()] for found in re.finditer(r"{\w+}", self.path)]

    @property
    def changes(self) -> bool:
        return self.method not in SAFE

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def ways(routes: Iterable[BaseRoute], before: str = "") -> Iterator[Way]:
    """Each route with each of its methods; files and sockets are none of them."""
    for route in routes:
        if isinstance(route, Mount) and before + route.path not in FILES:
            yield from ways(route.routes, before + route.path)
        elif isinstance(route, Route):
            methods = (route.methods or {"GET"}) - ({"HEAD"} if "GET" in (route.methods or ()) else set())
            for method in sorted(methods):
                yield Way(method, before + plain(route.path))


def plain(path: str) -> str:
    """A path whose parameters say no type."""
    return PARAMETER.sub(r"{\1}", path)
