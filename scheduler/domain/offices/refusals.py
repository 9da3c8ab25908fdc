"""Refusals of what an office is and hands over."""

from scheduler.domain.refusals import N_, Refusal, Unknown


class OfficeUnknown(Unknown):
    sentence = N_("Kantor itu tidak ditemukan.")


class TypeUnknown(Refusal):
    status = 422
    sentence = N_("Jenis dokumen itu tidak dilayani kantor ini.")


class TypeNeeded(Refusal):
    """Documents of a type are on their way, or applications for it are begun. Facts: type, documents, drafts."""

    sentence = N_(
        "{type} belum bisa dihentikan: dokumen yang belum selesai: {documents}, permohonan yang sedang diisi: "
        "{drafts}. Supaya tidak bertambah, matikan dulu permohonannya di halaman Jenis permohonan; hentikan jenis "
        "ini setelah semuanya selesai."
    )


class MaterialInUse(Refusal):
    """Documents of a type are on their way, each with its place in the line for its blank. Facts: type, documents."""

    sentence = N_(
        "Blangko {type} belum bisa diganti: masih ada {documents} dokumen yang belum selesai. Ganti setelah semuanya "
        "selesai."
    )


class ServiceUnknown(Unknown):
    sentence = N_("Layanan itu tidak ditemukan. Muat ulang halaman ini.")


class ServiceHasTypes(Refusal):
    """A service has document types, which would be fetched nowhere. Facts: service, types (their codes)."""

    sentence = N_(
        "Layanan {service} belum bisa dihentikan karena masih menangani {types}. Pindahkan jenis dokumen itu ke "
        "layanan lain atau hentikan dulu."
    )


class ServiceBooked(Refusal):
    """Somebody is booked at a service, or waits for a seat there. Facts: service, visits, waiting."""

    sentence = N_(
        "Layanan {service} belum bisa dihentikan: masih ada {visits} jadwal dan {waiting} orang di daftar tunggu. "
        "Tunggu sampai semuanya selesai, atau pindahkan jadwalnya di halaman Jadwal warga, lalu coba lagi."
    )


class ServiceAtWork(Refusal):
    """A service has given numbers today. Facts: service."""

    sentence = N_(
        "Layanan {service} sudah memberi nomor antrean hari ini, jadi tidak bisa dihentikan atau diganti hurufnya "
        "sekarang. Coba lagi besok sebelum kantor buka."
    )


class OnlyService(Refusal):
    """An office has one service left. Facts: service."""

    sentence = N_(
        "Layanan {service} tidak bisa dihentikan karena hanya itu layanan kantor ini. Tambahkan yang lain dulu."
    )


class TypeRetired(TypeUnknown):
    """Nobody may apply for it any more. Facts: type, its code."""

    sentence = N_("{type} tidak dilayani lagi di kantor ini.")


class ChangedMeanwhile(Refusal):
    """Somebody else has changed what was shown when this was typed; `now` has it as it is, by field."""

    sentence = N_(
        "Pengaturan ini baru saja diubah orang lain. Yang Anda ketik masih ada di bawah, di sampingnya yang berlaku"
        " sekarang. Periksa, lalu simpan lagi bila tetap perlu."
    )


class ZoneInUse(Refusal):
    """Visits stand at hours of the zone: with another one they would be at other hours than people were told."""

    sentence = N_(
        "Zona waktu belum bisa diganti: masih ada {visits} jadwal dan {tickets} nomor antrean yang jamnya sudah"
        " diberitahukan. Ganti setelah semuanya selesai, dipindah, atau dibatalkan."
    )


class CounterNumberUnknown(Unknown):
    sentence = N_("Loket itu tidak ada.")


class NoPrinter(Refusal):
    """The office prints by its browsers, so the server has nothing to try."""

    sentence = N_("Belum ada alamat pencetak. Isi dan simpan alamatnya dulu.")
