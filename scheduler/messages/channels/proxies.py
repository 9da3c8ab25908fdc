"""The proxies that the environment names: by which of them an address is asked."""

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import structlog

log = structlog.get_logger()


class ProxyUnusable(Exception):
    """The proxy by which an address is to be asked cannot be used: it is asked by no other way."""


class Proxies:
    """Read once, when the log says which cannot be used; what `no_proxy` excepts is read at each question."""

    def __init__(self) -> None:
        named = getproxies()
        names = {scheme: scheme if named.get(scheme) else "all" for scheme in ("http", "https")}
        self._by_scheme = {scheme: _usable(named[name]) for scheme, name in names.items() if named.get(name)}
        for name in sorted({names[scheme] for scheme, proxy in self._by_scheme.items() if proxy is None}):
            log.error("proxy_unusable", setting=f"{name}_proxy", usable="http://host:port")

    def of(self, url: str) -> str | None:
        """The proxy for an address; None: none. Raises ProxyUnusable, and ValueError where it is no address."""
        parts = urlsplit(url)
        if parts.scheme not in self._by_scheme or _is_excepted(parts.netloc.rpartition("@")[2], parts.hostname or ""):
            return None
        proxy = self._by_scheme[parts.scheme]
        if proxy is None:
            raise ProxyUnusable
        return proxy


def _usable(address: str) -> str | None:
    """The address of a proxy that speaks HTTP, with its scheme, which may be left out; None: it is something else."""
    whole = address if "://" in address else f"http://{address}"
    try:
        parts = urlsplit(whole)
        is_whole = parts.hostname is not None and parts.port != 0
    except ValueError:
        return None
    return whole if is_whole and parts.scheme in ("http", "https") else None


def _is_excepted(*names: str) -> bool:
    """Whether `no_proxy` has a host under one of its names: with its port, and without."""
    return any(proxy_bypass(name) for name in names)
