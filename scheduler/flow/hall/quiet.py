"""Today's quiet spans of an office, as its board carries them: the hours it wrote down, and the adhan if it wants that.

The adhan of noon and afternoon is reckoned from the sun (adhanpy, after Jean Meeus, Astronomical Algorithms) by what
Indonesia's ministry of religion, MUIS and JAKIM share: the sun at 20 and 18 degrees, a shadow as long as its
thing for the afternoon, and a margin after noon. A town's own table may differ by a minute or two.
"""

from datetime import UTC, date, datetime
from functools import lru_cache

from scheduler.board.model import Spans
from scheduler.db.models import Office
from scheduler.domain.calendar.quiet import QuietHours, quiet_times
from scheduler.flow.core.local_time import zone_of_office


def quiet_spans(office: Office, day: date) -> Spans:
    """The spans (UTC) of a local day in which calls have no voice, in order; they do not touch."""
    hours = [QuietHours.of(row) for row in office.quiet_hours]
    return quiet_times(hours, day, zone_of_office(office), adhans=adhans(office, day) if office.rests_at_adhan else ())


def adhans(office: Office, day: date) -> tuple[datetime, ...]:
    """The adhan of noon and of the afternoon where the office stands (UTC); none where its place is not known."""
    if office.latitude is None or office.longitude is None:
        return ()
    return _adhans(office.latitude, office.longitude, day)


@lru_cache(maxsize=64)
def _adhans(latitude: float, longitude: float, day: date) -> tuple[datetime, ...]:
    from adhanpy.calculation.CalculationMethod import CalculationMethod  # noqa: PLC0415 - only offices that want it
    from adhanpy.PrayerTimes import PrayerTimes  # noqa: PLC0415

    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    try:
        times = PrayerTimes((latitude, longitude), noon, CalculationMethod.SINGAPORE, time_zone=UTC)
    except RuntimeError:
        return ()  # the sun does not rise or set there today
    return times.dhuhr, times.asr
