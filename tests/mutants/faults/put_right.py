"""What is given up, taken back, written down afterwards or put right at the door."""

from tests.mutants.fault import Fault

GIVING_UP, WITHDRAWING, DUPLICATES = (
    "scheduler/flow/applying/giving_up.py",
    "scheduler/flow/applying/withdrawing.py",
    "scheduler/flow/applying/duplicate_applications.py",
)
LATENESS, FINDING, RECORDING, CORRECTIONS = (
    "scheduler/flow/door/refusals.py",
    "scheduler/flow/counter/paper_handovers/finding.py",
    "scheduler/flow/counter/paper_handovers/recording.py",
    "scheduler/flow/counter/corrections.py",
)

FAULTS = [
    # --- given up
    Fault(
        "given up by its citizen: only while no blank was taken for it",
        GIVING_UP,
        "    if not may_be_given_up(document):\n",
        "    if document.stage == DocumentStage.COLLECTED:\n",
    ),
    Fault(
        "given up by its citizen: not once they have come to fetch it",
        GIVING_UP,
        "    return booking is not None and booking.stage != BookingStage.BOOKED\n",
        "    return booking is not None and booking.stage == BookingStage.FULFILLED\n",
    ),
    Fault(
        "given up before it was sent: who applied is forgotten too",
        GIVING_UP,
        "    application.holder = application.nik = application.kk = application.applicant = None\n",
        "    application.holder = application.nik = application.kk = None\n",
    ),
    Fault(
        "given up before it was sent: its files go at the next clearing",
        GIVING_UP,
        "    application.touched_at = now - timedelta(days=office.keep_drafts_days)\n",
        "    application.touched_at = now\n",
    ),
    Fault(
        "given up by the office: its people are told once it is sure",
        WITHDRAWING,
        "once, due_at = step_of(session), now + UNDO_FOR",
        "once, due_at = step_of(session), now",
    ),
    Fault(
        "given up by the office: on the tenth minute it is still taken back",
        WITHDRAWING,
        "    if now - last.at > UNDO_FOR:\n",
        "    if now - last.at >= UNDO_FOR:\n",
    ),
    Fault(
        "given up by the office: its people's page says so as soon as it is sure, and no sooner",
        WITHDRAWING,
        "_is_by_office(last) and now - last.at <= UNDO_FOR\n",
        "_is_by_office(last) and now - last.at < UNDO_FOR\n",
    ),
    Fault(
        "given up by the office: taken back, nobody is told that it is given up",
        WITHDRAWING,
        "    _tell_nobody(session, document)\n    take_up_again",
        "    take_up_again",
    ),
    Fault(
        "given up by the office: what its citizen ended is not taken back",
        WITHDRAWING,
        "    return last.why is None and bool(last.note)\n",
        "    return bool(last.note) or last.why is not None\n",
    ),
    Fault(
        "given up by the office: not under the eyes of who has come for it",
        WITHDRAWING,
        "    if booking is not None and booking.stage != BookingStage.BOOKED:\n        raise BookedHere\n",
        "",
    ),
    Fault(
        "taken back: whoever was never told that they may book is invited",
        WITHDRAWING,
        '        col(Message.state) != "moot",\n',
        "",
    ),
    Fault(
        "duplicates: what was handed back to the office is over",
        DUPLICATES,
        "OVER = (DocumentStage.COLLECTED, DocumentStage.RETURNED, DocumentStage.WITHDRAWN, DocumentStage.TRANSFERRED)",
        "OVER = (DocumentStage.COLLECTED, DocumentStage.WITHDRAWN, DocumentStage.TRANSFERRED)",
        tests=("tests/flow/applying/test_duplicate_applications.py",),
    ),
    Fault(
        "duplicates: who types somebody's NIK learns nothing",
        DUPLICATES,
        "if other.document.type_id == kind and other.document.phone_hash in phones",
        "if other.document.type_id == kind and (phones or other)",
    ),
    Fault(
        "duplicates: a phone that was not confirmed proves nothing",
        DUPLICATES,
        "application.phone_hash is None or application.phone_confirmed_at is None:",
        "application.phone_hash is None:",
    ),
    # --- at the door at another time
    Fault(
        "closed: the door takes people from the early window on",
        LATENESS,
        "now + timedelta(minutes=office.early_minutes)\n",
        "now\n",
    ),
    Fault(
        "closed: who stood at the door while it was open is let in",
        LATENESS,
        "    refuse_closed(office, times, came_at)\n",
        "    refuse_closed(office, times, now)\n",
    ),
    Fault(
        "closed: whom staff called urgent is served all the same",
        LATENESS,
        "    if queries.is_urgent(session, booking.id, today_of(office, now)):\n",
        "    if queries.is_urgent(session, booking.id, today_of(office, now)) and early:\n",
    ),
    Fault(
        "closed service: who is booked is still served after its hours",
        LATENESS,
        "if state is None or (booked and not state.reason):",
        "if state is None:",
    ),
    Fault(
        "closed service: not in a closure, booked or not",
        LATENESS,
        "if state is None or (booked and not state.reason):",
        "if state is None or booked:",
    ),
    # --- written down afterwards
    Fault(
        "written down late: seven days back, and no more",
        RECORDING,
        "LONGEST = timedelta(days=7)",
        "LONGEST = timedelta(days=8)",
    ),
    Fault(
        "written down late: on the seventh day it is still taken",
        RECORDING,
        "today_of(office, late.at) < today_of(office, now) - LONGEST:",
        "today_of(office, late.at) <= today_of(office, now) - LONGEST:",
    ),
    Fault(
        "written down late: nobody's who stands in the queue of another day",
        RECORDING,
        "    if last is not None and last.office_day_id != day.id and last.stage in LIVE | {TicketStage.MISSED}:\n",
        "    if last is not None and last.office_day_id == day.id and last.stage in LIVE | {TicketStage.MISSED}:\n",
    ),
    Fault(
        "written down late: nor whose number was missed there and may come back",
        RECORDING,
        "last.stage in LIVE | {TicketStage.MISSED}:",
        "last.stage in LIVE:",
    ),
    Fault(
        "written down late: a proxy's cap is that of the month in which it was",
        RECORDING,
        "refuse_beyond_cap(session, cap, person, late.at, but=",
        "refuse_beyond_cap(session, cap, person, now, but=",
    ),
    Fault(
        "written down late: a time that is past is nobody's any more",
        RECORDING,
        "        if slot is not None and slot.starts_at > now:\n",
        "        if slot is not None:\n",
    ),
    Fault(
        "written down late: a visit that was missed on another day stays missed",
        FINDING,
        "    same_day = today_of(office, meant) == today_of(office, at)\n",
        "    same_day = today_of(office, meant) <= today_of(office, at)\n",
    ),
    Fault(
        "written down late: a missed visit is fulfilled by what it was to fetch, all of it",
        FINDING,
        "return last if same_day and all(document.id in fetched for document in documents) else None",
        "return last if same_day and any(document.id in fetched for document in documents) else None",
    ),
    # --- put right at the door
    Fault(
        "put right at the door: not once it was called",
        CORRECTIONS,
        "BEFORE_THE_CALL = frozenset({TicketStage.WAITING, TicketStage.ADMITTED})",
        "BEFORE_THE_CALL = frozenset({TicketStage.WAITING, TicketStage.ADMITTED, TicketStage.CALLED})",
        tests=("tests/web/door/test_door.py",),
    ),
    Fault(
        "put right at the door: more people than fit stay outside",
        CORRECTIONS,
        "    if ticket.held and people > ticket.held and not take_places(session, day, people - ticket.held):\n"
        "        raise LobbyFull\n",
        "    if ticket.held and people > ticket.held:\n        take_places(session, day, people - ticket.held)\n",
    ),
    Fault(
        "put right at the door: the place of who is not there is free",
        CORRECTIONS,
        "free_places(session, day, ticket, by=by, now=now, people=ticket.held - people)",
        "free_places(session, day, ticket, by=by, now=now, people=0)",
    ),
    Fault(
        "put right at the door: who waits outside holds no place",
        CORRECTIONS,
        '{"people": people, "held": people if ticket.held else 0}',
        '{"people": people, "held": people}',
    ),
    Fault(
        "put right at the door: who goes first after all gets the lead, who does not gives it back",
        CORRECTIONS,
        "    due_at = ticket.due_at - lead if priority else ticket.due_at + lead\n",
        "    due_at = ticket.due_at - lead if priority else ticket.due_at\n",
    ),
    Fault(
        "put right at the door: the visit is for so many as well",
        CORRECTIONS,
        ".values(party=people)",
        ".values(party=col(Booking.party))",
    ),
]
