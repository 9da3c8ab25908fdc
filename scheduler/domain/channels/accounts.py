"""What an account at each channel consists of, and what is wrong with one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlsplit

from scheduler.domain.channels.gateways import template_fault
from scheduler.domain.refusals import N_

What = Literal["text", "url", "host", "port", "email", "digits", "choice", "statuses", "header", "template", "path"]

LONGEST = 4000
"""Characters of one entry: a token of WhatsApp has some hundreds."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that an account consists of. usual: what holds where it is left empty; choices: all it may be.

    secret: never shown again. for_hooks: a secret by which we know who calls; it is not sent anywhere.
    """

    name: str
    label: str
    what: What = "text"
    secret: bool = False
    needed: bool = True
    usual: str = ""
    hint: str = ""
    choices: tuple[str, ...] = ()
    for_hooks: bool = False


HOOK_HINT = N_(
    "Sedikitnya 16 huruf dan angka acak, di ujung alamat webhook. Tanpa itu laporan dan balasan tidak diterima."
)
WHATSAPP = (
    Entry("phone_number_id", N_("ID nomor telepon"), "digits", hint=N_("Dari Meta: WhatsApp, API Setup.")),
    Entry("token", N_("Token akses"), secret=True, hint=N_("Token tetap milik pengguna sistem.")),
    Entry(
        "app_secret",
        N_("Rahasia aplikasi"),
        secret=True,
        for_hooks=True,
        hint=N_("Dengan ini kami tahu bahwa laporan datang dari Meta."),
    ),
    Entry(
        "verify_token",
        N_("Token verifikasi"),
        secret=True,
        needed=False,
        for_hooks=True,
        hint=N_("Kata pilihan Anda sendiri, yang juga diisi di Meta saat mendaftarkan webhook."),
    ),
    Entry("base_url", N_("Alamat API"), "url", needed=False, usual="https://graph.facebook.com/v23.0"),
)
FONNTE = (
    Entry("token", N_("Token perangkat"), secret=True),
    Entry(
        "hook_secret",
        N_("Rahasia webhook"),
        "path",
        secret=True,
        needed=False,
        for_hooks=True,
        hint=HOOK_HINT,
    ),
    Entry("base_url", N_("Alamat API"), "url", needed=False, usual="https://api.fonnte.com"),
)
SMTP = (
    Entry("host", N_("Server"), "host", hint="smtp.example.go.id"),
    Entry("port", N_("Port"), "port", needed=False, usual="587"),
    Entry(
        "security",
        N_("Pengamanan"),
        "choice",
        needed=False,
        usual="starttls",
        choices=("starttls", "tls", "none"),
        hint=N_("none hanya untuk server di komputer ini sendiri."),
    ),
    Entry("sender", N_("Alamat pengirim"), "email"),
    Entry("sender_name", N_("Nama pengirim"), needed=False),
    Entry("reply_to", N_("Balasan ke"), "email", needed=False),
    Entry("user", N_("Nama pengguna"), needed=False),
    Entry("password", N_("Kata sandi"), secret=True, needed=False),
)
SMS = (
    Entry("url", N_("Alamat gateway"), "url"),
    Entry("method", N_("Metode"), "choice", needed=False, usual="POST", choices=("POST", "PUT", "GET")),
    Entry("format", N_("Bentuk isi"), "choice", needed=False, usual="form", choices=("form", "json")),
    Entry(
        "body",
        N_("Isi"),
        "template",
        hint=N_("Dengan {to}, {text}, dan bila perlu {key}: to={to}&message={text}"),
    ),
    Entry("number", N_("Bentuk nomor"), "choice", needed=False, usual="+62812", choices=("+62812", "62812", "0812")),
    Entry("header", N_("Nama header rahasia"), "header", needed=False, usual="Authorization"),
    Entry("header_value", N_("Isi header rahasia"), secret=True, needed=False),
    Entry("success", N_("Status berhasil"), "statuses", needed=False, usual="200,201,202"),
    Entry("id_path", N_("Tempat id pesan di jawaban"), needed=False, hint="data.0.id"),
    Entry("report_id", N_("Laporan: nama id"), needed=False, usual="id"),
    Entry("report_state", N_("Laporan: nama status"), needed=False, usual="status"),
    Entry("report_delivered", N_("Laporan: sampai"), needed=False, usual="delivered,delivrd,success"),
    Entry("report_failed", N_("Laporan: gagal"), needed=False, usual="failed,undeliv,undelivered,rejectd,expired"),
    Entry(
        "hook_secret",
        N_("Rahasia webhook"),
        "path",
        secret=True,
        needed=False,
        for_hooks=True,
        hint=HOOK_HINT,
    ),
)

ACCOUNTS: Mapping[str, tuple[Entry, ...]] = {
    "whatsapp": WHATSAPP,
    "fonnte": FONNTE,
    "smtp": SMTP,
    "sms": SMS,
    "webpush": (),
    "wa_me": (),
    "console": (),
}
"""What an account consists of, by channel; the last three need none."""


HEARS_BY: Mapping[str, tuple[str, ...]] = {
    "whatsapp": ("app_secret",),
    "fonnte": ("hook_secret",),
    "sms": ("hook_secret", "id_path"),
}
"""What an account must hold so that its far side can tell us of delivery, and of which letter."""


def hears_of_delivery(channel: str, account: Mapping[str, str]) -> bool:
    """Whether word of delivery can come by an account: only where it can does silence say anything."""
    return channel in HEARS_BY and all(account.get(name) for name in HEARS_BY[channel])


def filled(channel: str, account: Mapping[str, str]) -> dict[str, str]:
    """An account with what is usual where it says nothing; every name has a value, which may be empty."""
    return {entry.name: account.get(entry.name) or entry.usual for entry in ACCOUNTS[channel]}


def faults(channel: str, account: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with an account: a code by name, empty if nothing is."""
    entries = {entry.name: entry for entry in ACCOUNTS[channel]}
    found = {name: "unknown" for name in account if name not in entries}
    whole = filled(channel, account)
    for name, entry in entries.items():
        fault = _fault(entry, whole[name])
        if fault:
            found[name] = fault
    together = TOGETHER.get(channel)
    return found if found or together is None else together(whole)


