"""How long people waited, and whether what they were told of it was true."""

from scheduler.domain.figures.counts import Counts
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.web.office.figures.view import Answer, Part, Section, View, parts_of, share_of
from scheduler.web.office.shared.spreadsheets import Cell, Share

MIDDLE, MOST = 0.5, 0.95
TIMES = (Figure.WAITS, Figure.SERVICE_TIMES)
TOLD = (
    Figure.TOLD,
    Figure.TOLD_KNOWN,
    Figure.TOLD_HELD,
    Figure.TOLD_EARLY,
    Figure.TOLD_LATE,
    Figure.TOLD_WIDTH,
)
FIGURES = frozenset({*TIMES, *TOLD, Figure.TOLD_OTHER})
UNTIL = {"admitted": N_("sampai dipersilakan masuk"), "called": N_("sampai dipanggil")}
ENDS = {
    "left": N_("pulang sebelum gilirannya"),
    "parked": N_("disisihkan petugas"),
    "out_of_order": N_("dipanggil khusus oleh petugas"),
    "called": N_("dipanggil langsung ke loket"),
    "waiting": N_("dikembalikan ke antrean"),
    "missed": N_("tidak datang saat dipanggil"),
    "serving": N_("langsung dilayani"),
    "served": N_("dicatat sudah dilayani"),
    "still_waiting": N_("masih menunggu"),
}
"""How waits ended of which it is not known whether they held."""


def section(view: View) -> Section:
    """The page of waits."""
    service_time = view.lasting(
        Figure.SERVICE_TIMES,
        view.text(N_("dilayani di loket (median)")),
        lambda counts: counts.spread(Figure.SERVICE_TIMES).quantile(MIDDLE),
    )
    return Section(
        [median(view), longest(view), service_time, held(view)],
        [_by_day(view), _by_service(view), _told(view), _ended_otherwise(view)],
    )


def median(view: View) -> Answer:
    """How long half of the people waited at most."""
    text = view.text(N_("menunggu; setengah dari mereka lebih singkat (median)"))
    return view.lasting(Figure.WAITS, text, lambda counts: counts.spread(Figure.WAITS).quantile(MIDDLE))


def longest(view: View) -> Answer:
    """How long 95 of 100 waited at most."""
    text = view.text(N_("menunggu paling lama, bagi 95 dari 100 orang"))
    return view.lasting(Figure.WAITS, text, lambda counts: counts.spread(Figure.WAITS).quantile(MOST))


def held(view: View) -> Answer:
    """Which share of the waits that were told came true."""
    text = view.text(N_("perkiraan waktu tunggu yang disebut ternyata tepat"))
    return view.shared(Figure.TOLD_HELD, text, share_of(Figure.TOLD_HELD, Figure.TOLD_KNOWN))


def _by_day(view: View) -> Part:
    rows: list[list[Cell]] = [[each.name, *_waits(each.counts)] for each in view.stretches]
    headings = [view.stretch, N_("Nomor"), N_("Median (menit)"), N_("95 dari 100 (menit)")]
    sheet = view.sheet("waits", N_("Lama menunggu"), headings, rows)
    desc = N_("Dari tiba sampai pertama kali dipanggil.")
    return Part((Figure.WAITS,), sheet, view.bars_of_minutes(sheet, {2: N_("Median"), 3: N_("95 dari 100")}, desc))


def _by_service(view: View) -> Part:
    rows: list[list[Cell]] = []
    for letter in parts_of(view.counts, *TIMES):
        times = view.counts.spread(Figure.SERVICE_TIMES, letter)
        at_counter = [times.quantile(MIDDLE), times.quantile(MOST)]
        rows.append([view.service(letter), *_waits(view.counts, letter), *at_counter])
    headings = [
        N_("Layanan"),
        N_("Nomor"),
        N_("Menunggu, median"),
        N_("Menunggu, 95 dari 100"),
        N_("Di loket, median"),
        N_("Di loket, 95 dari 100"),
    ]
    return Part(TIMES, view.sheet("waits-services", N_("Menurut layanan, dalam menit"), headings, rows))


def _told(view: View) -> Part:
    counts = view.counts
    rows: list[list[Cell]] = []
    for part in counts.parts(Figure.TOLD):
        letter, _, until = part.partition(":")
        known = counts.total(Figure.TOLD_KNOWN, part)
        shares = [
            Share(counts.total(figure, part), known)
            for figure in (Figure.TOLD_HELD, Figure.TOLD_EARLY, Figure.TOLD_LATE)
        ]
        width = round(counts.total(Figure.TOLD_WIDTH, part) / known, 1) if known else None
        name = f"{view.service(letter)}, {view.text(UNTIL.get(until, until))}"
        rows.append([name, counts.total(Figure.TOLD, part), known, *shares, width])
    headings = [
        N_("Perkiraan"),
        N_("Disebut"),
        N_("Diketahui hasilnya"),
        N_("Tepat"),
        N_("Lebih cepat"),
        N_("Lebih lambat"),
        N_("Rentang (menit)"),
    ]
    return Part(TOLD, view.sheet("told", N_("Perkiraan yang disebut kepada warga"), headings, rows))


def _ended_otherwise(view: View) -> Part:
    """Why it is not known of some waits told whether they held."""
    ways: dict[str, dict[str, int]] = {}
    for part, times in view.counts.parts(Figure.TOLD_OTHER).items():
        _, until, how = part.split(":")
        ways.setdefault(how, dict.fromkeys(UNTIL, 0))[until] += times
    most_first = sorted(ways.items(), key=lambda way: (-sum(way[1].values()), way[0]))
    rows: list[list[Cell]] = [
        [view.text(ENDS.get(how, how)), *found.values(), sum(found.values())] for how, found in most_first
    ]
    headings = [N_("Berakhirnya"), *UNTIL.values(), N_("Semua")]
    sheet = view.sheet("told-other", N_("Perkiraan yang tidak dapat diuji"), headings, rows)
    return Part((Figure.TOLD_OTHER,), sheet)


def _waits(counts: Counts, letter: str | None = None) -> list[Cell]:
    waits = counts.spread(Figure.WAITS, letter)
    return [waits.count, waits.quantile(MIDDLE), waits.quantile(MOST)]
