"""What the first page of the settings leads to: its sections, in the order in which people look for things.

An entry is a line of data. One whose route does not exist is left out, so a page may come or go without this one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time

from sqlmodel import Session
from starlette.requests import Request
from starlette.routing import NoMatchFound

from scheduler.db import queries
from scheduler.db.models import Office, Service
from scheduler.domain.calendar.calendar import zone_label
from scheduler.domain.refusals import N_
from scheduler.flow.alarms.rules import rules_of
from scheduler.flow.core.local_time import zone_of_office
from scheduler.flow.offices.counters import counters_in_use
from scheduler.flow.offices.kelurahan import kelurahan_of
from scheduler.flow.staff import SignedIn
from scheduler.flow.trials.tried import trials_of, untried_screens
from scheduler.flow.upkeep.backups import last_backup
from scheduler.web.office.shared.setting_topics import TOPICS
from scheduler.web.shared.wording import Wording

PLACE = "manage"
"""Where those are who settle how the office works."""
Facts = Mapping[str, str | int]
YES_NO: Mapping[str, tuple[str, str]] = {
    "guarded": (N_("petugas pintu memindai yang masuk"), N_("tanpa petugas pintu")),
    "asks_signature": (N_("dengan tanda tangan di layar"), N_("tanpa tanda tangan di layar")),
    "applies_online": (N_("menerima permohonan dari rumah"), N_("tidak menerima permohonan dari rumah")),
    "figures_of_persons": (N_("dihitung per petugas"), N_("tidak dihitung per petugas")),
    "asks_satisfaction": (N_("warga ditanyai"), N_("warga tidak ditanyai")),
    "publishes_satisfaction": (N_("hasilnya diumumkan"), N_("hasilnya tidak diumumkan")),
    "public_figures": (N_("angka dibuka untuk umum"), N_("angka tidak dibuka untuk umum")),
    "rests_at_adhan": (N_("diam saat azan"), N_("tidak diam saat azan")),
}
SECOND: Mapping[str, str] = {
    "nobody": N_("tidak diwajibkan"),
    "leaders": N_("wajib untuk pengelola dan pengawas"),
    "everybody": N_("wajib untuk semua petugas"),
}
EMPTY: Mapping[str, str] = {
    "address": N_("alamat belum diisi"),
    "phone": N_("telepon belum diisi"),
    "printer": N_("dicetak lewat peramban"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A page that the hub leads to. glance: what of it stands there at present, filled with the office's facts.

    place: where somebody must be allowed to look.
    """

    route: str
    title: str
    about: str
    glance: Sequence[str] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    place: str = PLACE


def _topic(name: str) -> Entry:
    topic = TOPICS[name]
    return Entry(f"settings_{name}", topic.title, topic.about, topic.glance)


