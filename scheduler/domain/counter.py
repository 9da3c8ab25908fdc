"""Refusals at the counters: of calls, of steps on a ticket, of taking them back."""

from collections.abc import Mapping

from scheduler.domain.refusals import N_, Refusal, Unknown


class CounterUnknown(Unknown):
    sentence = N_("Loket itu tidak ada di kantor ini.")


class TicketUnknown(Unknown):
    sentence = N_("Nomor antrean itu tidak ada hari ini.")


class NobodyWaiting(Refusal):
    sentence = N_("Belum ada yang menunggu.")


class CounterBusy(Refusal):
    sentence = N_("Loket ini masih melayani {ticket}. Selesaikan dahulu.")


class CounterTaken(Refusal):
    """Another browser works at the counter; it can be taken over."""

    sentence = N_("Loket {counter} sedang dipakai {name} sejak pukul {since}.")


class CounterClosed(Refusal):
    sentence = N_("Loket ini sedang tutup. Buka loket dahulu.")


class NoOpenCounter(Refusal):
    """No open counter takes the service: whoever is sent there would wait for nobody."""

    sentence = N_("Belum ada loket buka untuk {service}. Buka loketnya dahulu.")


class NothingToUndo(Refusal):
    sentence = N_("Tidak ada langkah yang bisa dibatalkan.")


class UndoTooLate(Refusal):
    sentence = N_("Langkah terakhir sudah lebih dari sepuluh menit yang lalu dan tidak bisa dibatalkan.")


class MovedSince(Refusal):
    sentence = N_("Keadaannya sudah berubah sejak langkah itu. Langkah tidak dibatalkan.")


class OnBreak(Refusal):
    """Calls, repeated calls and absences rest in the office's break."""

    sentence = N_(
        "Sedang istirahat sampai {until}. Nomor tidak dipanggil saat istirahat. "
        "Untuk melayani yang sudah di dalam, panggil nomornya dengan alasan."
    )

    @property
    def said_as(self) -> Mapping[str, str]:
        """A break ends on the same day: its hour is enough."""
        return {"until": "hour"}


class CallLimit(Refusal):
    sentence = N_("Nomor ini sudah dipanggil {count} kali. Tandai tidak datang, atau sisihkan dulu.")


class CallTooSoon(Refusal):
    """The same number was called a moment ago; `seconds` are left."""

    sentence = N_("Nomor ini baru saja dipanggil. Panggil lagi setelah {seconds} detik.")


class TooFewCalls(Refusal):
    """Nobody is counted as absent before the office's number of calls."""

    sentence = N_("Panggil lagi dahulu: baru {count} dari {needed} panggilan.")


class StillInQueue(Refusal):
    """A handover of another day is to be written down for somebody who has a number today."""

    sentence = N_("Kunjungan ini sedang antre hari ini dengan nomor {ticket}. Selesaikan nomor itu dahulu.")


class PaperNumberTaken(Refusal):
    sentence = N_("Nomor kertas {number} sudah dicatat hari itu.")
