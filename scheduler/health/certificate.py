"""The certificate that people see at the office's own address."""

import socket
import ssl
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from scheduler.domain.refusals import N_
from scheduler.health.around import Around
from scheduler.health.finding import Finding, broken, good, look

SOON, NOW = 21, 7
"""Days before the end of a certificate on which somebody should look, and on which it is late: most are renewed by
themselves a month before.
"""
PATIENCE = 4.0


def certificate(around: Around) -> Finding:
    """Connect to where links lead, and nowhere else, and look at what is shown there."""
    parts = urlsplit(around.settings.base_url)
    if not around.settings.on_tls or parts.hostname is None:
        return good(N_("Tanpa https tidak ada sertifikat."))
    try:
        ends_at = _end_of(parts.hostname, parts.port or 443)
    except ssl.SSLCertVerificationError as fault:
        return refused(parts.hostname, fault.verify_message)
    except OSError as fault:
        return unreached(parts.hostname, fault)
    return judged(parts.hostname, ends_at, datetime.now(UTC))


def judged(host: str, ends_at: datetime, now: datetime) -> Finding:
    """ends_at: until when the certificate holds."""
    days = (ends_at - now).days
    if days >= SOON:
        return good(N_("Sertifikat {host} berlaku {days} hari lagi."), host=host, days=days)
    say = broken if days < NOW else look
    return say(
        N_("Sertifikat {host} hanya berlaku {days} hari lagi."),
        N_("Periksa mengapa proxy tidak memperbaruinya sendiri, dan perbarui."),
        host=host,
        days=days,
    )


def refused(host: str, why: str) -> Finding:
    """Browsers would warn of it."""
    return broken(
        N_("Sertifikat {host} tidak diterima: {why}. HP warga menampilkan peringatan."),
        N_("Perbarui sertifikat di proxy. Bila dibuat kantor sendiri, pasang pembuatnya (CA) di komputer ini."),
        host=host,
        why=why,
    )


def unreached(host: str, fault: OSError) -> Finding:
    """Nobody could be asked: there is no net, or no name, or no proxy."""
    return look(
        N_("Sertifikat {host} tidak bisa diperiksa dari komputer ini: {why}."),
        N_("Periksa jaringan, nama alamat (DNS) dan proxy. Tanpa internet sertifikat tidak diperbarui sendiri."),
        host=host,
        why=type(fault).__name__,
    )


def _end_of(host: str, port: int) -> datetime:
    """Until when the certificate of a host holds. Raises OSError, ssl.SSLCertVerificationError."""
    line = socket.create_connection((host, port), PATIENCE)
    with line, ssl.create_default_context().wrap_socket(line, server_hostname=host) as shown:
        told: dict[str, Any] = shown.getpeercert() or {}
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), UTC)
