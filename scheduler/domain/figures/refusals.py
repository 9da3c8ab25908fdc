"""Why a period cannot be shown as it was asked for."""

from scheduler.domain.refusals import N_, Refusal


class PeriodUnreadable(Refusal):
    """A day of a period is missing, or no date."""

    status = 422
    sentence = N_("Tanggalnya belum bisa dibaca. Tulis misalnya 17/08/2026, di kedua kolom.")


class PeriodBackwards(Refusal):
    """A period that ends before it begins."""

    status = 422
    sentence = N_("Tanggal akhir lebih awal daripada tanggal awal. Tukar keduanya.")


class PeriodTooLong(Refusal):
    """More days than are shown at a time. Facts: days."""

    status = 422
    sentence = N_("Paling banyak {days} hari sekaligus. Pilih periode yang lebih pendek.")


class PeriodAhead(Refusal):
    """A period that has not begun."""

    status = 422
    sentence = N_("Periode itu belum mulai. Pilih hari ini atau yang sudah lewat.")
