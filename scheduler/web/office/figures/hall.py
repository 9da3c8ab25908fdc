"""People in the hall: how many came, how full it was, who was served where, and who was turned away."""

from collections.abc import Iterator, Sequence

from scheduler.domain.figures.counts import Counts, Every
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.web.office.figures import numbers
from scheduler.web.office.figures.view import Answer, Part, Section, View, cut_of, open_days, parts_of, share_of
from scheduler.web.office.shared.plots import Course, Group, Plot
from scheduler.web.office.shared.spreadsheets import Cell, Sheet
from scheduler.web.shared.public.reasons import REASONS

QUARTER = 15
OF_QUEUE = (Figure.NUMBERS, Figure.PEOPLE, Figure.WALK_INS, Figure.SERVED, Figure.MISSED, Figure.LEFT)
IN_COLUMNS = (
    N_("Nomor"),
    N_("Orang"),
    N_("Tanpa jadwal"),
    N_("Terlayani"),
    N_("Tidak datang saat dipanggil"),
    N_("Pulang"),
)
INSIDE = (Figure.INSIDE_MOST, Figure.INSIDE_MINUTES, Figure.LIMIT)
TURNED_AWAY = (Figure.TURNED_AWAY, Figure.TURNED_AWAY_IN_VAIN)
OF_COUNTERS = (Figure.COUNTER_SERVED, Figure.COUNTER_MINUTES)
FIGURES = frozenset({*OF_QUEUE, *INSIDE, *TURNED_AWAY, *OF_COUNTERS, Figure.PERSON_SERVED})


def section(view: View) -> Section:
    """The page of the hall."""
    answers = [people(view), fullest(view), walk_ins(view), in_vain(view)]
    return Section(answers, [*_parts(view)])


def people(view: View) -> Answer:
    """How many people came a day, and how that compares."""
    text = N_("orang datang ke kantor")
    if view.asked.days.count > 1:
        text = N_("orang sehari datang ke kantor")
        if view.asked.is_live:
            text = N_("orang sehari datang ke kantor, tanpa hari ini")
    return view.held(Figure.PEOPLE, view.text(text), a_day, over=view.over)


def a_day(counts: Counts) -> float | None:
    """People a day on which the office gave out numbers; of one day all of them."""
    if counts.first == counts.last:
        return counts.total(Figure.PEOPLE)
    days = open_days(counts)
    return round(counts.total(Figure.PEOPLE) / days) if days else None


def fullest(view: View) -> Answer:
    """How full the hall was at its fullest, and when."""
    quarters = view.counts.by_bucket(Figure.INSIDE_MOST)
    most = max(quarters.values(), default=0)
    limit = view.counts.total(Figure.LIMIT)
    value, sentence = numbers.NOTHING, view.text(N_("orang paling banyak di dalam"))
    if most:
        at = clock(min(quarter for quarter, times in quarters.items() if times == most))
        value = numbers.number(view.say, most)
        sentence = view.text(N_("orang paling banyak di dalam, pukul {time}"), time=at)
    if most and limit:
        sentence = view.text(N_("{sentence}; batasnya {limit}"), sentence=sentence, limit=limit)
    other = view.other.total(Figure.INSIDE_MOST) or None
    return Answer(Figure.INSIDE_MOST, value, sentence, view.beside(numbers.number(view.say, other)))


def walk_ins(view: View) -> Answer:
    """Which share of the numbers had no booking."""
    return view.shared(
        Figure.WALK_INS, view.text(N_("nomor diambil tanpa jadwal")), share_of(Figure.WALK_INS, Figure.NUMBERS)
    )


def in_vain(view: View) -> Answer:
    """For how many the way was for nothing."""
    text = view.text(N_("orang datang sia-sia"))
    return view.held(Figure.TURNED_AWAY_IN_VAIN, text, lambda counts: counts.total(Figure.TURNED_AWAY_IN_VAIN))


def clock(quarter: int) -> str:
    """When a quarter of an hour begins: 09.45."""
    return f"{quarter // 4:02}.{quarter % 4 * QUARTER:02}"


def _parts(view: View) -> Iterator[Part]:
    yield by_day(view)
    yield by_quarter(view)
    yield _by_service(view)
    if view.counts.parts(Figure.COUNTER_SERVED):
        yield _by_counter(view)
    if view.known.staff:
        yield _by_person(view)
    yield from _turned_away(view)


def by_day(view: View) -> Part:
    """The queue, day by day, beside the people of the other days."""
    rows = [
        [each.name, *(each.counts.total(figure) for figure in OF_QUEUE), beside]
        for each, beside in zip(view.stretches, _people_beside(view), strict=True)
    ]
    beside = N_("Orang, hari pembanding")
    sheet = view.sheet("people", N_("Orang yang datang"), [view.stretch, *IN_COLUMNS, beside], rows)
    has_beside = any(row[7] for row in rows)
    desc = N_("Orang yang datang, dan berapa pada hari pembanding.") if has_beside else N_("Orang yang datang.")
    return Part(OF_QUEUE, sheet, view.bars(sheet, (2, 7) if has_beside else (2,), desc))


