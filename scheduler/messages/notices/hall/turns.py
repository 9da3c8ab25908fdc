"""What a phone is told when its turn comes near, in few words: they are read on a locked screen."""

from scheduler.board.model import Board, turn_of
from scheduler.domain.refusals import N_
from scheduler.flow.hall.occasions import Owed
from scheduler.messages.notices.words import Translate

ENTER = N_("Silakan masuk sekarang")
SHOW = N_("Tunjukkan nomor %(number)s di pintu.")
SHOW_UNTIL = N_("Tunjukkan nomor %(number)s di pintu, paling lambat %(time)s.")
COUNTER = N_("Silakan ke loket %(counter)s")
AGAIN = (N_("Panggilan kedua"), N_("Panggilan ketiga"), N_("Panggilan ulang"))
"""By how often a number was called again; the last one from the third time on."""
AHEAD = N_("%(ahead)s nomor lagi sebelum Anda.")
NEXT = N_("Anda berikutnya.")
GET_READY = N_("Siapkan QR. Masuk setelah kami panggil.")


def turn_text(board: Board, owed: Owed, *, translate: Translate) -> tuple[str, str]:
    """Title and text of a notice, by the newest board; the number is in the title, no name is anywhere."""
    turn = turn_of(board, owed.ticket)
    if owed.occasion == "enter":
        until = board.clock(turn.until) if turn.until else None
        told = translate(SHOW_UNTIL if until else SHOW) % {"number": owed.ticket, "time": until}
        return f"{owed.ticket}: {translate(ENTER)}", told
    if owed.occasion == "counter":
        again = translate(AGAIN[min(turn.repeat, len(AGAIN)) - 1]) if turn.repeat else ""
        return f"{owed.ticket}: {translate(COUNTER) % {'counter': turn.counter}}", again
    near = translate(AHEAD) % {"ahead": turn.ahead} if turn.ahead else translate(NEXT)
    return f"{owed.ticket}: {near}", translate(GET_READY)
