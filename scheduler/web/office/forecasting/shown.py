"""What is kept of a coming day as pages show it: its line, its warnings, its figures and plots."""

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.db.models import Office
from scheduler.domain.forecasting.truth import Truth
from scheduler.domain.refusals import N_
from scheduler.flow.forecasting.keeping import Kept
from scheduler.web.office.forecasting.figures import Told, told
from scheduler.web.office.forecasting.plotted import Drawn, Where, whole
from scheduler.web.office.shared import forecast_words
from scheduler.web.office.shared.plots import Course
from scheduler.web.shared.wording import Wording

MADE = N_("Dihitung {when} dari {days} hari kerja terakhir; dijalankan {plays} kali.")
MADE_OF_NOTHING = N_(
    "Dihitung {when} dari nilai awal, karena belum ada hari kerja yang tercatat; dijalankan {plays} kali."
)
FORESEEN = N_("Prakiraan")
SEEN = N_("Yang terjadi: paling banyak {people} orang di dalam, tunggu 95% warga {minutes} menit, {visits} dilayani.")


@dataclass(frozen=True, slots=True)
class Shown:
    """A day. made: by what it was reckoned, and when. seen: how it was, in words, of one that is over."""

    sentence: str
    warnings: Sequence[forecast_words.Caution]
    made: str
    figures: Sequence[Told]
    plots: Sequence[Course]
    seen: str


def shown(say: Wording, office: Office, kept: Kept) -> Shown:
    """A day as it was foreseen last."""
    drawn = Drawn(say.text(FORESEEN), kept.foreseen.forecast, kept.foreseen.limit)
    return Shown(
        sentence=forecast_words.honest_line(say, kept.foreseen),
        warnings=warnings(say, office, kept),
        made=made(say, kept),
        figures=told(say, kept.foreseen.forecast),
        plots=[
            whole(say, [drawn], where, seen=kept.truth.inside if kept.truth and where is Where.INSIDE else ())
            for where in Where
        ],
        seen=seen(say, kept.truth) if kept.truth else "",
    )


def warnings(say: Wording, office: Office, kept: Kept) -> list[forecast_words.Caution]:
    """What will not do about a day, by what the office asks; of one that is over nothing can be done any more."""
    found = [forecast_words.warning(say, each) for each in forecast_words.warned_of(office, kept.foreseen)]
    return [each._replace(advice="") for each in found] if kept.truth else found


def seen(say: Wording, truth: Truth) -> str:
    """How a day was that is over."""
    return say.text(SEEN).format(people=truth.peak, minutes=round(truth.long_wait), visits=truth.served)


def made(say: Wording, kept: Kept) -> str:
    """By what a day was reckoned, and when."""
    text = MADE if kept.foreseen.recorded else MADE_OF_NOTHING
    when = f"{say.short_day(kept.made_at)} {say.clock_zone(kept.made_at)}"
    return say.text(text).format(when=when, days=kept.foreseen.recorded, plays=kept.foreseen.forecast.plays)
