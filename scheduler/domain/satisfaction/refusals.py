"""Why a survey is not taken: nobody asks, the visit is not over, it is too late, it was answered, or it has gaps."""

from typing import Any

from scheduler.domain.refusals import N_, Refusal


class SurveyNotAsked(Refusal):
    """The office does not ask its citizens."""

    status = 404
    sentence = N_("Kantor ini sedang tidak mengadakan survei kepuasan.")


class SurveyTooEarly(Refusal):
    """The visit was not served, or that was taken back."""

    sentence = N_("Survei ini untuk kunjungan yang sudah selesai dilayani.")


class SurveyOver(Refusal):
    """The visit was too long ago."""

    sentence = N_("Waktu mengisi survei sudah lewat: paling lambat {days} hari setelah dilayani. Terima kasih.")


class SurveyAnswered(Refusal):
    """The visit has answered already; whatever was sent now counts for nothing."""

    sentence = N_("Survei untuk kunjungan ini sudah diisi. Setiap kunjungan dihitung satu kali. Terima kasih.")


class SurveyHasGaps(Refusal):
    """Some of the nine questions have no answer; `missing` are their numbers."""

    status = 422
    sentence = N_("Nomor {numbers} belum dijawab. Jawaban Anda yang lain tetap ada di bawah.")

    @property
    def told_facts(self) -> dict[str, Any]:
        missing = self.facts.get("missing")
        return {**self.facts, "numbers": ", ".join(map(str, missing))} if missing else self.facts


class ResultsUnknown(Refusal):
    """The office does not publish its results, or there are none yet."""

    status = 404
    sentence = N_("Hasil survei kepuasan kantor ini belum tersedia di sini.")
