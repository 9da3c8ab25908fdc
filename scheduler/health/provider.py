"""Whether the provider by which staff may sign in is reached, and is who it is said to be."""

import asyncio
from datetime import UTC, datetime

from scheduler.domain.oidc import ProviderAway, ProviderFaulty
from scheduler.domain.refusals import N_
from scheduler.health.around import Around
from scheduler.health.finding import Finding, broken, good, look
from scheduler.oidc.settings import ProviderSettings, provider_settings


def reached(around: Around) -> Finding:
    """Asks the provider about itself, where one is named; nobody else is asked."""
    try:
        told = provider_settings(around.settings)
    except OSError as fault:
        return broken(
            N_("Rahasia untuk masuk lewat penyedia akun tidak bisa dibaca: {why}."),
            N_("Periksa GILIRAN_OIDC_CLIENT_SECRET_FILE, dan bahwa akun yang menjalankan server boleh membacanya."),
            why=type(fault).__name__,
        )
    if told is None:
        return good(N_("Petugas masuk dengan kata sandi saja."))
    return _asked(told)


def _asked(told: ProviderSettings) -> Finding:
    from scheduler.oidc.provider import Provider  # noqa: PLC0415 - where one is named alone

    host = told.issuer
    try:
        asyncio.run(Provider(told, lambda: datetime.now(UTC)).known())
    except ProviderAway:
        return look(
            N_("Masuk lewat {label}: {host} tidak terjangkau. Petugas masih bisa masuk dengan kata sandi."),
            N_("Periksa jaringan, nama alamat (DNS), proxy, dan apakah penyedianya sedang berjalan."),
            label=told.label,
            host=host,
        )
    except ProviderFaulty as fault:
        return broken(
            N_("Masuk lewat {label}: jawaban {host} tidak sesuai ({why})."),
            N_("Samakan GILIRAN_OIDC_ISSUER dengan nama yang disebut penyedianya sendiri, huruf demi huruf."),
            label=told.label,
            host=host,
            why=fault.facts["why"],
        )
    return good(N_("Masuk lewat {label}: bekerja ({host})."), label=told.label, host=host)
