"""Settings that are allowed, and odd."""

import ipaddress
import os
from urllib.parse import urlsplit

from scheduler.db import queries
from scheduler.domain.refusals import N_
from scheduler.health.around import Around
from scheduler.health.finding import Finding, good, look
from scheduler.runtime.config import NOWHERE

OF_A_LAN = (".local", ".lan", ".internal", ".home.arpa", ".test")


def address(around: Around) -> Finding:
    """Where links lead."""
    where, told = around.settings.base_url, around.settings
    host = urlsplit(where).hostname or ""
    if is_loopback(host):
        if told.host in NOWHERE:
            return look(
                N_("Tautan untuk warga diawali {address}, yang hanya bisa dibuka di komputer ini."),
                N_("Isi GILIRAN_BASE_URL dengan alamat untuk HP, misalnya https://antrean.example.go.id."),
                address=where,
            )
        if _serves_citizens(around):
            return look(
                N_(
                    "Kantor sudah dibuka untuk warga, tetapi tautan dan QR diawali {address}, yang hanya ada di"
                    " komputer ini."
                ),
                N_(
                    "Isi GILIRAN_BASE_URL dengan alamat yang bisa dibuka HP warga, misalnya"
                    " https://antrean.example.go.id, lalu nyalakan ulang server."
                ),
                address=where,
            )
        return good(N_("Tautan diawali {address}, hanya untuk komputer ini."), address=where)
    if told.on_tls:
        return good(N_("Tautan untuk warga diawali {address}."), address=where)
    if is_of_a_lan(host):
        return good(
            N_("Tautan diawali {address}, untuk jaringan kantor saja. Tanpa https kamera tidak bisa dipakai."),
            address=where,
        )
    return look(
        N_("Tautan untuk warga diawali {address}, tanpa https: kata sandi dan data warga lewat tanpa pelindung."),
        N_("Pasang proxy dengan sertifikat di depan server, lalu ubah GILIRAN_BASE_URL menjadi https://."),
        address=where,
    )


def listening(around: Around) -> Finding:
    """On which addresses the server listens, and what stands before it."""
    told = around.settings
    if told.host in NOWHERE and told.on_tls and not told.proxies:
        return look(
            N_("Server menerima sambungan dari mana saja di {host}:{port}, dan tidak ada proxy yang dipercaya."),
            N_("Isi GILIRAN_TRUSTED_PROXIES dengan alamat proxy; bila ada di komputer ini, GILIRAN_HOST=127.0.0.1."),
            host=told.host,
            port=told.port,
        )
    return good(N_("Server menerima sambungan di {host}:{port}."), host=told.host, port=told.port)


def processes(around: Around) -> Finding:
    """How many processes serve, and on how many cores."""
    count, cores = around.settings.workers, cores_here()
    if count > cores:
        return look(
            N_("{count} proses melayani di komputer dengan {cores} inti prosesor: mereka saling menunggu."),
            N_("Kurangi GILIRAN_WORKERS menjadi {cores}."),
            count=count,
            cores=cores,
        )
    return good(N_("Proses yang melayani: {count}, inti prosesor: {cores}."), count=count, cores=cores)


def purpose(around: Around) -> Finding:
    """Whether the database is for training."""
    with around.session() as session:
        if queries.is_training(session):
            return look(
                N_("Data ini hanya untuk latihan: tidak ada pesan yang dikirim, dan jamnya jam latihan."),
                N_("Untuk melayani warga, pakai data baru yang dibuat tanpa GILIRAN_CLOCK."),
            )
    return good(N_("Data ini untuk melayani warga, bukan latihan."))


def _serves_citizens(around: Around) -> bool:
    """Whether an office is open to citizens: not being set up, and not only for training."""
    if around.reading is None:
        return False
    with around.session() as session:
        is_training = queries.is_training(session)
        return not is_training and any(each.starting is None for each in queries.offices(session))


def cores_here() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def is_of_a_lan(host: str) -> bool:
    """Whether a host is one of a network of its own, which nobody outside reaches."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith(OF_A_LAN)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
