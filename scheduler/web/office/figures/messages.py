"""Messages by channel, people whom none reached, and how long citizens waited for a clerk's answer."""

from scheduler.domain.figures.counts import Counts
from scheduler.domain.figures.kinds import Figure
from scheduler.domain.refusals import N_
from scheduler.messages.channels import KINDS
from scheduler.web.office.figures.view import Part, Section, View
from scheduler.web.office.shared import message_words
from scheduler.web.office.shared.spreadsheets import Cell, Share

STATES = {
    "accepted": N_("Diterima saluran"),
    "delivered": N_("Sudah sampai"),
    "read": N_("Dibaca"),
    "failed": N_("Gagal"),
    "unsettled": N_("Belum ada kabar"),
}
MIDDLE, ALL = 0.5, 1.0
FIGURES = frozenset({Figure.MESSAGES, Figure.UNREACHED, Figure.TALK_WAITS})


def section(view: View) -> Section:
    """The page of messages."""
    taken = view.held(
        Figure.MESSAGES, view.text(N_("pesan diterima saluran")), lambda counts: _state(counts, "accepted")
    )
    failed = view.shared(
        Figure.MESSAGES,
        view.text(N_("percobaan gagal")),
        lambda counts: Share(_state(counts, "failed"), _state(counts, "accepted") + _state(counts, "failed")),
    )
    lost = view.held(
        Figure.UNREACHED,
        view.text(N_("keluarga tidak terjangkau saluran mana pun")),
        lambda counts: counts.total(Figure.UNREACHED),
    )
    waited = view.lasting(
        Figure.TALK_WAITS,
        view.text(N_("menunggu jawaban petugas (median)")),
        lambda counts: counts.spread(Figure.TALK_WAITS).quantile(MIDDLE),
    )
    return Section([taken, failed, lost, waited], [_by_channel(view), _by_day(view), _talks(view)])


def _by_channel(view: View) -> Part:
    channels = dict.fromkeys(part.partition(":")[0] for part in view.counts.parts(Figure.MESSAGES))
    rows: list[list[Cell]] = []
    for channel in channels:
        taken, delivered, read, failed, unsettled = (
            view.counts.total(Figure.MESSAGES, f"{channel}:{state}") for state in STATES
        )
        kind = KINDS.get(channel)
        tells = bool(delivered) or (kind is not None and kind.reports)
        shares: list[Cell] = [Share(delivered, taken), Share(read, taken)] if tells else [None, None]
        known: list[Cell] = [delivered, read] if tells else [None, None]
        rows.append([message_words.channel(view.say, channel), taken, *known, failed, unsettled, *shares])
    headings = [N_("Saluran"), *STATES.values(), N_("Sampai (%)"), N_("Dibaca (%)")]
    note = N_(
        "Yang dibaca dihitung juga sampai, yang sampai dihitung juga diterima. Tidak semua saluran mengabarkan sampai"
        " atau dibaca."
    )
    sheet = view.sheet("channels", N_("Pengiriman per saluran"), headings, rows)
    return Part((Figure.MESSAGES,), sheet, note=view.text(note))


def _by_day(view: View) -> Part:
    rows: list[list[Cell]] = [
        [each.name, *(_state(each.counts, state) for state in STATES), each.counts.total(Figure.UNREACHED)]
        for each in view.stretches
    ]
    headings = [view.stretch, *STATES.values(), N_("Tidak terjangkau")]
    sheet = view.sheet("messages", N_("Pesan hari demi hari"), headings, rows)
    plot = view.bars(sheet, (1, 2, 3, 4), N_("Apa yang terjadi dengan pesan."))
    return Part((Figure.MESSAGES, Figure.UNREACHED), sheet, plot)


def _talks(view: View) -> Part:
    rows: list[list[Cell]] = []
    for each in view.stretches:
        waits = each.counts.spread(Figure.TALK_WAITS)
        rows.append([each.name, waits.count, waits.quantile(MIDDLE), waits.quantile(ALL)])
    headings = [view.stretch, N_("Percakapan"), N_("Median (menit)"), N_("Paling lama (menit)")]
    sheet = view.sheet("talks", N_("Lama warga menunggu jawaban petugas"), headings, rows)
    note = N_("Menurut hari warga menulis. Malam dan hari libur ikut dihitung.")
    plot = view.bars_of_minutes(sheet, {2: N_("Median"), 3: N_("Paling lama")}, note)
    return Part((Figure.TALK_WAITS,), sheet, plot, view.text(note))


def _state(counts: Counts, state: str) -> int:
    """Messages of a state by any channel."""
    parts = counts.parts(Figure.MESSAGES).items()
    return sum(times for part, times in parts if part.partition(":")[2] == state)
