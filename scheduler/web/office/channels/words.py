"""How the page of channels says what was done, what is wrong, and what came of a test."""

from collections.abc import Mapping
from dataclasses import dataclass

from scheduler.domain.channels.refusals import AccountFaulty
from scheduler.domain.refusals import N_, Refusal
from scheduler.web.office.shared.message_codes import code
from scheduler.web.shared.told import sentence, told_by_fault
from scheduler.web.shared.wording import Wording

DONE: Mapping[str, str] = {
    "ladder": N_("Urutan saluran tersimpan."),
    "hours": N_("Jam kirim dan persetujuan tersimpan."),
    "reminders": N_("Pengingat tersimpan."),
    "account": N_("Akun tersimpan. Kirim pesan percobaan untuk memeriksanya."),
    "removed": N_("Akun dihapus."),
}
FAULTS: Mapping[tuple[str, str], str] = {
    ("channel", "twice"): N_("Saluran itu sudah ada dalam urutan."),
    ("channel", "no_account"): N_("Saluran itu belum punya akun. Isi akunnya dahulu."),
    ("wait_minutes", "out_of_range"): N_("Waktu tunggu dari 0 sampai 2880 menit."),
    ("remind_minutes", "out_of_range"): N_("Menit sebelum jadwal dari 0 sampai 1440."),
    ("soon_minutes", "out_of_range"): N_("Menit sebelum giliran dari 0 sampai 60."),
    ("uncollected_days", "out_of_range"): N_("Paling banyak enam angka hari, dari 1 sampai 365."),
    ("uncollected_days", "unreadable"): N_("Tulis angka hari, dipisahkan koma: 14, 30, 60."),
    ("to", "unreadable"): N_("Tulis nomor ponsel, misalnya 0812-3456-7890, atau alamat e-mail."),
}
"""What is wrong with the ladder and its settings, by field and code."""
OF_ACCOUNT: Mapping[str, str] = {
    "missing": N_("Wajib diisi."),
    "too_long": N_("Terlalu panjang."),
    "control": N_("Ada huruf yang tidak terlihat. Ketik ulang."),
    "choice": N_("Pilih salah satu."),
    "url": N_("Bukan alamat web."),
    "not_https": N_("Alamatnya harus mulai dengan https://."),
    "statuses": N_("Tulis status seperti 200,201."),
    "host": N_("Bukan nama server."),
    "port": N_("Port dari 1 sampai 65535."),
    "email": N_("Bukan alamat e-mail."),
    "digits": N_("Hanya angka."),
    "header": N_("Bukan nama header."),
    "insecure": N_("Tanpa pengamanan hanya boleh ke komputer ini sendiri."),
    "template": N_("Bentuknya tidak bisa dibaca."),
    "placeholder": N_("Harus ada {to} dan {text}."),
    "number": N_("Dari 1 sampai 6000."),
    "weak": N_("Sedikitnya 16 huruf dan angka, tanpa spasi dan garis miring."),
    "again": N_("Alamatnya berubah: isi lagi rahasianya."),
}
OTHERWISE = N_("Belum benar.")
OUTCOMES: Mapping[str, str] = {
    "accepted": N_("Diterima saluran. Lihat apakah pesannya sampai di ponsel Anda."),
    "shown": N_("Hanya tampil di layar komputer: tidak ada yang dikirim."),
    "refused": N_("Ditolak saluran."),
    "failed": N_("Gagal, coba lagi nanti."),
    "unknown": N_("Dikirim, tetapi saluran tidak menjawab. Lihat apakah pesannya sampai."),
}


@dataclass(frozen=True, slots=True)
class Tested:
    """What came of a test: an outcome, and the far side's code."""

    outcome: str
    code: str

    @property
    def is_good(self) -> bool:
        return self.outcome in ("accepted", "shown")

    def text(self, say: Wording) -> str:
        """The outcome in words, with what the code means, and the code itself."""
        parts = [say.text(OUTCOMES[self.outcome]), code(say, self.code), f"({self.code})" if self.code else ""]
        return " ".join(part for part in parts if part)


def tested_of(query: Mapping[str, str]) -> Tested | None:
    """What an address says of a test; None where it says nothing."""
    outcome, given = query.get("outcome", ""), query.get("code", "")
    if outcome not in OUTCOMES:
        return None
    return Tested(outcome, given if given.isascii() and given.replace("_", "").isalnum() and len(given) < 40 else "")


def fault_of(fault: str) -> str:
    """What is wrong with one entry of an account."""
    return OF_ACCOUNT.get(fault, OTHERWISE)


_of_ladder = told_by_fault(FAULTS)


def told(refusal: Refusal, say: Wording) -> str:
    """A refusal in words; of an account the entries say more."""
    return sentence(refusal, say) if isinstance(refusal, AccountFaulty) else _of_ladder(refusal, say)