def is_loopback(host: str) -> bool:
    """Whether what is sent to a host stays on this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _fault(entry: Entry, value: str) -> str | None:
    if not value:
        return "missing" if entry.needed else None
    if len(value) > LONGEST:
        return "too_long"
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in value) and entry.what != "template":
        return "control"
    if entry.what == "choice":
        return None if value in entry.choices else "choice"
    check = CHECKS.get(entry.what)
    return check(value) if check else None


def _url(value: str) -> str | None:
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "url"
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.fragment or " " in value:
        return "url"
    return None if parts.scheme == "https" or is_loopback(host) else "not_https"


def _statuses(value: str) -> str | None:
    return None if re.fullmatch(r"2\d\d( ?, ?2\d\d)*", value) else "statuses"


def _matches(pattern: str, code: str) -> Callable[[str], str | None]:
    return lambda value: None if re.fullmatch(pattern, value) else code


CHECKS: Mapping[str, Callable[[str], str | None]] = {
    "url": _url,
    "statuses": _statuses,
    "host": _matches(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|\[?[0-9a-fA-F:]+\]?", "host"),
    "port": lambda value: None if re.fullmatch(r"[0-9]{1,5}", value) and 0 < int(value) < 65_536 else "port",
    "email": _matches(r"[^@\s<>,;:\"()\\]+@[^@\s<>,;:\"()\\]+\.?[^@\s<>,;:\"()\\]+", "email"),
    "digits": _matches(r"[0-9]{3,30}", "digits"),
    "path": _matches(r"[A-Za-z0-9._~-]{16,}", "weak"),
    "header": _matches(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}", "header"),
}


def _smtp(account: Mapping[str, str]) -> dict[str, str]:
    if account["security"] == "none" and not is_loopback(account["host"]):
        return {"security": "insecure"}
    if account["user"] and not account["password"]:
        return {"password": "missing"}
    return {}


def _sms(account: Mapping[str, str]) -> dict[str, str]:
    fault = template_fault(account["body"], account["format"])
    if fault:
        return {"body": fault}
    return {"format": "choice"} if account["method"] == "GET" and account["format"] == "json" else {}


TOGETHER: Mapping[str, Callable[[Mapping[str, str]], dict[str, str]]] = {"smtp": _smtp, "sms": _sms}
