"""Refusals of what an office is and hands over."""

from scheduler.domain.refusals import N_, Refusal, Unknown


class OfficeUnknown(Unknown):
    sentence = N_("Kantor itu tidak ditemukan.")


class TypeUnknown(Refusal):
    status = 422
    sentence = N_("Jenis dokumen itu tidak dilayani kantor ini.")


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
