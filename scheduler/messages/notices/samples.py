"""What each place of a text stands for, and a text as a citizen would read it, with values of nobody in particular."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from scheduler.domain.alarms.kinds import Alarm
from scheduler.domain.applying.checking import REASONS
from scheduler.domain.refusals import N_
from scheduler.domain.text.patterns import fill
from scheduler.messages.notices.alarms.words import PAGES, SILENT, TODO
from scheduler.messages.notices.booking.visits import FETCH
from scheduler.messages.notices.documents.papers import SUBSTITUTES
from scheduler.messages.notices.frame import framed
from scheduler.messages.notices.links import BY_OTHERS, WAYS_IN_WORDS
from scheduler.messages.notices.said import Tongue, of_office
from scheduler.messages.notices.template import Template

MEANINGS: Mapping[str, str] = {
    "office": N_("nama kantor"),
    "address": N_("alamat kantor"),
    "office_phone": N_("telepon kantor"),
    "domain": N_("alamat situs kantor"),
    "ref4": N_("empat angka terakhir nomor registrasi"),
    "url": N_("tautan ke halaman warga"),
    "documents": N_("dokumen yang dimaksud"),
    "type": N_("jenis dokumen"),
    "who": N_("inisial pemilik"),
    "expires": N_("batas berlaku tautan"),
    "day": N_("hari dan tanggal"),
    "time": N_("jam"),
    "short": N_("nomor jadwal"),
    "bring": N_("yang dibawa"),
    "errand": N_("keperluan kunjungan"),
    "until": N_("batas waktu"),
    "old": N_("jadwal lama"),
    "new": N_("jadwal baru"),
    "reason": N_("alasan"),
    "service": N_("nama layanan"),
    "ticket": N_("nomor antrean"),
    "minutes": N_("perkiraan menit"),
    "collector": N_("siapa yang mengambil"),
    "date": N_("tanggal"),
    "date2": N_("perkiraan tanggal jadi"),
    "items": N_("yang kurang"),
    "item": N_("foto yang dimaksud"),
    "fault": N_("apa yang kurang dari foto itu"),
    "material": N_("bahan yang habis"),
    "substitute": N_("pengganti sementara"),
    "place": N_("tempat pengambilan"),
    "hours": N_("jam buka tempat itu"),
    "since": N_("sejak kapan"),
    "ways": N_("cara lain untuk yang tidak bisa datang"),
    "courier": N_("nama kurir"),
    "number": N_("nomor kiriman"),
    "alarm": N_("apa yang terjadi"),
    "todo": N_("apa yang perlu dilakukan"),
    "page": N_("alamat halaman kantor"),
    "to": N_("ke mana berkasnya dikirim"),
    "code": N_("kode enam angka"),
}
"""Of every place, in the words of the office."""
CODE = "7K4M-P2QX-9RD3-FHNT"
MISSING, PLACE, REASON = N_("fotokopi Kartu Keluarga"), N_("Kantor Camat"), N_("gangguan jaringan")
BLURRED = REASONS["unreadable"]["blurred"].label
SERVICE, BLANK, RESULT, OLD_CARD = N_("Perekaman KTP-el"), N_("blangko KTP-el"), N_("resi"), N_("KTP lama")


def sample_facts(template: Template, tongue: Tongue) -> dict[str, str]:
    """A value for every place there is."""
    say = tongue.translate
    at = datetime(2026, 11, 30, 9, tzinfo=ZoneInfo(tongue.office.timezone))
    card = tongue.type("KTP-el")
    path = f"o/{tongue.office.code}" if template.opens == "o" else f"{template.opens}/{CODE}"
    return {
        **of_office(tongue.office, tongue.base_url, say),
        "ref4": "0412",
        "who": "S.R.",
        "short": "40-317",
        "ticket": "A-015",
        "minutes": "6-9",
        "alarm": say(SILENT).format(devices="Lobi"),
        "todo": say(TODO[Alarm.DEVICE_SILENT]),
        "page": f"{tongue.base_url}/{PAGES[Alarm.DEVICE_SILENT]}",
        "ways": ", ".join(say(words) for words in (BY_OTHERS, *WAYS_IN_WORDS.values())),
        "courier": "Pos Indonesia",
        "number": "P2611-0412",
        "to": say(N_("ke {email}")).format(email="s***@gmail.com"),
        "code": "482 913",
        "url": f"{tongue.base_url}/{path}",
        "documents": card,
        "type": card,
        "errand": say(FETCH).format(documents=card),
        "expires": tongue.date(at + timedelta(days=30)),
        "since": tongue.date(at - timedelta(days=14)),
        "day": tongue.day(at),
        "date": tongue.date(at),
        "date2": tongue.date(at + timedelta(days=7)),
        "time": tongue.clock(at),
        "hours": "08.00-15.00",
        "until": tongue.clock(at - timedelta(minutes=90)),
        "old": tongue.moment(at),
        "new": tongue.moment(at + timedelta(days=3)),
        "reason": say(REASON),
        "service": say(SERVICE),
        "collector": say(N_("keluarga")),
        "items": say(MISSING),
        "item": say(MISSING),
        "fault": say(BLURRED),
        "bring": f"{say(OLD_CARD)}, {say(RESULT)}",
        "material": say(BLANK),
        "substitute": say(SUBSTITUTES["KTP-el"]),
        "place": say(PLACE),
    }


def sample_of(template: Template, words: str, tongue: Tongue) -> str:
    """A text as it would read, in its frame. Raises Broken, KeyError for words that cannot be filled in."""
    pattern = framed(words, template, tongue.translate, has_phone=bool(tongue.office.phone), has_proof=True)
    return fill(pattern, sample_facts(template, tongue))
