"""What each counter did; and, where the office wants that, each of its people."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from scheduler.domain.figures.counts import Count
from scheduler.domain.figures.definition import Definition
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.flow.figures.day import Day

DEFINITIONS = {
    Figure.COUNTER_SERVED: Definition(
        N_("Dilayani per loket"),
        N_("Nomor yang selesai dilayani, menurut loket terakhirnya."),
        N_("Nomor kertas ikut pada loket yang dicatat. Yang dioper dihitung di loket yang menyelesaikan."),
    ),
    Figure.COUNTER_MINUTES: Definition(
        N_("Menit melayani per loket"),
        N_("Jumlah menit dari panggilan sampai layanan selesai, menurut loket terakhir."),
        N_("Nomor kertas yang dicatat kemudian tidak ikut, karena lama layanannya tidak diketahui."),
    ),
    Figure.PERSON_SERVED: Definition(
        N_("Dilayani per petugas"),
        N_("Nomor yang layanannya diselesaikan petugas itu. Hanya dihitung bila kantor menghendakinya."),
        N_("Nomor kertas yang dicatat kemudian tidak ikut: yang mencatat belum tentu yang melayani."),
    ),
}
STAFF = "staff:"


def count(day: Day) -> Iterator[Count]:
    """Numbers and minutes of each counter, and numbers of each person."""
    served = [each for each in day.numbers if each.is_served]
    known = [(each.counter, each.service) for each in served if each.service is not None]
    lasted: dict[str, timedelta] = {}
    for counter, service in known:
        if counter is not None:
            lasts = max(service.ended_at - service.called_at, timedelta())
            lasted[str(counter)] = lasted.get(str(counter), timedelta()) + lasts
    yield from day.count(
        Figure.COUNTER_SERVED, Counter(str(each.counter) for each in served if each.counter is not None)
    )
    minutes = {counter: round(lasts / timedelta(minutes=1)) for counter, lasts in lasted.items()}
    yield from day.count(Figure.COUNTER_MINUTES, minutes)
    if day.office.figures_of_persons:
        people = Counter(service.by.removeprefix(STAFF) for _, service in known if service.by.startswith(STAFF))
        yield from day.count(Figure.PERSON_SERVED, people)