SECTIONS: Sequence[tuple[str, Sequence[Entry]]] = (
    (
        N_("Kantor"),
        (
            _topic("office"),
            Entry(
                "calendar",
                N_("Jam buka dan hari libur"),
                N_("Jam setiap hari, musim seperti Ramadan, penutupan, dan hari libur."),
                place="documents",
            ),
            Entry(
                "staff",
                N_("Petugas"),
                N_("Siapa yang bekerja di sini, perannya, kata sandinya, dan kapan halaman kantor mengunci diri."),
                ("{lock}",),
            ),
            Entry(
                "asking",
                N_("Verifikasi dua langkah"),
                N_("Siapa yang wajib masuk dengan kode dari ponsel atau kunci sandi, dan siapa yang belum punya."),
                ("{second}",),
            ),
        ),
    ),
    (
        N_("Ruang tunggu dan loket"),
        (
            _topic("lobby"),
            Entry(
                "settings_counters",
                N_("Loket"),
                N_("Berapa loket yang ada, layanan apa yang dilayani masing-masing, dan pada jam berapa."),
                (N_("{counters} loket"),),
            ),
            Entry(
                "roster",
                N_("Jadwal loket"),
                N_("Loket mana yang direncanakan buka, setengah jam demi setengah jam."),
                place="office",
            ),
            _topic("queue"),
            _topic("calling"),
            _topic("handover"),
            _topic("printer"),
            _topic("figures"),
        ),
    ),
    (
        N_("Jadwal"),
        (
            _topic("booking"),
            Entry(
                "calendar_change",
                N_("Isi slot per layanan"),
                N_(
                    "Berapa pekerjaan muat dalam satu slot, berapa kursi disimpan untuk warga tanpa ponsel, dan berapa "
                    "nomor tanpa jadwal per hari."
                ),
                ("{slots}",),
                {"kind": "settings"},
                place="office",
            ),
            _topic("invitations"),
            _topic("forecast"),
            Entry(
                "waves",
                N_("Gelombang"),
                N_("Undangan yang dikirim bertahap, sebanyak kursi yang kosong."),
                place="documents",
            ),
        ),
    ),
    (
        N_("Layanan dan dokumen"),
        (
            Entry(
                "offer",
                N_("Layanan"),
                N_("Antrean yang dibuka, dengan hurufnya dan loketnya."),
                ("{services}",),
            ),
            Entry(
                "offer_types",
                N_("Atur jenis dokumen"),
                N_("Dokumen apa yang dilayani di antrean mana: menambah, mengganti nama, menghentikan."),
            ),
            Entry(
                "document_types",
                N_("Jenis dokumen"),
                N_("Lamanya di loket, siapa yang boleh mengambil, dan apa yang dibawa."),
                place="documents",
            ),
            Entry(
                "procedures",
                N_("Permohonan dari rumah"),
                N_("Apa yang bisa diajukan, dan berkasnya."),
                ("{applies_online}",),
                place="documents",
            ),
            _topic("kelurahan"),
            Entry(
                "places",
                N_("Tempat pengambilan"),
                N_("Kecamatan atau kelurahan tempat dokumen juga bisa diambil."),
                place="documents",
            ),
        ),
    ),
    (
        N_("Pesan"),
        (
            Entry(
                "channels",
                N_("Saluran dan pengingat"),
                N_("Lewat apa warga dikabari, pada jam berapa, dan kapan diingatkan."),
                (N_("pesan {messages_from}-{messages_until}"), "{reminders}"),
            ),
            Entry("texts", N_("Bunyi pesan"), N_("Kata-kata kantor sendiri untuk setiap pesan."), place="office"),
            _topic("satisfaction"),
        ),
    ),
    (
        N_("Layar dan suara"),
        (
            Entry(
                "screens",
                N_("Layar"),
                N_("TV di ruang tunggu, di pintu, dan di atas loket; tablet petugas pintu dan kios."),
                place="office",
            ),
            Entry(
                "voice",
                N_("Suara"),
                N_("Cara nomor disebut, waktu tenang, letak kantor, dan azan."),
                ("{rests_at_adhan}",),
                place="office",
            ),
            Entry(
                "settings_trial",
                N_("Uji coba alat"),
                N_("TV dipasangkan, panggilan dan cetakan percobaan, pemindai, dengan jawaban apakah bekerja."),
                ("{tried}",),
            ),
        ),
    ),
    (
        N_("Data dan sistem"),
        (
            _topic("retention"),
            Entry(
                "person_data",
                N_("Data satu orang"),
                N_("Warga minta salinan datanya, atau minta datanya dihapus."),
            ),
            Entry(
                "intake",
                N_("Impor dokumen"),
                N_("Berkas dokumen dari aplikasi kantor dimasukkan, dengan laporannya."),
                place="documents",
            ),
            Entry(
                "settings_backup",
                N_("Cadangan data"),
                N_("Salinan semua data, dan kapan yang terakhir dibuat."),
                ("{backup}",),
            ),
            Entry(
                "settings_alarms",
                N_("Alarm"),
                N_("Siapa dikabari bila ruang tunggu penuh, alat diam, pesan macet, disk penuh, atau cadangan gagal."),
                ("{alarms}",),
            ),
            Entry(
                "settings_health",
                N_("Kesehatan sistem"),
                N_("Apa yang perlu diperhatikan pada server, dan apa yang harus dilakukan."),
            ),
            _topic("public"),
            Entry("audit_log", N_("Catatan kegiatan"), N_("Siapa melakukan apa, dan kapan.")),
            Entry("tokens", N_("Token untuk mesin"), N_("Aplikasi lain yang boleh membaca atau menulis lewat API.")),
        ),
    ),
)


