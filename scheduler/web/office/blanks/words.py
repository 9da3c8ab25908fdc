"""How the page of blanks says what is in the ledger, and what cannot be done."""

from collections.abc import Mapping, Sequence

from scheduler.db.models import Supply
from scheduler.domain.refusals import N_, Refusal
from scheduler.flow.blanks.supplies import left_of
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

KINDS: Mapping[str, str] = {
    "receipt": N_("Masuk"),
    "use": N_("Dipakai"),
    "spoilt": N_("Blangko rusak"),
    "unused": N_("Batal dipakai (rusak)"),
    "count": N_("Dihitung"),
    "short": N_("Dicetak tanpa blangko di buku"),
}
WHYS: Mapping[str, str] = {
    "printer": N_("Mesin cetak rusak"),
    "ribbon": N_("Tinta (ribbon) habis"),
    "power": N_("Listrik padam"),
    "network": N_("Jaringan terganggu"),
    "other": N_("Lainnya"),
}
REASON_WORDS: Mapping[str | None, str] = {
    "first": N_("Pertama kali"),
    "changed": N_("Perubahan data"),
    "moved_in": N_("Pindah datang"),
    "damaged": N_("Rusak"),
    "lost": N_("Hilang"),
    None: N_("Tanpa alasan"),
}
DONE: Mapping[str, str] = {
    "spoilt": N_("Blangko rusak sudah dicatat."),
    "asked": N_("Permintaan ke pusat sudah dicatat."),
    "granted": N_("Jawaban pusat sudah dicatat."),
    "refused": N_("Penolakan pusat sudah dicatat."),
    "given_up": N_("Sudah dicatat bahwa sisanya tidak datang."),
    "stopped": N_("Cetak dihentikan. Permohonan yang diterima menunggu sampai cetak dilanjutkan."),
    "settled": N_("Pengaturan sudah disimpan."),
}
FAULTS: Mapping[str, str] = {
    "pieces": N_("Jumlah keping dari {allowed}."),
    "per_day": N_("Cetak sehari dari {allowed}, atau kosongkan."),
    "sum": N_("Bagian semua alasan paling banyak 90 persen: sisanya untuk pemohon lain."),
    "fetchable_on": N_("Tanggalnya tidak terbaca."),
    "why": N_("Pilih sebabnya."),
    "note": N_("Keterangan paling panjang 200 huruf."),
    "reason": N_("Tulis alasannya, paling panjang 200 huruf."),
}
SHARE = N_("Bagian setiap alasan dari 1 sampai 90 persen.")


def told_of(refusal: Refusal, say: Wording) -> str:
    """A refusal in words."""
    errors = refusal.errors
    said = [
        say.text(FAULTS[name]).format(allowed=_allowed(allowed)) for name, allowed in errors.items() if name in FAULTS
    ]
    if any(name in errors for name in ("first", "changed", "damaged", "lost", "moved_in")):
        said.append(say.text(SHARE))
    return " ".join(said) or sentence(refusal, say)


def _allowed(text: str) -> str:
    return text if text[:1].isdigit() else "0-1000000"


def state_of(supply: Supply) -> str:
    """How far a supply came that was asked for: a word of STATES; beside "fetchable" the page says from which day."""
    if supply.arrived_at is not None:
        return "arrived"
    if supply.refused_at is not None:
        return "refused"
    if supply.given_up_at is not None:
        return "given_up"
    if supply.granted is None:
        return "asked"
    return "fetchable" if supply.fetchable_on is not None else "granted"


def coming_of(coming: Sequence[Supply], say: Wording) -> str:
    """How many pieces of what is still to come may be fetched, are granted, and are only asked for."""
    told = []
    for state, words in COMING.items():
        some = [each for each in coming if state_of(each) == state]
        if some:
            pieces = sum(map(left_of, some))
            first = min((each.fetchable_on for each in some if each.fetchable_on is not None), default=None)
            told.append(say.text(words).format(pieces=pieces, day=say.short_day(first) if first else ""))
    return "; ".join(told) or say.text(N_("tidak ada permintaan yang berjalan"))


COMING: Mapping[str, str] = {
    "fetchable": N_("{pieces} bisa diambil mulai {day}"),
    "granted": N_("{pieces} disetujui, belum ada tanggal"),
    "asked": N_("{pieces} belum dijawab"),
}
STATES: Mapping[str, str] = {
    "asked": N_("Diminta, belum dijawab"),
    "granted": N_("Disetujui, belum bisa diambil"),
    "fetchable": N_("Disetujui, bisa diambil"),
    "arrived": N_("Sudah datang"),
    "refused": N_("Ditolak"),
    "given_up": N_("Sisanya tidak datang"),
}
