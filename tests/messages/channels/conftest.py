"""The connections of a worker, a letter to send, and TLS that nobody but a test trusts."""

import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from scheduler.messages.channels.base import Letter
from scheduler.messages.channels.client import Client

LETTER = Letter(key="ready:12:0", to="+6281234567890", text="Disdukcapil: KTP-el siap. https://giliran.example/i/7")


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