def reachable(request: Request, staff: SignedIn) -> list[tuple[str, list[tuple[Entry, str]]]]:
    """The sections with those of their entries that have a page which somebody may see, each with its address."""
    found = []
    for title, entries in SECTIONS:
        seen = [entry for entry in entries if staff.looks_at(entry.place)]
        known = [(entry, path) for entry in seen if (path := _path(request, entry)) is not None]
        if known:
            found.append((title, known))
    return found


def facts_of(session: Session, office: Office, say: Wording, now: datetime) -> Facts:
    """What an office has set, in words, by the places of the glances."""
    facts: dict[str, str | int] = {}
    for name in Office.model_fields:
        value = getattr(office, name)
        if isinstance(value, bool):
            facts[name] = say.text(YES_NO[name][0 if value else 1]) if name in YES_NO else int(value)
        elif isinstance(value, time):
            facts[name] = f"{value:%H.%M}"
        elif name in EMPTY:
            facts[name] = value or say.text(EMPTY[name])
        elif isinstance(value, int | str):
            facts[name] = value
    counters = counters_in_use(session, office)
    services = queries.services_of(session, office.id)
    facts["zone"] = zone_label(zone_of_office(office))
    facts["counters"] = len(counters)
    facts["services"] = ", ".join(service.letter for service in services)
    facts["slots"] = ", ".join(_slot_of(service, say) for service in services)
    facts["second"] = say.text(SECOND[office.second_factor])
    facts["kelurahan"] = _kelurahan(office, say)
    facts["lock"] = _lock(office, say)
    facts["reminders"] = _reminders(office, say)
    facts["tried"] = _tried(session, office, say)
    facts["backup"] = _backup(session, say, now)
    facts["alarms"] = _alarms(session, office, say)
    return facts


def _slot_of(service: Service, say: Wording) -> str:
    units = f"{service.letter} {service.slot_capacity}"
    if not service.reserved:
        return units
    return f"{units} ({say.text(N_('{count} disimpan')).format(count=service.reserved)})"


def _kelurahan(office: Office, say: Wording) -> str:
    count = len(kelurahan_of(office))
    return say.text(N_("{count} kelurahan")).format(count=count) if count else say.text(N_("belum ada daftar"))


def _backup(session: Session, say: Wording, now: datetime) -> str:
    if len(queries.offices(session)) > 1:
        return say.text(N_("semua kantor di server ini bersama, oleh pengelola server"))
    newest = last_backup(session).good
    if newest is None:
        return say.text(N_("belum ada cadangan"))
    said = say.text(N_("yang terakhir berumur {age}, {size}"))
    return said.format(age=say.age(now - newest.begun_at), size=say.size(newest.size or 0))


def _tried(session: Session, office: Office, say: Wording) -> str:
    untried = untried_screens(session, office)
    if untried:
        return say.text(N_("TV yang belum pernah dicoba: {count}")).format(count=len(untried))
    newest = max((each.tried_at for each in trials_of(session, office.id).values()), default=None)
    if newest is None:
        return say.text(N_("belum ada yang dicoba"))
    return say.text(N_("terakhir dicoba {day}")).format(day=say.day(newest))


def _alarms(session: Session, office: Office, say: Wording) -> str:
    count = sum(rule.is_on for rule in rules_of(session, office.id).values())
    return say.text(N_("{count} menyala")).format(count=count) if count else say.text(N_("semua mati"))


def _lock(office: Office, say: Wording) -> str:
    if not office.lock_minutes:
        return say.text(N_("halaman kantor tidak mengunci diri"))
    return say.text(N_("terkunci setelah {minutes} menit tidak dipakai")).format(minutes=office.lock_minutes)


def _reminders(office: Office, say: Wording) -> str:
    if office.remind_at is None:
        return say.text(N_("tanpa pengingat sehari sebelumnya"))
    return say.text(N_("diingatkan sehari sebelumnya pukul {hour}")).format(hour=f"{office.remind_at:%H.%M}")


def _path(request: Request, entry: Entry) -> str | None:
    try:
        return request.url_for(entry.route, **entry.parameters).path
    except NoMatchFound:
        return None
