"""The lobby: who comes in, in which order, who is called, and what a clerk takes back."""

from tests.mutants.fault import Fault

QUEUE, PASSING, DAY, UNDO, HALL, ADMISSION = (
    "scheduler/domain/hall/queue.py",
    "scheduler/domain/hall/passing.py",
    "scheduler/flow/hall/lobby_lock.py",
    "scheduler/flow/counter/undo.py",
    "scheduler/flow/hall/hall_state.py",
    "scheduler/flow/hall/admission.py",
)

FAULTS = [
    # --- the lobby's limit
    Fault(
        "lobby limit, in the rule: nobody beyond it",
        QUEUE,
        "    free = limit - inside\n",
        "    free = limit - inside + 1\n",
    ),
    Fault(
        "lobby limit, in the guard: nobody beyond it",
        DAY,
        'col(OfficeDay.people_inside) + bindparam("people") <= col(OfficeDay.lobby_limit),',
        'col(OfficeDay.people_inside) + bindparam("people") <= col(OfficeDay.lobby_limit) + 1,',
    ),
    Fault(
        "lobby limit: a party counts whole",
        "scheduler/flow/hall/admission.py",
        "take_for_queue(session, hall.day, ticket.people)",
        "take_for_queue(session, hall.day, 1)",
    ),
    Fault(
        "lobby limit: who is inside stays allowed when it falls",
        DAY,
        "allowed, reserved = max(limit, day.people_inside), min(day.reserved, limit - 1)",
        "allowed, reserved = limit, min(day.reserved, limit - 1)",
    ),
    Fault(
        "crowded hall: who was called in passes only where there is room",
        PASSING,
        "    return past_door + people <= limit\n",
        "    return True\n",
    ),
    Fault(
        "crowded hall: who was called in waits at the door",
        ADMISSION,
        "is_walking(at_door) and hall.may_pass(at_door)",
        "is_walking(at_door)",
        tests=("tests/races/hall/test_passing.py",),
    ),
    Fault(
        "crowded hall: the time to come in stands still",
        HALL,
        "        if self.is_crowded:\n            return None\n",
        "",
    ),
    Fault(
        "crowded hall: who waited at its door has the whole time again",
        ADMISSION,
        "if not hall.is_crowded and _was_crowded(day):",
        "if False:",
    ),
    Fault(
        "crowded hall: no counter calls whom it keeps at the door",
        HALL,
        "stage=queue.WAITING if kept_out else ticket.stage",
        "stage=ticket.stage",
    ),
    Fault(
        "reserved places stay free of the queue",
        DAY,
        "<= col(OfficeDay.lobby_limit) - col(OfficeDay.reserved)",
        "<= col(OfficeDay.lobby_limit)",
        tests=("tests/flow",),
    ),
    Fault(
        "recount: above the limit it stays a fact",
        DAY,
        "people_allowed=case((limit > people, limit), else_=people)",
        "people_allowed=limit",
    ),
    Fault(
        "the floor at zero people inside is written down",
        DAY,
        "    if given > freed:\n",
        "    if given < freed:\n",
    ),
    Fault(
        "an emptied hall lets nobody in",
        DAY,
        "        col(OfficeDay.halted_at).is_(None),\n",
        "",
        tests=("tests/flow", "tests/races"),
    ),
    Fault(
        "every step of the lobby raises the version",
        DAY,
        ".values(version=col(OfficeDay.version) + 1)",
        ".values(version=col(OfficeDay.version) + 0)",
        tests=("tests/flow", "tests/races"),
    ),
    Fault(
        "lock of the lobby: the row is held until the commit",
        DAY,
        "    found = session.execute(RAISE_VERSION, which).scalar()\n    if found is None:",
        "    found = session.execute(\n"
        "        select(col(OfficeDay.id)).where(col(OfficeDay.office_id) == office.id, col(OfficeDay.day) == day)\n"
        "    ).scalar()\n    if found is None:",
    ),
    # --- the order of the queue
    Fault(
        "order key: on the last minute of grace one is in time",
        QUEUE,
        "elif arrived_at <= slot_start + rules.grace:",
        "elif arrived_at < slot_start + rules.grace:",
    ),
    Fault(
        "order key: who comes early is due at the slot's start",
        QUEUE,
        "        due = slot_start\n",
        "        due = min(arrived_at, slot_start)\n",
    ),
    Fault(
        "order key: who comes late is due at arrival",
        QUEUE,
        "    else:\n        due = arrived_at\n",
        "    else:\n        due = slot_start\n",
    ),
    Fault(
        "walk-in delay",
        QUEUE,
        "due = arrived_at + rules.walk_in_delay",
        "due = arrived_at",
    ),
    Fault(
        "priority lead",
        QUEUE,
        "return due - rules.priority_lead if priority else due",
        "return due",
    ),
    Fault(
        "order key: equal times go by arrival",
        QUEUE,
        "    return sorted(ready, key=lambda t: t.key)\n",
        "    return sorted(ready, key=lambda t: (t.key.due_at, -t.key.seq, t.key.again))\n",
    ),
    Fault(
        "order key: missed and back goes behind the k-th, never forward",
        QUEUE,
        "return max(ticket.key, ahead[-1]._replace(again=again))",
        "return ahead[-1]._replace(again=again)",
    ),
    Fault(
        "order key: sent behind k others of its own service",
        "scheduler/flow/counter/tickets.py",
        "others = [other for other in hall.queued() if other.service == own.service and other.id != own.id]",
        "others = [other for other in hall.queued() if other.id != own.id]",
    ),
    Fault(
        "order key: whoever is set aside keeps it",
        "scheduler/flow/counter/counter_lookup.py",
        "move(session, ticket, to, by=by, now=now, why=why, not_before=None, waits_for_document=False)",
        "move(session, ticket, to, by=by, now=now, why=why, not_before=None, waits_for_document=False, due_at=now)",
    ),
    Fault(
        "order key: a transfer keeps it",
        "scheduler/flow/counter/parking.py",
        "        service_id=target.id if target else ticket.service_id,\n",
        "        service_id=target.id if target else ticket.service_id,\n        due_at=now,\n",
    ),
    Fault(
        "a party that does not fit is passed three times at most",
        QUEUE,
        "if not fits and ticket.passed >= passes:",
        "if not fits and ticket.passed > passes:",
    ),
    Fault(
        "passes of a party are counted",
        "scheduler/flow/hall/admission.py",
        ".values(passed=col(Ticket.passed) + 1)",
        ".values(passed=col(Ticket.passed) + 0)",
    ),
    Fault(
        "a party larger than the limit is passed over without end",
        QUEUE,
        "if t.service in taken and t.people <= limit)",
        "if t.service in taken)",
    ),
    Fault(
        "no counter stands idle beside somebody it could call",
        QUEUE,
        "if fits and (not wanted or ticket.service in wanted):",
        "if fits:",
    ),
    Fault(
        "nobody comes in before the time they were set aside for",
        QUEUE,
        "and (t.not_before is None or t.not_before <= now)]",
        "and (t.not_before is None or t.not_before >= now)]",
    ),
    # --- called in and called
    Fault(
        "called in and not coming: the place is freed after the deadline",
        "scheduler/flow/day_end/sweeps.py",
        "(deadline := hall.entry_deadline(ticket)) and deadline <= now",
        "(deadline := hall.entry_deadline(ticket)) and deadline < now",
    ),
    Fault(
        "entry deadline stands still in breaks",
        HALL,
        "                deadline += end - max(start, ticket.admitted_at)\n",
        "                deadline += end - end\n",
    ),
    Fault(
        "nobody is called in during a break",
        "scheduler/flow/hall/admission.py",
        "    while not hall.is_resting:\n",
        "    while True:\n",
    ),
    Fault(
        "nobody is called in a break",
        "scheduler/flow/counter/calls.py",
        "    if hall.is_resting:\n",
        "    if hall.is_resting and hall.opening.until is None:\n",
    ),
    Fault(
        "only after some calls does somebody count as absent",
        "scheduler/flow/counter/calls.py",
        "    if count < needed:\n",
        "    if count < needed - 1:\n",
    ),
    Fault(
        "out of order somebody is called only with a reason",
        "scheduler/flow/counter/calls.py",
        "if (first is None or first.id != ticket.id) and not",
        "if first is None and not",
    ),
    Fault(
        "a counter that is busy calls nobody",
        "scheduler/flow/counter/counter_lookup.py",
        "    if busy is not None:\n",
        "    if busy is not None and busy.stage != TicketStage.CALLED:\n",
    ),
    Fault(
        "paper numbers are left free",
        DAY,
        'f"{letter}-{following if following < PAPER.start else following + len(PAPER):03}"',
        'f"{letter}-{following:03}"',
    ),
    Fault(
        "a gap in watching asks for a count of who is inside",
        "scheduler/flow/core/watch.py",
        "was_cut = seen is not None and",
        "was_cut = seen is None and",
    ),
    # --- undo
    Fault(
        "undo limit: ten minutes",
        UNDO,
        "UNDO_FOR = timedelta(minutes=10)",
        "UNDO_FOR = timedelta(minutes=11)",
        tests=("tests/flow/counter/test_undo.py", "tests/flow", "tests/web"),
    ),
    Fault(
        "undo limit: on the tenth minute it still goes",
        UNDO,
        "    if now - last.at > UNDO_FOR:\n",
        "    if now - last.at >= UNDO_FOR:\n",
    ),
    Fault(
        "undo: not after something moved since",
        UNDO,
        "    if _is_newer(session, undone, subject) or _is_booked_again(session, undone, subject):\n",
        "    if _is_booked_again(session, undone, subject):\n",
    ),
    Fault(
        "undo: a visit fetches again what the step let go, not what had left it before",
        UNDO,
        ".where(col(BookingDocument.booking_id) == booking.id, col(BookingDocument.let_go) == moves[0].step)",
        ".where(col(BookingDocument.booking_id) == booking.id, ~col(BookingDocument.live))",
    ),
    Fault(
        "undo: not after what the visit fetched has gone on",
        UNDO,
        "        if document.channel not in HERE or _has_gone_on(session, document, moves[-1]):\n",
        "        if document.channel not in HERE:\n",
    ),
    Fault(
        "undo: not after what the visit fetched was sent another way",
        UNDO,
        "        if document.channel not in HERE or _has_gone_on(session, document, moves[-1]):\n",
        "        if _has_gone_on(session, document, moves[-1]):\n",
    ),
    Fault(
        "undo: what got an invitation of its own is not fetched by the old visit",
        UNDO,
        "    own = [document.id for document in freed if document.invitation_id == booking.invitation_id]\n",
        "    own = [document.id for document in freed]\n",
    ),
    Fault(
        "undo: no visit comes back for nothing",
        UNDO,
        "    if freed and not own:\n        raise MovedSince(stage=freed[0].stage)\n",
        "",
    ),
    Fault(
        "undo: not where nobody wrote down what was let go",
        UNDO,
        "    if not freed and _is_unknown(session, booking, moves):\n        raise MovedSince(stage=booking.stage)\n",
        "",
    ),
    Fault(
        "undo: a document given out lets go of it too",
        UNDO,
        "    return move.document_id is not None and move.after == DocumentStage.COLLECTED\n",
        "    return False\n",
    ),
    Fault(
        "undo: the visit is held",
        UNDO,
        "    hold_visit(session, booking)\n",
        "",
        tests=("tests/races/hall/test_undo.py", "tests/races"),
    ),
    Fault(
        "undo: places are taken by the guard of the lobby",
        UNDO,
        "if held > ticket.held and not take_places(session, day, held - ticket.held):",
        "if held > ticket.held and take_places(session, day, held - ticket.held) is None:",
    ),
    # --- stages
    Fault(
        "stages: nothing moves where the table has no step",
        "scheduler/domain/stages.py",
        "    if after not in table[before]:\n        raise IllegalStep(stage=before, to=after)\n\n\ndef path",
        "    if after not in table:\n        raise IllegalStep(stage=before, to=after)\n\n\ndef path",
    ),
    Fault(
        "stages: one that moved meanwhile is not moved again",
        "scheduler/flow/core/history.py",
        ".where(col(kind.id) == subject.id, col(kind.stage) == subject.stage)",
        ".where(col(kind.id) == subject.id)",
        tests=("tests/flow/core/test_history.py",),
    ),
]
