"""Why figures are not shown to the public."""

from scheduler.domain.refusals import N_, Refusal


class NotPublished(Refusal):
    """The office shows the public no figures, or is not open to it yet."""

    status = 404
    sentence = N_("Kantor ini tidak menampilkan angkanya untuk umum. Silakan hubungi kantornya.")


class MonthNotOver(Refusal):
    """Open data of a month come when all of its days are counted."""

    status = 404
    sentence = N_("Data bulan ini belum ada. Data satu bulan dibuka setelah semua harinya selesai dihitung.")
