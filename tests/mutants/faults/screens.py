"""What is shown and heard in the hall: the newest, only while it is true, and in peace at the times of rest."""

from tests.mutants.fault import Fault

PAIRING = "display/pairing.py"
LIVE, RELAY, WATCH = "display/static/live.js", "display/relay.py", "scheduler/flow/screens/screen_watch.py"
IN_THE_PAGE = ("tests/display",)

FAULTS = [
    Fault(
        "cover of the TV: not too late",
        LIVE,
        "  var SILENT = 20000;\n",
        "  var SILENT = 30000;\n",
        tests=IN_THE_PAGE,
    ),
    Fault(
        "cover of the TV: not too early",
        LIVE,
        "  var SILENT = 20000;\n",
        "  var SILENT = 10000;\n",
        tests=IN_THE_PAGE,
    ),
    Fault(
        "cover of the TV: taken away by news",
        LIVE,
        '    document.body.classList.remove("stale");\n',
        "",
        tests=IN_THE_PAGE,
    ),
    Fault(
        "cover of the TV: heartbeats do not make an older board true",
        LIVE,
        "    // Heartbeats do not make what we show true\n    if (!refused) news();\n",
        "    news();\n",
        tests=IN_THE_PAGE,
    ),
    Fault(
        "an older board is never shown",
        LIVE,
        "    return stamp.version < Number(shown.dataset.version);\n",
        "    return stamp.version < 0;\n",
        tests=IN_THE_PAGE,
    ),
    Fault(
        "heartbeat: only while the board is true",
        RELAY,
        "            while not self._feed.is_current():",
        "            while self._feed is None:",
    ),
    Fault(
        "heartbeat: often enough for the screens",
        RELAY,
        "HEARTBEAT = 15.0\n",
        "HEARTBEAT = 25.0\n",
        tests=IN_THE_PAGE,
    ),
    Fault(
        "the board is the truth only for a moment after a look",
        "scheduler/display_ports/boards.py",
        "        return asyncio.get_running_loop().time() < self._sure_until\n",
        "        return self._sure_until > 0\n",
    ),
    Fault(
        "newer is day and version",
        "display/hub.py",
        "        if not is_newer(board, self._newest.get(board.office.code)):\n            return False\n",
        "",
    ),
    Fault(
        "a busy screen gets the latest, and holds nobody back",
        RELAY,
        "        if watcher.wire.free:\n            _write(watcher, self._hub.frame(watcher.topic))\n",
        "        if watcher.wire:\n            _write(watcher, self._hub.frame(watcher.topic))\n",
    ),
    Fault(
        "a screen that takes nothing for a minute is given up",
        RELAY,
        "    if watcher.missed >= STALLED:\n",
        "    if watcher.missed > STALLED:\n",
    ),
    Fault(
        "one frame for all who see the same",
        "display/hub.py",
        "        if topic.frame is None:\n            topic.frame = self._encoded(topic)\n",
        "        topic.frame = self._encoded(topic)\n",
    ),
    Fault(
        "the board is written in the transaction of its step",
        "scheduler/flow/hall/publishing.py",
        "    set_day(session, hall.day, board=board.to_store())\n",
        "",
    ),
    Fault(
        "what time alone changes is written by the tick",
        "scheduler/flow/hall/publishing.py",
        "    return not same_but_for_time(build(session, hall_of(session, office, day, now), now), "
        "Board.from_store(day.board))\n",
        "    return False\n",
    ),
    Fault(
        "past days are sealed",
        "scheduler/flow/day_end/sweeps.py",
        "OfficeDay.day < today, col(OfficeDay.sealed_at).is_(None))",
        "OfficeDay.day > today, col(OfficeDay.sealed_at).is_(None))",
    ),
    Fault(
        "who missed their turn is called no more",
        "display/asked.py",
        '        if (surface != "counter" or c.counter == counter) and not is_contradicted(c, board)\n',
        '        if surface != "counter" or c.counter == counter\n',
    ),
    Fault(
        "above a counter its own calls alone",
        "display/asked.py",
        '        if (surface != "counter" or c.counter == counter) and not is_contradicted(c, board)\n',
        "        if not is_contradicted(c, board)\n",
    ),
    Fault(
        "quiet hours: of their own weekday",
        "scheduler/domain/calendar/quiet.py",
        "if h.weekday in (None, day.weekday()))",
        "if h.weekday is None or h.weekday != day.weekday())",
    ),
    Fault(
        "quiet hours: the adhan",
        "scheduler/domain/calendar/quiet.py",
        "(adhan, adhan + ADHAN_LASTS)",
        "(adhan + ADHAN_LASTS, adhan + 2 * ADHAN_LASTS)",
    ),
    Fault(
        "quiet hours: no call has a voice",
        "display/static/clock.js",
        "        return Date.parse(ends[0]) <= now && now < Date.parse(ends[1]);\n",
        "        return now < Date.parse(ends[0]);\n",
        tests=IN_THE_PAGE,
    ),
    Fault(
        "quiet hours: what was called meanwhile is spoken afterwards",
        "display/static/announcer.js",
        "    var at = mayBeHeard() ? 0 : firstTest();\n",
        "    var at = 0;\n",
        tests=IN_THE_PAGE,
    ),
    Fault(
        "a screen's code is used once, and stands for a time",
        "scheduler/flow/screens/screens.py",
        "        .where(col(Pairing.code) == code, col(Pairing.expires_at) > now)\n",
        "        .where(col(Pairing.code) == code)\n",
    ),
    # --- screens that fall silent, boards that another process wrote
    Fault(
        "silent screens: two minutes from opening on",
        WATCH,
        "screen.silent_at is None and max(last_heard(screen), opened) <= now - SILENT_AFTER",
        "screen.silent_at is None and last_heard(screen) <= now - SILENT_AFTER",
    ),
    Fault(
        "silent screens: after hours nobody needs them",
        WATCH,
        '    if calendar.state_at(now, hours, closed, zone).state == "closed":\n        return None\n',
        "",
    ),
    Fault(
        "silent screens: one that is heard is silent no more",
        WATCH,
        "    screen.heard_at, screen.silent_at = now, None\n",
        "    screen.heard_at = now\n",
    ),
    Fault(
        "silent screens: one that was taken away is not listened to",
        WATCH,
        "    if screen is None or screen.removed_at is not None:\n",
        "    if screen is None:\n",
    ),
    Fault(
        "a screen lags since it was first behind",
        WATCH,
        "    return screen.behind_at or (now if newest.at",
        "    return (now if newest.at",
    ),
    Fault(
        "boards: what another process wrote is read",
        "scheduler/display_ports/boards.py",
        "        return version != before\n",
        "        return version != before and before is None\n",
    ),
    Fault(
        "boards: a day ends by itself",
        "scheduler/display_ports/boards.py",
        "        if not self._is_written_to() and now < self._inside_at:\n",
        "        if not self._is_written_to():\n",
    ),
    Fault(
        "boards: a database that is away makes none true",
        "scheduler/display_ports/boards.py",
        "        if error is None:\n            self._sure_until =",
        "        if error is None or self._sure_until:\n            self._sure_until =",
    ),
    Fault(
        "boards: whoever follows is told of the newest alone",
        "scheduler/display_ports/boards.py",
        "                if is_newer(board, self._newest.get(board.office.code)):\n",
        "                if board is not self._newest.get(board.office.code):\n",
    ),
    Fault(
        "pairing: a page that is only opened writes nothing",
        PAIRING,
        "        asking = await self._screens.asking(token) if token else None\n",
        "        token, asking = await self._screens.ask(token, request) or (token, None)\n",
    ),
    Fault(
        "pairing: one who floods leaves places to others",
        "scheduler/flow/screens/screens.py",
        "MOST_FROM = 40\n",
        "MOST_FROM = 400\n",
        tests=("tests/flow/screens/test_screens.py",),
    ),
    Fault(
        "pairing: a browser without cookies does not ask without end",
        PAIRING,
        "            forgets = token is None and ASKED in request.query_params\n",
        "            forgets = False\n",
    ),
    Fault(
        "pairing: a code that expired is asked for again",
        PAIRING,
        "            forgets = token is None and ASKED in request.query_params\n",
        "            forgets = ASKED in request.query_params\n",
    ),
    Fault(
        "phone: a page without a number hears when there is one",
        "display/hub.py",
        "or view.visit in board.visits:",
        "or (view.visit in board.visits and False):",
    ),
    Fault(
        "phone: a visit that is booked is not taken for the number of another day",
        "scheduler/display_ports/visits.py",
        "    if booking.stage == BookingStage.BOOKED:",
        "    if booking.stage == BookingStage.BOOKED and not queries.ticket_of_booking(session, booking.id):",
    ),
    Fault(
        "phone: notices are for who waits",
        "display/templates/phone/_told.html",
        '  {% if turn.state in ("waiting", "inside") %}',
        "  {% if turn.state %}",
        tests=IN_THE_PAGE,
    ),
    Fault(
        "phone: of what is shut only what concerns the ticket",
        "display/templates/phone/_told.html",
        "board.notices[:board.announced] + ((own,) if own else ())",
        "board.notices",
        tests=IN_THE_PAGE,
    ),
]
