"""How moments, waits and stages are said to people, in their language and on the office's own clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Self
from zoneinfo import ZoneInfo

from babel.dates import format_date
from markupsafe import Markup

from scheduler.board import written_waits
from scheduler.db.models import Office
from scheduler.domain.calendar.calendar import zone_label
from scheduler.domain.offices import bringing
from scheduler.domain.offices.bringing import Thing
from scheduler.domain.offices.called import ENGLISH, PRESET_NAMES, Names
from scheduler.domain.refusals import N_
from scheduler.messages.dialogue import replies
from scheduler.translations import SOURCE, reason_in, translations

STAGES = replies.STAGES
"""Stages of a document, in the words that messages use too."""
TICKET_STAGES = {
    "waiting": N_("menunggu di luar"),
    "admitted": N_("di dalam"),
    "called": N_("dipanggil"),
    "serving": N_("sedang dilayani"),
    "served": N_("selesai"),
    "parked": N_("disisihkan"),
    "missed": N_("tidak datang saat dipanggil"),
    "left": N_("sudah pulang"),
    "booked": N_("terjadwal"),
    "arrived": N_("sudah tiba"),
    "fulfilled": N_("selesai"),
    "cancelled": N_("dibatalkan"),
}
NOT_READY = {
    "in_production": N_("masih dicetak"),
    "waiting_for_blank": N_("masih menunggu blangko"),
    "incomplete": N_("masih kurang berkas"),
    "printing": N_("masih menunggu, karena pencetakan sedang terhenti"),
    "turn": N_("masih menunggu giliran dicetak"),
}
"""Why a document is not ready: by its stage, or by what it waits for where that says more (`awaits` of NotReady)."""
MEGABYTE = 1024 * 1024
METHODS = {
    "branch": N_("kecamatan atau kelurahan"),
    "post": N_("kantor pos"),
    "self_print": N_("cetak sendiri"),
    "office": N_("kantor ini"),
}


COLLECTORS = {
    "holder": N_("pemiliknya sendiri"),
    "family": N_("anggota keluarga satu KK"),
    "parent": N_("ayah atau ibu"),
    "guardian": N_("wali"),
    "proxy": N_("orang lain dengan surat kuasa"),
}
TAKERS = {
    "holder": N_("pemilik"),
    "family": N_("keluarga"),
    "parent": N_("keluarga"),
    "guardian": N_("keluarga"),
    "proxy": N_("wakil"),
}
"""How the one who took a document is named afterwards."""
DEFAULT_ZONE = ZoneInfo("Asia/Jakarta")
PARTS_OF_DAY = (
    (11, N_("jam {time} pagi")),
    (15, N_("jam {time} siang")),
    (18, N_("jam {time} sore")),
    (24, N_("jam {time} malam")),
)
"""Until which hour a part of the day lasts."""


@dataclass(frozen=True, slots=True)
class Wording:
    """Says things in one language, in one zone, by the names of one office."""

    language: str
    zone: ZoneInfo
    names: Names = PRESET_NAMES

    @classmethod
    def of(cls, language: str, office: Office | None) -> Self:
        """By the clock and the names of an office; None where no office is spoken of."""
        names = Names.of(office.type_names, office.service_names) if office else PRESET_NAMES
        return cls(language, zone_said(office), names)

    def text(self, source: str) -> str:
        """A source text in this language."""
        return translations(self.language).gettext(source) if source else ""

    def reason(self, reason: str) -> str:
        """Why something is shut, as its office wrote it; in another language what is known of it, else marked as
        Indonesian, which a screen reader then reads as such.
        """
        return reason_in(self.language, reason) or Markup('<span lang="{}">{}</span>').format(SOURCE, reason)

    def clock(self, moment: datetime) -> str:
        """09.00"""
        return moment.astimezone(self.zone).strftime("%H.%M")

    def clock_zone(self, moment: datetime) -> str:
        """09.00 WIB"""
        return f"{self.clock(moment)} {zone_label(self.zone)}"

    def hour_words(self, moment: datetime) -> str:
        """The hour as people say it, beside 13.00: jam 1 siang."""
        at = moment.astimezone(self.zone)
        hour, part = (at.hour - 1) % 12 + 1, next(part for until, part in PARTS_OF_DAY if at.hour < until)
        time = f"{hour}.{at.minute:02}" if at.minute else str(hour)
        return self.text(part).format(time=time)

    def zone_name(self) -> str:
        """WIB"""
        return zone_label(self.zone)

    def things(self, things: Iterable[Thing]) -> str:
        """What to bring on one line: "KTP lama, 2 KIA lama, resi"."""
        return ", ".join(thing.said(self.text) for thing in things)

    def asked_by(self, thing: Thing) -> str:
        """Whose something to bring is, and for which documents: "S.R., untuk KIA R.S., KK"."""
        documents = self._listed(thing.documents)
        for_them = self.text(N_("untuk {documents}")).format(documents=documents) if documents else ""
        return ", ".join(filter(None, (thing.whose, for_them)))

    def day(self, moment: datetime | date) -> str:
        """Senin, 30 November 2026"""
        return self._date(moment, "EEEE, d MMMM y")

    def short_day(self, moment: datetime | date) -> str:
        """Senin, 30 Nov"""
        return self._date(moment, "EEEE, d MMM")

    def short_date(self, moment: datetime | date) -> str:
        """30 Nov 2026"""
        return self._date(moment, "d MMM y")

    def day_month(self, moment: datetime | date) -> str:
        """30 November"""
        return self._date(moment, "d MMMM")

    def weekday_name(self, moment: datetime | date) -> str:
        """Jumat"""
        return self._date(moment, "EEEE")

    def weekday(self, moment: datetime | date) -> str:
        """Sen"""
        return self._date(moment, "EEE")

    def month(self, moment: datetime | date) -> str:
        """Nov"""
        return self._date(moment, "MMM")

    def month_year(self, moment: datetime | date) -> str:
        """November 2026"""
        return self._date(moment, "MMMM y")

    def slot(self, moment: datetime) -> str:
        """Senin, 30 November 2026 pukul 09.00 WIB"""
        return self.text(N_("{day} pukul {time}")).format(day=self.day(moment), time=self.clock_zone(moment))

    def since(self, moment: datetime, until: datetime) -> str:
        """09.41; Jumat, 27 Nov 09.41 where that is another day than `until`."""
        day = "" if self.is_same_day(moment, until) else f"{self.short_day(moment)} "
        return day + self.clock(moment)

    def is_same_day(self, moment: datetime, other: datetime) -> bool:
        """Whether two moments lie on one date of the office."""
        return moment.astimezone(self.zone).date() == other.astimezone(self.zone).date()

    def past_day(self, moment: datetime, now: datetime) -> str:
        """Jumat lalu; hari ini pukul 09.00; Jumat, 20 November 2026 where it is more than a week ago."""
        days = (now.astimezone(self.zone).date() - moment.astimezone(self.zone).date()).days
        if days == 0:
            return self.text(N_("hari ini pukul {time}")).format(time=self.clock(moment))
        if days < 7:
            return self.text(N_("{day} lalu")).format(day=self.weekday_name(moment))
        return self.day(moment)

    def minutes(self, span: tuple[int, int] | None) -> str:
        """6-9 menit; kurang dari 3 menit"""
        return written_waits.in_minutes(span, self.text)

    def wait(self, span: tuple[int, int] | None) -> str:
        """kira-kira 6-9 menit; kurang dari 3 menit"""
        return written_waits.about(span, self.text)

    def lasts(self, span: timedelta) -> str:
        """How long something takes or has taken: "2 jam 5 menit", "3 hari 4 jam", "0 menit"."""
        minutes = max(int(span.total_seconds()) // 60, 0)
        parts = ((minutes // 1440, N_("{count} hari")), (minutes // 60 % 24, N_("{count} jam")))
        said = [self.text(unit).format(count=count) for count, unit in parts if count]
        if minutes < 1440 and (minutes % 60 or not said):
            said.append(self.text(N_("{count} menit")).format(count=minutes % 60))
        return " ".join(said)

    def age(self, span: timedelta) -> str:
        """How long something has waited, at a glance: the larger unit alone, "3 hari", "4 jam", "0 menit"."""
        minutes = max(int(span.total_seconds()) // 60, 0)
        units = ((minutes // 1440, N_("{count} hari")), (minutes // 60, N_("{count} jam")))
        count, unit = next((each for each in units if each[0]), (minutes, N_("{count} menit")))
        return self.text(unit).format(count=count)

    def decimal(self, number: Decimal) -> str:
        """91,67"""
        return f"{number}".replace(".", ",") if self.language == SOURCE else f"{number}"

    def size(self, count: int) -> str:
        """How much room bytes take, rounded up: "12 kB", "10,4 MB"."""
        if count < MEGABYTE:
            return f"{-(-count // 1024)} kB"
        megabytes = f"{count / MEGABYTE:.1f} MB"
        return megabytes.replace(".", ",") if self.language == SOURCE else megabytes

    def type(self, code: str) -> str:
        """A document type as citizens read it; never which akta it is."""
        return self.names.type(code).said(self.language, self.text)

    def short_type(self, code: str) -> str:
        """A document type where several stand in one line: "KIA"."""
        return self.names.type(code).said_shortly(self.language, self.text)

    def service(self, name: str, name_en: str = "") -> str:
        """A service by its name in Indonesian. name_en: what its office calls it in English, where a page is about
        several offices.
        """
        return (name_en if self.language == ENGLISH else "") or self.names.service(name, self.language, self.text)

    def types(self, codes: Iterable[str]) -> str:
        """Several document types, each once: "KTP-el, Kartu Keluarga"."""
        return ", ".join(dict.fromkeys(self.type(code) for code in codes))

    def documents(self, named: Iterable[tuple[str, str]]) -> str:
        """Documents by their type's code and whose they are: "KTP-el" for one alone, "3 KIA (I.W., R.S., L.U.), 1 KK".

        Without initials: "3 KIA, 1 KK".
        """
        owners: dict[str, list[str]] = {}
        for code, who in named:
            owners.setdefault(code, []).append(who)
        if [len(each) for each in owners.values()] == [1]:
            return self.type(*owners)
        return ", ".join(self._several(code, whose) for code, whose in owners.items())

    def cards_back(self, named: Sequence[tuple[str, str]], *, of: int) -> str:
        """Which old cards stay with the office. named: of documents; of: how many the visit fetches."""
        if of == len(named) == 1:
            return self.text(N_("Kartu lama kami tarik."))
        documents = self._listed(named) if any(who for _, who in named) else self.documents(named)
        return self.text(N_("Kartu lama kami tarik: {documents}")).format(documents=documents)

    def _listed(self, named: Iterable[tuple[str, str]]) -> str:
        """Each document by its own: "KIA R.S., KIA L.U., KK"."""
        return ", ".join(" ".join(filter(None, (self.short_type(code), who))) for code, who in named)

    def _several(self, code: str, whose: Sequence[str]) -> str:
        said = self.text(bringing.SEVERAL).format(count=len(whose), what=self.short_type(code))
        return f"{said} ({', '.join(whose)})" if all(whose) else said

    def stage(self, stage: str) -> str:
        """Where a document, a booking or a ticket stands, in words."""
        return self.text(STAGES.get(stage) or TICKET_STAGES.get(stage, stage))

    def not_ready(self, stage: str) -> str:
        """Why somebody has come in vain: "masih dicetak"."""
        return self.text(NOT_READY.get(stage, N_("belum siap")))

    def collectors(self, kinds: Iterable[str]) -> str:
        """Who may come for a document: "ayah atau ibu, wali"."""
        return ", ".join(self.text(COLLECTORS.get(kind, kind)) for kind in kinds)

    def taker(self, taken_by: Mapping[str, str]) -> str:
        """Who took a document, masked: "pemilik", "wakil (B.)". taken_by: kind and initials."""
        kind, initials = taken_by.get("kind", ""), taken_by.get("initials")
        who = self.text(TAKERS.get(kind, kind))
        return f"{who} ({initials})" if initials and kind != "holder" else who

    def delivery_method(self, method: str) -> str:
        """Where a document is handed over."""
        return self.text(METHODS.get(method, method))

    def _date(self, moment: datetime | date, pattern: str) -> str:
        day = moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment
        return _written(day, pattern, self.language)


def zone_said(office: Office | None) -> ZoneInfo:
    """By whose clock moments are said: the office's, or that of most people where no office is spoken of."""
    return ZoneInfo(office.timezone) if office else DEFAULT_ZONE


@lru_cache(maxsize=4096)
def _written(day: date, pattern: str, language: str) -> str:
    """A date by one of Babel's patterns; a page names the same few days again and again."""
    return format_date(day, pattern, locale=language)