def _people_beside(view: View) -> list[int | None]:
    """People on the other days, piece by piece; None where these have another length
    or begin on another weekday.
    """
    count = len(view.stretches)
    asked = view.asked
    is_aligned = asked.days.first.weekday() == asked.other.first.weekday() or cut_of(asked.days) is not Every.DAY
    if not view.is_other_counted or not is_aligned or len(view.other_stretches) != count:
        return [None] * count
    return [each.counts.total(Figure.PEOPLE) for each in view.other_stretches]


def by_quarter(view: View) -> Part:
    """How full the hall was through the day, against its limit.

    Of several days the average is of those that are over: today has not come to most of its quarters yet.
    """
    most = view.counts.by_bucket(Figure.INSIDE_MOST)
    averaged = view.over_by_quarter
    spent = averaged.by_bucket(Figure.INSIDE_MINUTES)
    days = max(open_days(averaged), 1)
    quarters = [
        (clock(quarter), most.get(quarter, 0), round(spent.get(quarter, 0) / QUARTER / days, 1))
        for quarter in (range(min(most), max(most) + 1) if most else ())
    ]
    headings = [N_("Mulai pukul"), N_("Paling banyak di dalam"), N_("Rata-rata di dalam")]
    sheet = view.sheet("inside", N_("Orang di dalam sepanjang hari"), headings, quarters)
    groups = [Group(name, values, is_named=name.endswith(".00")) for name, *values in quarters]
    return Part(INSIDE, sheet, _course(view, sheet, groups) if len(groups) > 1 else None)


def _course(view: View, sheet: Sheet, groups: Sequence[Group]) -> Plot:
    limit = view.counts.total(Figure.LIMIT) or None
    desc = view.text(N_("Setiap seperempat jam: yang paling banyak, dan rata-ratanya."))
    if view.over_by_quarter is not view.counts:
        desc = view.text(N_("Setiap seperempat jam: yang paling banyak, dan rata-ratanya tanpa hari ini."))
    return Course(
        sheet.key,
        sheet.title,
        desc,
        sheet.headings[0],
        sheet.headings[1:],
        groups,
        limit=limit,
        limit_name=view.text(N_("Batas {limit} orang"), limit=limit) if limit else "",
    )


def _by_service(view: View) -> Part:
    rows: list[list[Cell]] = [
        [view.service(letter), *(view.counts.total(figure, letter) for figure in OF_QUEUE)]
        for letter in parts_of(view.counts, *OF_QUEUE)
    ]
    return Part(OF_QUEUE, view.sheet("services", N_("Menurut layanan"), [N_("Layanan"), *IN_COLUMNS], rows))


def _by_counter(view: View) -> Part:
    counts = view.counts
    rows: list[list[Cell]] = []
    for number in sorted(counts.parts(Figure.COUNTER_SERVED), key=lambda part: part.zfill(9)):
        served = counts.total(Figure.COUNTER_SERVED, number)
        average = round(counts.total(Figure.COUNTER_MINUTES, number) / served, 1) if served else None
        rows.append([view.text(N_("Loket {number}"), number=number), served, average])
    headings = [N_("Loket"), N_("Terlayani"), N_("Menit per nomor")]
    return Part(OF_COUNTERS, view.sheet("counters", N_("Menurut loket"), headings, rows))


def _by_person(view: View) -> Part:
    """Numbers by who served them, in the order of names: a list, not a ranking."""
    served = view.counts.parts(Figure.PERSON_SERVED).items()
    rows = sorted((view.known.staff.get(person, person), times) for person, times in served)
    sheet = view.sheet("persons", N_("Menurut petugas"), [N_("Petugas"), N_("Terlayani")], rows)
    note = N_("Hanya tampil karena kantor menyalakannya di pengaturan. Urut nama, bukan peringkat.")
    return Part((Figure.PERSON_SERVED,), sheet, note=view.text(note))


def _turned_away(view: View) -> Iterator[Part]:
    counts = view.counts
    reasons = sorted(counts.parts(Figure.TURNED_AWAY).items(), key=lambda each: (-each[1], each[0]))
    rows: list[list[Cell]] = [
        [view.text(REASONS.get(reason, reason)), times, counts.total(Figure.TURNED_AWAY_IN_VAIN, reason)]
        for reason, times in reasons
    ]
    columns = [N_("Orang"), N_("Sia-sia")]
    note = N_("Satu orang dihitung sekali sehari untuk setiap alasan. Sasaran yang sia-sia: nol.")
    sheet = view.sheet("turned-away", N_("Ditolak di pintu, menurut alasan"), [N_("Alasan"), *columns], rows)
    yield Part(TURNED_AWAY, sheet, note=view.text(note))
    if not rows or len(view.stretches) < 2:
        return
    days: list[list[Cell]] = [
        [each.name, *(each.counts.total(figure) for figure in TURNED_AWAY)] for each in view.stretches
    ]
    by_day = view.sheet("turned-away-days", N_("Ditolak di pintu, hari demi hari"), [view.stretch, *columns], days)
    yield Part(TURNED_AWAY, by_day, view.bars(by_day, (1, 2), N_("Semua yang ditolak, dan yang datang sia-sia.")))
