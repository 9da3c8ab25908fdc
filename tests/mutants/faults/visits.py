"""Booking, moving, waiting for a seat, being invited, being postponed; and what the door and the counter ask for."""

from tests.mutants.fault import Fault

LIMITS, SEATS, ARRIVALS = (
    "scheduler/flow/core/limits.py",
    "scheduler/flow/seats/seats.py",
    "scheduler/flow/door/arrivals.py",
)
OFFERS, WAVES = "scheduler/flow/invitations/waitlist_offers.py", "scheduler/domain/invitations/waves.py"

FAULTS = [
    # --- held
    Fault(
        "a visit without an invitation is held itself",
        "scheduler/flow/seats/visits.py",
        '        session.refresh(booking, with_for_update={"key_share": True})\n',
        "        session.refresh(booking)\n",
        tests=("tests/races/booking/test_moving_and_arriving.py",),
    ),
    Fault(
        "postponed visits without an invitation are held before slots",
        "scheduler/flow/postponement/locks.py",
        "    hold_without_invitation(session, ids)\n",
        "",
        tests=("tests/races/booking/test_moving_and_arriving.py",),
    ),
    # --- what is shown again
    Fault(
        "answers: who only looks at another day books nothing",
        "scheduler/web/shared/booking/answers.py",
        "    if not only_looks and not faults:\n",
        "    if not faults:\n",
        tests=("tests/web/booking/test_answers.py",),
    ),
    Fault(
        "answers: other letters and another language take nothing",
        "scheduler/web/shared/booking/answers.py",
        "bool(look.day) or look.every_day or in_other_words",
        "bool(look.day) or look.every_day",
        tests=("tests/web/booking/test_answers.py",),
    ),
    Fault(
        "answers: what nobody sees any more holds nothing back",
        "scheduler/web/shared/booking/form.py",
        "if asked.get(name, True)}",
        "}",
        tests=("tests/web/booking/test_answers.py",),
    ),
    Fault(
        "refusals: other letters on the page of one send no digits again",
        "scheduler/web/citizen/shared/refusal_page.py",
        '    kept = choices.model_dump(exclude={"ref4"})',
        "    kept = choices.model_dump()",
        tests=("tests/web/booking/test_answers.py",),
    ),
    Fault(
        "answers: what staff answered stands in the form that was refused",
        "scheduler/web/office/booking/handlers.py",
        "await choosing(request, staff, refusal, await answers_refused(request, refusal))",
        "await choosing(request, staff, refusal)",
        tests=("tests/web/booking/test_on_behalf.py",),
    ),
    Fault(
        "answers: a refusal is said beside the field that it is about",
        "scheduler/web/shared/booking/answers.py",
        "{field: refusal.code} if field else refusal.errors",
        "refusal.errors",
        tests=("tests/web/booking/test_on_behalf.py",),
    ),
    Fault(
        "refusals: wrong digits stay to be looked at",
        "scheduler/web/citizen/shared/refusal_page.py",
        "    return _page(request, refusal, replace(way, told=told))\n",
        "    return _page(request, refusal, way)\n",
        tests=("tests/web/booking/test_answers.py",),
    ),
    Fault(
        "closed links: an invitation that was not for its reader says so",
        "scheduler/flow/contact/wrong_number.py",
        "    note_closed(session, invitation.office_id, invitation.code_hash, now=now)\n",
        "",
        tests=("tests/web/contact/test_wrong_number.py",),
    ),
    Fault(
        "closed links: an application that was not for its reader says so",
        "scheduler/flow/applying/applications.py",
        "    note_closed(session, application.office_id, application.code_hash, now=now)\n",
        "",
        tests=("tests/web/contact/test_wrong_number.py",),
    ),
    # --- seats
    Fault(
        "freed seats: not for the household that freed them",
        "scheduler/flow/invitations/waiters.py",
        "or_(col(FreedSeat.invitation_id) == col(WaitlistEntry.invitation_id), _SAME_PHONE.exists())",
        "_SAME_PHONE.exists()",
        tests=("tests/flow/invitations/test_waitlist.py",),
    ),
    Fault(
        "freed seats: not for the phone that freed them",
        "scheduler/flow/invitations/waiters.py",
        "or_(col(FreedSeat.invitation_id) == col(WaitlistEntry.invitation_id), _SAME_PHONE.exists())",
        "col(FreedSeat.invitation_id) == col(WaitlistEntry.invitation_id)",
        tests=("tests/flow/invitations/test_waitlist.py",),
    ),
    Fault(
        "freed seats: who is passed over keeps nobody larger waiting",
        OFFERS,
        "        if not fitting:\n            too_many = waiter.units  # of which nothing that follows makes room\n",
        "        if not fitting or each.freed:\n            too_many = waiter.units\n",
        tests=("tests/flow/invitations/test_waitlist.py",),
    ),
    Fault(
        "seat guard: never more than a slot holds",
        "scheduler/db/queries/hot.py",
        'col(Slot.taken) + bindparam("units") <= col(Slot.capacity))',
        'col(Slot.taken) + bindparam("units") <= col(Slot.capacity) + 1)',
        tests=("tests/flow", "tests/races"),
    ),
    Fault(
        "seats are freed the same way",
        "scheduler/db/queries/hot.py",
        '        taken=col(Slot.taken) - bindparam("units"),\n',
        "        taken=col(Slot.taken) - 1,\n",
        tests=("tests/flow",),
    ),
    Fault(
        "one live booking of an invitation",
        "scheduler/flow/booking/bookings.py",
        "    if booking_id is not None:\n",
        "    if booking_id is not None and slot_id is None:\n",
    ),
    Fault(
        "an expired invitation books nothing",
        "scheduler/flow/booking/bookings.py",
        "    if expires_at <= now:\n",
        "    if expires_at < now:\n",
    ),
    Fault(
        "a slot that has begun is not booked",
        "scheduler/flow/booking/bookings.py",
        "    if slot.starts_at <= now:\n        raise SlotPast\n",
        "",
    ),
    Fault(
        "a party larger than the lobby is refused at booking",
        "scheduler/flow/booking/bookings.py",
        "    refuse_large_party(party, invitation.lobby_limit)\n",
        "    refuse_large_party(party, invitation.lobby_limit + 1)\n",
    ),
    Fault(
        "hold-back: a freed seat is nobody's for a while",
        SEATS,
        "    longest = office.hold_back_minutes * 60\n",
        "    longest = 0 * office.hold_back_minutes\n",
    ),
    Fault(
        "hold-back: a minute at least",
        SEATS,
        "seconds = SHORTEST_HOLD + secrets.randbelow(max(1, longest - SHORTEST_HOLD + 1))",
        "seconds = secrets.randbelow(max(1, longest + 1))",
    ),
    Fault(
        "hold-back: only who gave it back may have it again",
        SEATS,
        '        col(SeatHold.invitation_id) == bindparam("invitation"),\n'
        '        col(SeatHold.until) > bindparam("now"),\n',
        '        (col(SeatHold.invitation_id) == bindparam("invitation")) | (col(SeatHold.units) > 0),\n'
        '        col(SeatHold.until) > bindparam("now"),\n',
        tests=("tests/flow", "tests/races"),
    ),
    # --- what an office lets a citizen change
    Fault(
        "change limit: not once more than the office allows",
        LIMITS,
        "    if invitation.changes >= office.max_changes:\n",
        "    if invitation.changes > office.max_changes:\n",
    ),
    Fault(
        "change limit: changes are counted",
        LIMITS,
        ".values(changes=col(Invitation.changes) + 1)",
        ".values(changes=col(Invitation.changes) + 0)",
    ),
    Fault(
        "change limit: what the office moved may be moved on freely",
        LIMITS,
        "    return booking.first_starts_at is not None\n",
        "    return booking.first_starts_at is None\n",
    ),
    Fault(
        "change limit: on the last moment it still goes",
        LIMITS,
        "    if now > until:\n",
        "    if now >= until:\n",
    ),
    Fault(
        "missed too often: a citizen asks the office",
        LIMITS,
        "    if allowance.missed > allowance.max_missed:\n",
        "    if allowance.missed > allowance.max_missed + 1:\n",
    ),
    Fault(
        "changing asks for the last four digits",
        "scheduler/flow/booking/bookings.py",
        "    if ref4 is not None:\n        prove_reference(session, booking, ref4)\n",
        '    if ref4 == "":\n        prove_reference(session, booking, ref4)\n',
    ),
    Fault(
        "changing asks for four digits, not three",
        "scheduler/flow/core/knowing.py",
        "max(REFERENCE_DIGITS, len(told))",
        "len(told)",
    ),
    Fault(
        "three digits are no guess",
        "scheduler/flow/core/knowing.py",
        "        raise DigitsTooFew\n",
        "        raise DigitsWrong\n",
    ),
    Fault(
        "pass alone: a document joins its visit for whoever knows the digits",
        "scheduler/flow/booking/joining.py",
        "    if ref4 is not None:\n        prove_reference(session, booking, ref4, also=joins)\n",
        '    if ref4 == "":\n        prove_reference(session, booking, ref4, also=joins)\n',
    ),
    Fault(
        "a document joins its visit for whoever has its own digits",
        "scheduler/flow/booking/joining.py",
        "    joins = joining.documents if joining else ()\n",
        "    joins = ()\n",
    ),
    Fault(
        "pass alone: what could join it is told without its number",
        "scheduler/web/shared/booking/waiting_and_joining.py",
        "    joinable = [_joinable(session, each, with_ends=False) for each in joinings]\n",
        "    joinable = [_joinable(session, each, with_ends=True) for each in joinings]\n",
    ),
    Fault(
        "pass alone: the way to choose again is for whoever knows the digits",
        "scheduler/web/citizen/booking/ticket.py",
        "    prove_reference(session, page.booking, ref4)\n",
        "",
    ),
    Fault(
        "pass alone: the way to choose again is shown to a browser that is known",
        "scheduler/web/citizen/booking/ticket.py",
        "await _way_to_choose_again(request, page) if known else None\n",
        "await _way_to_choose_again(request, page)\n",
    ),
    Fault(
        "pass alone: whoever goes home knows the digits",
        "scheduler/flow/counter/handovers.py",
        "    if ref4 is not None:\n        prove_reference(session, booking, ref4)\n",
        '    if ref4 == "":\n        prove_reference(session, booking, ref4)\n',
    ),
    Fault(
        "pass alone: only a browser that is known need not say the digits",
        "scheduler/web/citizen/booking/ticket.py",
        "    if page.papers and not is_known(request, TICKETS, page.booking.code_hash):\n",
        "    if page.papers and ref4:\n",
    ),
    Fault(
        "pass alone: machines are told no digit of a registration number",
        "scheduler/web/api/visible.py",
        "            bring=list(bring_of(types[document.type_id], document.reason)),\n",
        "            bring=[*bring_of(types[document.type_id], document.reason), document.reference],\n",
    ),
    Fault(
        "pass alone: a message that leads to it says its nomor jadwal, not the registration number",
        "scheduler/messages/notices/template.py",
        '        return NUMBERED if self.opens == "t" else REGISTERED\n',
        "        return REGISTERED\n",
    ),
    # --- waiting list, waves, postponement
    Fault(
        "waiting list: who has waited longest is offered first",
        "scheduler/flow/invitations/waiters.py",
        ".order_by(col(WaitlistEntry.created_at), col(WaitlistEntry.id))",
        ".order_by(col(WaitlistEntry.created_at).desc(), col(WaitlistEntry.id))",
        tests=("tests/flow/invitations/test_waitlist.py",),
    ),
    Fault(
        "waiting list: an offer lapses",
        OFFERS,
        "waiter.offered_until is not None and waiter.offered_until <= now:",
        "waiter.offered_until is None:",
    ),
    Fault(
        "waiting list: who may not come any more is offered nothing, also where the day was full until now",
        OFFERS,
        "        if _ending(office, each, waiter, now):\n            continue\n",
        "",
    ),
    Fault(
        "waiting list: whom a seat does not fit lets smaller visits go first",
        OFFERS,
        "waiter.units >= too_many):\n",
        "waiter.units):\n",
    ),
    Fault(
        "waiting list: nobody is offered a seat whose every phone was stopped",
        "scheduler/flow/invitations/waiters.py",
        "        and_(_PHONES.exists(), ~_PHONES.where(~_STOPPED.exists()).exists()),\n",
        "        and_(_PHONES.exists(), _PHONES.where(_STOPPED.exists()).exists()),\n",
        tests=("tests/flow/invitations/test_waiters.py",),
    ),
    Fault(
        "waiting list: no offer at night",
        OFFERS,
        "    if not MORNING <= now.astimezone(zone_of_office(office)).time() < EVENING:\n        return\n",
        "",
    ),
    Fault(
        "wave order: priority first on one day",
        WAVES,
        "    return day, not priority, ready_at, number\n",
        "    return day, priority, ready_at, number\n",
    ),
    Fault(
        "wave order: nobody goes past another of the same service",
        WAVES,
        "            halted.add(each.service)\n",
        "",
    ),
    Fault(
        "waves are no larger than there are seats",
        WAVES,
        "(self.asked + units) * 100 <= self.percent * self.free",
        "self.asked * 100 <= self.percent * self.free",
    ),
    Fault(
        "postponement: whoever was first stays first",
        "scheduler/domain/postponement/dealing.py",
        "return (self.first, not self.priority, self.id)",
        "return (self.earliest, not self.priority, self.id)",
    ),
    Fault(
        "postponement: the first place is kept through a second move",
        "scheduler/flow/postponement/moving.py",
        "    booking.first_starts_at = booking.first_starts_at or old\n",
        "    booking.first_starts_at = old\n",
    ),
    Fault(
        "postponement: what a citizen changed meanwhile stays",
        "scheduler/flow/postponement/moving.py",
        "    return booking.stage != BookingStage.BOOKED or booking.slot_id != row.old_slot_id\n",
        "    return booking.stage != BookingStage.BOOKED\n",
    ),
    Fault(
        "postponement: the second time says so",
        "scheduler/flow/postponement/moving.py",
        "Cause.MOVED_AGAIN if booking.moved_by_office > 1 else Cause.MOVED",
        "Cause.MOVED_AGAIN if booking.moved_by_office > 2 else Cause.MOVED",
    ),
    # --- at the door
    Fault(
        "double scan: set aside, and not back before their time",
        ARRIVALS,
        "is_time = ticket.not_before is None or ticket.not_before <= now or not ticket.held",
        "is_time = True",
    ),
    Fault(
        "double scan: the second shows the same ticket",
        ARRIVALS,
        "    ticket = queries.ticket_of_booking(session, booking.id, day.id)\n",
        "    ticket = None\n",
    ),
    Fault(
        "double scan: after the handover it says when and where",
        ARRIVALS,
        "    if booking.stage == BookingStage.FULFILLED:\n        raise handed_over(session, booking)\n",
        "",
    ),
    Fault(
        "too early at the door",
        "scheduler/flow/door/refusals.py",
        "    if now < come_back_at and not early:\n",
        "    if now < come_back_at and early:\n",
    ),
    Fault(
        "the wrong day at the door",
        "scheduler/flow/door/refusals.py",
        "        or today_of(office, slot.starts_at) != today_of(office, now)\n",
        "",
    ),
    Fault(
        "a walk-in without a ready document is turned away",
        ARRIVALS,
        "    if document.stage != DocumentStage.READY:\n        raise not_ready(session, document)\n    came_at",
        "    came_at",
    ),
    Fault(
        "walk-ins have a contingent of their own",
        "scheduler/flow/door/walk_in_quota.py",
        "    if left_today(session, day, service) != 0:\n",
        "    if left_today(session, day, service) is not None:\n",
    ),
    Fault(
        "a scan that waited too long says nothing",
        ARRIVALS,
        "    if now - came_at > KEPT_FOR or today_of",
        "    if today_of",
    ),
    Fault(
        "a cancelled pass is unknown",
        ARRIVALS,
        "    if booking is None or booking.office_id != office.id or booking.stage == BookingStage.CANCELLED:\n",
        "    if booking is None or booking.office_id != office.id:\n",
    ),
    Fault(
        "the day's end: who never came may book again, and it counts",
        "scheduler/flow/counter/visit_end.py",
        'counted=why == "did_not_come"',
        'counted=why != "did_not_come"',
    ),
    Fault(
        "the day's beginning: it is opened though somebody made its row before",
        "scheduler/flow/day_end/sweeps.py",
        "    return day is None or day.opened_at is None\n",
        "    return day is None\n",
    ),
    Fault(
        "the day's end: a visit that its citizen moves or cancels at that moment is held first",
        "scheduler/flow/day_end/sweeps.py",
        "    session.exec(invitations.with_for_update(key_share=True)).all()\n"
        "    held = past.order_by(col(Booking.id)).with_for_update(key_share=True, of=Booking)\n",
        "    held = past.order_by(col(Booking.id))\n",
    ),
    # --- at the counter
    Fault(
        "proxies' cap: not once more than the office allows",
        "scheduler/flow/custody/collectors.py",
        "    if len(here) + len(there) >= cap.most:\n",
        "    if len(here) + len(there) > cap.most:\n",
    ),
    Fault(
        "proxies' cap: of a month",
        "scheduler/flow/custody/collectors.py",
        "            col(Slot.starts_at) >= start,\n",
        "",
    ),
    Fault(
        "only who may collect a document collects it",
        "scheduler/flow/custody/collectors.py",
        "    if kind not in allowed:\n",
        "    if not allowed:\n",
    ),
    Fault(
        "an old card that is to be taken back is asked for",
        "scheduler/flow/custody/handover_proof.py",
        "and not (proof.old_card in OLD_CARD_SETTLED or _has_letter(proof)):",
        "and not proof.old_card:",
    ),
    Fault(
        "a card that is lost asks for the number of the police letter",
        "scheduler/flow/custody/handover_proof.py",
        '        if proof.old_card != "withdrawn" and not _has_letter(proof):\n',
        "        if proof.old_card is None:\n",
    ),
    Fault(
        "nothing changes hands by a form in which something lacks",
        "scheduler/web/counter/steps.py",
        "    if lacks:\n        raise Invalid(errors=lacks)\n",
        "",
        tests=("tests/web/counter/test_handover_form.py",),
    ),
    Fault(
        "no identity is ticked beforehand",
        "scheduler/web/counter/handover_form.py",
        '    identity: str = ""\n',
        '    identity: str = "face"\n',
        tests=("tests/web/counter/test_handover_form.py",),
    ),
    Fault(
        "nobody is called behind a part that was handed over",
        "scheduler/flow/counter/calls.py",
        'if counter.state != "open" or hall.at(counter) is not None or hall.is_resting:',
        'if counter.state != "open" or hall.is_resting:',
        tests=("tests/web/counter/test_handover_form.py",),
    ),
    Fault(
        "only a ready document changes hands",
        "scheduler/flow/custody/handover_proof.py",
        "    if document.stage != DocumentStage.READY:\n",
        "    if document.stage == DocumentStage.COLLECTED:\n",
    ),
    # --- blanks
    Fault(
        "blank stock: never more are kept than are free",
        "scheduler/flow/blanks/stock.py",
        "        count <= FREE, col(Material.per_day)",
        "        count <= FREE + 1, col(Material.per_day)",
    ),
    Fault(
        "blank stock: never more begun than are printed on a day",
        "scheduler/flow/blanks/stock.py",
        "(begun + count <= col(Material.per_day))",
        "(begun <= col(Material.per_day))",
    ),
    Fault(
        "blanks go to the group that is furthest behind its share",
        "scheduler/domain/blanks/allocation.py",
        "(self._parts[name] * seen - had[name] * whole, ",
        "(self._parts[name] * seen + had[name] * whole, ",
    ),
    Fault(
        "blanks: who waits by the office's fault goes first",
        "scheduler/domain/blanks/allocation.py",
        "    ordered = [each for each in everybody if each.first]\n"
        "    lines: dict[str, deque[Waiting]] = {}\n"
        "    for each in everybody:\n"
        "        if not each.first:\n",
        "    ordered: list[Waiting] = []\n"
        "    lines: dict[str, deque[Waiting]] = {}\n"
        "    for each in everybody:\n"
        "        if each:\n",
    ),
    Fault(
        "blanks: a place in a long line is counted in rounds that nobody's line ends in",
        "scheduler/domain/blanks/allocation.py",
        "            rounds = min((left[name] - 1) // spent for name, spent in a_round.items())\n",
        "            rounds = max((left[name] - 1) // spent for name, spent in a_round.items())\n",
    ),
    Fault(
        "blanks: a place counts those who go first, and whose turn it is after them",
        "scheduler/flow/blanks/queue.py",
        "    lately = [*material.lately, *_last_reasons(session, material, ahead)]\n",
        "    lately = material.lately\n",
    ),
    Fault(
        "blanks: a step gives out a portion over all materials",
        "scheduler/flow/blanks/release.py",
        "        room -= len(got)\n",
        "",
    ),
    Fault(
        "blanks: what a portion leaves is gone on with at once",
        "scheduler/flow/blanks/release.py",
        "        session.info[LEFT] = True\n",
        "        pass\n",
    ),
    Fault(
        "blanks: nobody is passed over whom somebody else is changing",
        "scheduler/flow/blanks/release.py",
        "    chosen = line.among(takewhile(line.documents.__contains__, order))\n",
        "    chosen = line.among(order)\n",
    ),
    Fault(
        "blanks: a document is not waited for once its material is held",
        "scheduler/flow/blanks/holds.py",
        "    line.documents.update(hold_documents(session, missing, skip_locked=True))\n",
        "    line.documents.update(hold_documents(session, missing))\n",
    ),
    Fault(
        "blanks: those whom the stock does not cover wait again, the last first",
        "scheduler/flow/blanks/holds.py",
        "        col(Document.priority), _SINCE.desc(), col(Document.id).desc()\n",
        "        col(Document.priority), _SINCE, col(Document.id).desc()\n",
        tests=("tests/flow/blanks/test_blanks.py",),
    ),
]
