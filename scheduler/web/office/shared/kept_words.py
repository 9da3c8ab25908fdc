"""What is kept of people, in words: what each kind is called, what its rule means, and from when days are counted."""

from collections.abc import Mapping
from typing import NamedTuple

from scheduler.domain.privacy.keeping import Kind
from scheduler.domain.refusals import N_


class Kept(NamedTuple):
    """A kind in words. label: of its rule; title: as a list names it; does: what it means to a citizen."""

    label: str
    title: str
    does: str


KEPT: Mapping[Kind, Kept] = {
    Kind.DOCUMENTS: Kept(
        N_("Nama pada dokumen"),
        N_("nama pada dokumen"),
        N_(
            "Dihitung sejak dokumen diserahkan atau dicabut. Sesudahnya nama, NIK, telepon, catatan, dan siapa yang "
            "mengambil dihapus; yang tinggal hanya angka. Ikuti jadwal retensi arsip (JRA) daerah Anda. Tanpa aturan "
            "lain, pakai paling singkat lima tahun."
        ),
    ),
    Kind.VISITS: Kept(
        N_("Kunjungan"),
        N_("kunjungan"),
        N_(
            "Dihitung sejak kunjungan selesai. Sesudahnya jadwal, nomor antrean, panggilan, perkiraan tunggu, dan yang "
            "ditolak di pintu dihapus. Hitungan per hari tetap ada, tanpa nama."
        ),
    ),
    Kind.TALKS: Kept(
        N_("Percakapan"),
        N_("percakapan"),
        N_(
            "Dihitung sejak ditulis. Sesudahnya pesan dan fotonya dihapus; yang masih menunggu jawaban petugas tidak "
            "dihapus."
        ),
    ),
    Kind.MESSAGES: Kept(
        N_("Catatan pesan terkirim"),
        N_("catatan pesan terkirim"),
        N_(
            "Dihitung sejak terakhir dikirim. Sesudahnya kantor tidak bisa lagi melihat kapan warga dikabari dan lewat "
            "apa. Pesan tentang dokumen yang belum diambil tidak dihapus."
        ),
    ),
    Kind.DISCLOSURES: Kept(
        N_("Catatan siapa melihat data"),
        N_("catatan siapa melihat data"),
        N_("Dihitung sejak dilihat. Selama itu warga bisa menanyakan petugas mana yang membuka NIK atau teleponnya."),
    ),
    Kind.SESSIONS: Kept(
        N_("Catatan masuk petugas"),
        N_("catatan masuk petugas"),
        N_("Dihitung sejak sesi berakhir. Hanya tentang petugas, bukan warga."),
    ),
    Kind.MOVES: Kept(
        N_("Riwayat dan catatan kegiatan"),
        N_("riwayat dan catatan kegiatan"),
        N_(
            "Dihitung sejak langkah terakhir. Riwayat dokumen baru dihapus setelah namanya dihapus, walaupun angka di "
            "sini lebih kecil. Bukti penghapusan tidak pernah dihapus."
        ),
    ),
    Kind.FILES: Kept(
        N_("Foto berkas dan alamat kirim"),
        N_("foto berkas dan alamat kirim"),
        N_(
            "Dihitung sejak berkas diterima lengkap, permohonan dicabut, atau permintaan kirim selesai. Sesudahnya "
            "foto dan alamat dihapus dari server."
        ),
    ),
    Kind.DRAFTS: Kept(
        N_("Permohonan yang belum dikirim"),
        N_("permohonan yang belum dikirim"),
        N_("Dihitung sejak terakhir disentuh warga. Sesudahnya isian dan fotonya dihapus seluruhnya."),
    ),
}
"""By their kinds, in the order in which pages show them."""
