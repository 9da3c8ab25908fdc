"""Refusals of what is thought of a day to come."""

from collections.abc import Mapping

from scheduler.domain.refusals import N_, Crowded, Refusal


class NoWorkThatDay(Refusal):
    """Nothing is served on the day that was asked for, so that there is nothing to play."""

    sentence = N_("Pada hari itu tidak ada layanan, jadi tidak ada yang bisa dihitung. Pilih hari lain.")


class ChangeNeeded(Refusal):
    """Nothing of what was thought of differs from how it is."""

    status = 422
    sentence = N_("Belum ada yang diubah. Ubah paling sedikit satu hal, lalu bandingkan.")


class ChangeUnreadable(Refusal):
    """What was typed for a change is not written as it is to be. field: which; typed: what."""

    status = 422
    sentence = N_("“{typed}” tidak terbaca. Tulis seperti {example}.")

    @property
    def errors(self) -> Mapping[str, str]:
        return {self.facts["field"]: "unreadable"}


class ServiceNotServed(Refusal):
    """A change is about a service that is not served on the day. service: its letter."""

    status = 422
    sentence = N_("Layanan {service} tidak dilayani pada hari itu.")


class ServiceWithoutSlots(Refusal):
    """A change is about the slots of a service that has none. service: its letter."""

    status = 422
    sentence = N_("Layanan {service} tidak punya slot pada hari itu.")


class CounterNotAtWork(Refusal):
    """A change takes away a counter that takes nobody on the day. counter: its number."""

    status = 422
    sentence = N_("Loket {counter} tidak melayani pada hari itu, jadi tidak bisa hilang.")


class StretchBackwards(Refusal):
    """A stretch of the day ends before it begins."""

    status = 422
    sentence = N_("Jam selesai harus sesudah jam mulai.")


class StretchesOverlap(Refusal):
    """Two stretches of the day say differently how many counters are at work at one time."""

    status = 422
    sentence = N_("Jam jumlah loket saling bertumpuk. Tulis setiap jam satu kali.")


class ClosureNotAhead(Refusal):
    """A closure that is thought of lies wholly outside the weeks that are reckoned."""

    status = 422
    sentence = N_("Tanggal tutup itu di luar delapan pekan ke depan. Pilih tanggal yang lebih dekat.")


class SeasonShut(Refusal):
    """By the hours of the season that is thought of nothing is served on that weekday."""

    status = 422
    sentence = N_("Menurut jam musim itu kantor tutup pada hari itu. Pilih hari lain.")


class ChangeOutOfRange(Refusal):
    """A number of a change is too small or too large. field: of which; least, most: within which it may be."""

    status = 422
    sentence = N_("Angka itu hanya bisa dari {least} sampai {most}.")

    @property
    def errors(self) -> Mapping[str, str]:
        return {self.facts["field"]: f"{self.facts['least']}-{self.facts['most']}"}


class UnitsOutOfRange(ChangeOutOfRange):
    sentence = N_("Satuan kerja per slot hanya bisa dari {least} sampai {most}.")


class SlotMinutesOutOfRange(ChangeOutOfRange):
    sentence = N_("Panjang slot hanya bisa dari {least} sampai {most} menit.")


class WalkInsOutOfRange(ChangeOutOfRange):
    sentence = N_("Nomor tanpa jadwal per hari hanya bisa dari {least} sampai {most}.")


class LimitOutOfRange(ChangeOutOfRange):
    sentence = N_("Batas orang di dalam hanya bisa dari {least} sampai {most}.")


class CountersOutOfRange(ChangeOutOfRange):
    sentence = N_("Jumlah loket hanya bisa dari {least} sampai {most}.")


class ReadyOutOfRange(ChangeOutOfRange):
    sentence = N_("Jumlah dokumen yang jadi sekaligus hanya bisa dari {least} sampai {most}.")


class CardsOutOfRange(ChangeOutOfRange):
    sentence = N_("Jumlah yang dicetak sehari hanya bisa dari {least} sampai {most}.")


class WavePercentOutOfRange(ChangeOutOfRange):
    sentence = N_("Persen undangan hanya bisa dari {least} sampai {most}.")


class PlannerBusy(Crowded):
    """Several days are being played already, and others wait for theirs."""

    sentence = N_("Beberapa perhitungan sedang berjalan. Tunggu sekitar setengah menit, lalu coba lagi.")
