"""Settings, read once from `GILIRAN_*`. Each is described in docs/settings.md; a test holds the two together."""

import ipaddress
import os
import re
from collections.abc import Iterable
from datetime import datetime, time
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX, OF_TESTS = "GILIRAN_", "GILIRAN_TEST_"
NOWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
"""What a server listens on to be reached by any of its addresses; nobody reaches it by these."""


class Settings(BaseSettings):
    """What the program is told from outside; every default sends nothing anywhere."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=None, extra="ignore")

    database_url: str = "sqlite:///giliran.db"
    """SQLite file or `postgresql+psycopg://...`."""

    base_url: str = ""
    """Where citizens reach the office: the start of every link that is printed or sent. Where absent, host and port."""

    secret_key: str = ""
    """One or several secrets, newest first, parted by commas; made and kept beside the database if absent."""

    clock: datetime | None = None
    """An instant at which the clock starts, for training; works only on a database made under it."""

    push: Literal["on", "off"] = "on"
    """Whether phones that asked for it are told of their turn by their browser's push service."""

    push_hosts: str = "fcm.googleapis.com,push.services.mozilla.com,push.apple.com,notify.windows.com"
    """The push services that notices are sent to, parted by commas: endings of host names, or whole origins."""

    worker: Literal["on", "off"] = "on"
    """Whether `giliran serve` sends messages too; off where `giliran worker` does it alone."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8000
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    max_body: Annotated[int, Field(ge=1024)] = 65_536
    """Largest request body in bytes."""
    max_connections: Annotated[int, Field(ge=10)] = 20_000
    """Most connections of one process at a time; fewer where the system lets it open fewer files."""
    max_per_address: Annotated[int, Field(ge=10)] = 1_500
    """Most connections, and most requests and sockets under way, of one address in one process at a time."""

    stop_pause: Annotated[float, Field(ge=0, le=5)] = 1.0
    """Seconds for which a process that was told to stop still lets people in, and tells proxies that it is leaving."""

    trusted_proxies: str = ""
    """Proxies that are believed when they say who asks: addresses or networks, parted by commas."""

    media_folder: str = ""
    """Where pictures and videos for screens are kept; beside the database where absent."""

    voice_folder: str = ""
    """Where an office's recordings of the voice are kept; beside the database where absent."""

    files_folder: str = ""
    """Where what citizens sent is kept, sealed; beside the database where absent. No web server hands it out."""

    import_folder: str = ""
    """Where an office's program puts its exports, one folder an office code; nothing is looked for where absent."""

    import_keep_days: Annotated[int, Field(ge=1)] = 7
    """Days for which a file stays there once it was taken in."""
    backup_folder: str = ""
    """Where backups are kept; `backups` beside the database where absent."""

    backup_at: str = "19:30"
    """The office's hour from which on each night's backup is made, or `off`."""

    backup_keep: str = "7,4,3"
    """How many days, weeks and months with a backup keep their newest one."""

    backup_recipient: str = ""
    """A recipient of age (`age1...`) to whom the backups of the night and of the button are encrypted."""

    server_office: str = ""
    """Of several offices the code of the one whose people may switch on the alarms about the server itself."""

    phone_codes_to: str = "+628"
    """Beginnings of the phone numbers that a code is sent to, parted by commas."""

    phone_codes_daily: Annotated[int, Field(ge=0)] = 300
    """How many codes to confirm a phone leave for one office in a day."""

    files_floor_mb: Annotated[int, Field(ge=0)] = 1_000
    """Megabytes that stay free on the disk of that folder: with less, nothing that citizens send is taken."""

    files_at_once_mb: Annotated[int, Field(ge=64)] = 2_000
    """Megabytes that may be on their way at once, of all offices; a quarter of it from one address."""

    files_a_day_mb: Annotated[int, Field(ge=64)] = 4_000
    """Megabytes that citizens may send to an office in a day; a quarter of it from one address."""

    metrics: str = "off"
    """Who may see `/metrics`: nobody ("off"), this machine itself ("local"), or who has the token that stands here."""

    oidc_issuer: str = ""
    """The provider of OpenID Connect by which staff may sign in: its name, which is its address. None where absent."""

    oidc_client_id: str = ""
    oidc_client_secret: str = Field(default="", repr=False)
    oidc_client_secret_file: str = ""
    """The file that holds the secret, where it does not stand here."""

    oidc_label: str = ""
    """What people call the account that they have there; the provider's host where absent."""

    oidc_scopes: str = "openid"
    """What is asked of the provider, parted by blanks: no name and no address are needed."""

    oidc_prompt: Literal["login", "select_account", "none"] = "login"
    """What the provider is told to ask for each time: its password, which account, or nothing."""

    oidc_second_factor: str = ""
    """Words of `amr` or `acr`, parted by blanks, by which it says that it asked for a second factor itself."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_small_letters(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("clock", mode="before")
    @classmethod
    def _is_an_instant(cls, value: object) -> object:
        if isinstance(value, str) and value.strip().lstrip("+-").replace(".", "", 1).isdigit():
            raise ValueError("GILIRAN_CLOCK is an instant, such as 2026-11-30T09:40+07:00")
        return value

    @field_validator("clock")
    @classmethod
    def _has_offset(cls, value: datetime | None) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("GILIRAN_CLOCK needs an offset, such as 2026-11-30T09:40+07:00")
        return value

    @field_validator("metrics")
    @classmethod
    def _is_off_local_or_a_token(cls, value: str) -> str:
        if value not in ("off", "local") and not re.fullmatch(r"[!-~]{16,}", value):
            raise ValueError("GILIRAN_METRICS is off, local, or a token of at least 16 characters without blanks")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        for each in _listed(value):
            try:
                ipaddress.ip_network(each)
            except ValueError as fault:
                raise ValueError(
                    "GILIRAN_TRUSTED_PROXIES takes addresses and networks parted by commas, such as 127.0.0.1 or"
                    f" 10.0.0.0/8: {fault}"
                ) from None
        return value

    @field_validator("backup_at")
    @classmethod
    def _is_an_hour(cls, value: str) -> str:
        if value != "off" and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
            raise ValueError("GILIRAN_BACKUP_AT is an hour, such as 19:30, or off")
        return value

    @field_validator("backup_keep")
    @classmethod
    def _are_three_numbers(cls, value: str) -> str:
        if not re.fullmatch(r"\d{1,4}(,\d{1,4}){2}", value.replace(" ", "")):
            raise ValueError(
                "GILIRAN_BACKUP_KEEP takes numbers of days, weeks and months parted by commas, such as 7,4,3"
            )
        return value

    @field_validator("backup_recipient")
    @classmethod
    def _is_a_recipient(cls, value: str) -> str:
        if value and not re.fullmatch(r"age1[0-9a-z]{20,}", value):
            raise ValueError("GILIRAN_BACKUP_RECIPIENT is a recipient of age, which begins with age1")
        return value

    @field_validator("phone_codes_to")
    @classmethod
    def _are_beginnings(cls, value: str) -> str:
        beginnings = _listed(value)
        if not beginnings or not all(re.fullmatch(r"\+[0-9]{0,14}", each) for each in beginnings):
            raise ValueError(
                "GILIRAN_PHONE_CODES_TO takes beginnings of numbers parted by commas, such as +628 or +62,+60"
            )
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _is_an_issuer(cls, value: str) -> str:
        parts = urlsplit(value) if _leads_somewhere(value) else None
        is_here = parts is not None and parts.hostname in ("localhost", "127.0.0.1", "::1")
        if value and (parts is None or not (parts.scheme == "https" or is_here)):
            raise ValueError(
                "GILIRAN_OIDC_ISSUER is the provider's whole name, such as https://masuk.example.go.id/realms/pegawai"
            )
        return value

    @field_validator("oidc_scopes")
    @classmethod
    def _has_openid(cls, value: str) -> str:
        if "openid" not in value.split():
            raise ValueError("GILIRAN_OIDC_SCOPES are words parted by blanks, one of them openid")
        return " ".join(value.split())

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if value and not _leads_somewhere(value):
            raise ValueError(
                "what links begin with is a whole address that phones can reach, such as https://antrean.example.go.id"
            )
        return value.rstrip("/")

    @model_validator(mode="after")
    def _reached_here(self) -> Self:
        if not self.base_url:
            host = "127.0.0.1" if self.host in NOWHERE else self.host
            self.base_url = f"http://{host}:{self.port}"
        return self

    @model_validator(mode="after")
    def _knows_the_provider(self) -> Self:
        if not self.oidc_issuer:
            return self
        if not self.oidc_client_id or bool(self.oidc_client_secret) == bool(self.oidc_client_secret_file):
            raise ValueError(
                "GILIRAN_OIDC_ISSUER needs GILIRAN_OIDC_CLIENT_ID, and one of GILIRAN_OIDC_CLIENT_SECRET and"
                " GILIRAN_OIDC_CLIENT_SECRET_FILE"
            )
        if find_spec("authlib") is None:
            raise ValueError("GILIRAN_OIDC_ISSUER needs pip install 'giliran[oidc]'")
        return self

    @model_validator(mode="after")
    def _all_are_known(self) -> Self:
        unknown = _misspelt(os.environ, type(self).model_fields)
        if unknown:
            raise ValueError("; ".join(unknown))
        return self

    @property
    def on_tls(self) -> bool:
        """Whether people reach the office by https."""
        return self.base_url.startswith("https://")

    @property
    def proxies(self) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        """The proxies that are trusted, as networks."""
        return tuple(ipaddress.ip_network(each) for each in _listed(self.trusted_proxies))

    @property
    def code_beginnings(self) -> tuple[str, ...]:
        """What the numbers begin with that a code is sent to."""
        return tuple(_listed(self.phone_codes_to))

    @property
    def on_sqlite(self) -> bool:
        """Whether the database is a SQLite file."""
        return self.database_url.startswith("sqlite")

    @property
    def sqlite_path(self) -> Path:
        """The SQLite file; only where `on_sqlite`."""
        return Path(self.database_url.removeprefix("sqlite:///"))

    @property
    def media(self) -> Path:
        """The folder of pictures and videos."""
        if self.media_folder:
            return Path(self.media_folder)
        return self.sqlite_path.parent / "media" if self.on_sqlite else Path("media")

    @property
    def voice(self) -> Path:
        """The folder of recordings."""
        if self.voice_folder:
            return Path(self.voice_folder)
        return self.sqlite_path.parent / "voice" if self.on_sqlite else Path("voice")

    @property
    def files(self) -> Path:
        """The folder of what citizens sent."""
        if self.files_folder:
            return Path(self.files_folder)
        return self.sqlite_path.parent / "files" if self.on_sqlite else Path("files")

    @property
    def backups(self) -> Path:
        """The folder of backups."""
        if self.backup_folder:
            return Path(self.backup_folder)
        return self.sqlite_path.parent / "backups" if self.on_sqlite else Path("backups")

    @property
    def backup_hour(self) -> time | None:
        """From when on each night's backup is made; None where none is."""
        return None if self.backup_at == "off" else time.fromisoformat(self.backup_at)

    @property
    def backups_kept(self) -> tuple[int, int, int]:
        """How many days, weeks and months with a backup keep their newest one."""
        days, weeks, months = (int(each) for each in self.backup_keep.split(","))
        return days, weeks, months


def _leads_somewhere(address: str) -> bool:
    """Whether an address may be what links begin with: by http or https, to a host, and nothing behind a path."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    is_whole = parts.scheme in ("http", "https") and not (parts.query or parts.fragment or parts.username)
    return is_whole and bool(host) and host not in NOWHERE and re.search(r"\s", address) is None


def _misspelt(names: Iterable[str], known: Iterable[str]) -> list[str]:
    """What is wrong with names of variables that are like settings and are none; those of the tests are their own."""
    settings = {each.upper() for each in known}
    said = []
    for name in sorted(names):
        ending = name.removeprefix(PREFIX)
        if ending != name and ending not in settings and not name.startswith(OF_TESTS):
            near = get_close_matches(ending, settings, n=1)
            said.append(f"{name} is no setting" + (f"; is {PREFIX}{near[0]} meant?" if near else ""))
    return said


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]
