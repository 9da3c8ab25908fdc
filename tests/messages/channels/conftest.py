"""The connections of a worker, a letter to send, and TLS that nobody but a test trusts."""

import asyncio
import ssl
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal

import pytest
import uvicorn
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from scheduler.messages.channels.base import Letter
from scheduler.messages.channels.client import Client

LoopFactory = Callable[[], asyncio.AbstractEventLoop]
LoopKind = Literal["asyncio", "uvloop"]
ON_BOTH_LOOPS = {"test_client.py", "test_kept_connections.py"} if sys.platform != "win32" else set()

LETTER = Letter(key="ready:12:0", to="+6281234567890", text="Disdukcapil: KTP-el siap. https://giliran.example/i/7")


def pytest_asyncio_loop_factories(item: pytest.Item) -> Mapping[str, LoopFactory]:
    """The loops that a test is run on, by name: what hangs on the loop is run on the one of a worker too."""
    kinds: tuple[LoopKind, ...] = ("asyncio", "uvloop") if item.path.name in ON_BOTH_LOOPS else ("asyncio",)
    factories = {kind: uvicorn.Config("", log_config=None, loop=kind).get_loop_factory() for kind in kinds}
    return {kind: factory for kind, factory in factories.items() if factory is not None}


@pytest.fixture
async def http() -> AsyncIterator[Client]:
    async with Client(most=20) as client:
        yield client


@pytest.fixture
def letter() -> Callable[..., Letter]:
    """A letter to a phone: `letter(text="...")`."""

    def make(**facts: Any) -> Letter:
        return replace(LETTER, **facts)

    return make


@pytest.fixture
def through(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets the proxies of the environment: `through(https_proxy=...)`."""

    def set_to(**proxies: str) -> None:
        for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
            monkeypatch.delenv(name.upper(), raising=False)
            monkeypatch.delenv(name, raising=False)
            if name in proxies:
                monkeypatch.setenv(name, proxies[name])

    return set_to


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for 127.0.0.1 that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "key_and_certificate.pem"
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(pem + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def at_server(certificate: Path) -> ssl.SSLContext:
    """TLS as a far side on this machine speaks it."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusting(certificate: Path) -> ssl.SSLContext:
    """TLS of whoever trusts that far side."""
    return ssl.create_default_context(cafile=certificate)
