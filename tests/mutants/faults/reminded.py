"""What people are told unasked, and by which proof: of a visit that comes, of a turn that is near, of what waits."""

from tests.mutants.fault import Fault

REMINDERS, NEARING, UNCOLLECTED = (
    "scheduler/flow/booking/reminders.py",
    "scheduler/flow/screens/nearing.py",
    "scheduler/flow/booking/uncollected.py",
)
PUSHES, PUSHING, LINKS, CONSENTS, CODES = (
    "scheduler/flow/screens/pushes.py",
    "scheduler/jobs/push.py",
    "scheduler/flow/contact/links.py",
    "scheduler/flow/core/consents.py",
    "scheduler/flow/applying/phone_codes.py",
)

REQUESTS = ("tests/flow/delivery/test_requests.py",)
FILES = ("tests/flow/delivery/test_file_requests.py",)
FILE_ASKING, TAKING_BACK = "scheduler/flow/delivery/file_asking.py", "scheduler/flow/delivery/taking_back.py"

FAULTS = [
    # --- of those who cannot come
    Fault(
        "other ways: an address is asked of who knows the phone",
        "scheduler/flow/delivery/asking.py",
        "        raise PhoneDigitsWrong\n",
        "        pass\n",
        tests=REQUESTS,
    ),
    Fault(
        "other ways: what goes home is fetched nowhere",
        "scheduler/flow/destinations/progress.py",
        " or home_request(session, document) is not None:\n",
        ":\n",
        tests=REQUESTS,
    ),
    Fault(
        "files: nothing is asked for by a link that is reported meanwhile",
        "scheduler/flow/delivery/file_asking.py",
        "    invitation = held_invitation(session, code)\n",
        "    invitation = known_invitation(session, code)\n",
        tests=("tests/races/test_delivery.py",),
    ),
    Fault(
        "other ways: one answer is written down",
        "scheduler/flow/delivery/answering.py",
        "col(DeliveryRequest.id) == request.id, col(DeliveryRequest.state) == ASKED)",
        "col(DeliveryRequest.id) == request.id)",
        tests=REQUESTS,
    ),
    Fault(
        "other ways: the message names what the office has",
        "scheduler/messages/notices/links.py",
        "for way, words in WAYS_IN_WORDS.items() if way in offered",
        "for way, words in WAYS_IN_WORDS.items() if way",
        tests=REQUESTS,
    ),
    Fault(
        "other ways: who waits for an answer is not reminded",
        UNCOLLECTED,
        "    return or_(booked.exists(), listed.exists(), asked.exists())\n",
        "    return or_(booked.exists(), listed.exists())\n",
        tests=REQUESTS,
    ),
    Fault(
        "other ways: an address is kept only for so long",
        "scheduler/flow/upkeep/forgetting.py",
        "if each.state == REFUSED or not _is_under_way(session, each)]",
        "if each.state == REFUSED]",
        tests=REQUESTS,
    ),
    Fault(
        "other ways: what is taken back leaves no address",
        TAKING_BACK,
        "state=TAKEN_BACK, address=None, reason=None",
        "state=TAKEN_BACK, reason=None",
        tests=REQUESTS,
    ),
    # --- of files that are wanted once more
    Fault(
        "files: another e-mail is asked of who knows the phone",
        FILE_ASKING,
        "        raise PhoneDigitsWrong\n",
        "        pass\n",
        tests=FILES,
    ),
    Fault(
        "files: another e-mail is proven for each of the documents",
        FILE_ASKING,
        "    if not all(proven):\n",
        "    if not proven:\n",
        tests=FILES,
    ),
    Fault(
        "files: the phone on record hears of another e-mail",
        FILE_ASKING,
        "    if way == TO_OTHER_EMAIL and is_reachable(session, document):\n",
        "    if way == TO_EMAIL and is_reachable(session, document):\n",
        tests=FILES,
    ),
    Fault(
        "files: what was taken back is told of no more",
        "scheduler/messages/notices/delivery.py",
        "_file_request(Cause.FILE_ELSEWHERE, ASKED)",
        "_file_request(Cause.FILE_ELSEWHERE, ASKED, 'taken_back')",
        tests=FILES,
    ),
    Fault(
        "requests: of what is handed over nobody waits for a file",
        "scheduler/db/queries/waiting.py",
        "            col(FileRequest.office_id) == office_id,\n"
        "            col(FileRequest.state) == ASKED,\n"
        "            col(Document.stage).not_in(OVER),\n",
        "            col(FileRequest.office_id) == office_id,\n            col(FileRequest.state) == ASKED,\n",
        tests=FILES,
    ),
    Fault(
        "requests: of what is handed over nobody waits for another way",
        "scheduler/db/queries/waiting.py",
        "asked = [at for at, documents in ways if not there.isdisjoint(documents)]",
        "asked = [at for at, documents in ways if documents]",
        tests=FILES,
    ),
    Fault(
        "files: another address needs the first to be taken back",
        FILE_ASKING,
        "            raise FileAsked\n",
        "            pass\n",
        tests=FILES,
    ),
    Fault(
        "files: three times a day",
        FILE_ASKING,
        "        raise FileAskedOften(count=FILES_A_DAY)\n",
        "        pass\n",
        tests=FILES,
    ),
    Fault(
        "files: of one's own link only",
        FILE_ASKING,
        "{document_id}.intersection(own)",
        "{document_id}",
        tests=FILES,
    ),
    Fault(
        "files: what is taken back leaves no address",
        TAKING_BACK,
        "state=TAKEN_BACK, email=None",
        "state=TAKEN_BACK",
        tests=FILES,
    ),
    Fault(
        "files: who had a link that was not theirs gets nothing that they asked for",
        "scheduler/flow/contact/wrong_number.py",
        "    take_back_all(session, invitation, now=now)\n",
        "",
        tests=FILES,
    ),
    Fault(
        "files: one answer is written down",
        "scheduler/flow/delivery/file_answering.py",
        "col(FileRequest.id) == request.id, col(FileRequest.state) == ASKED)",
        "col(FileRequest.id) == request.id)",
        tests=FILES,
    ),
    # --- of a visit that comes
    Fault(
        "reminders: of the visits of tomorrow",
        REMINDERS,
        "day_bounds(today + timedelta(days=1), zone_of_office(office))",
        "day_bounds(today, zone_of_office(office))",
    ),
    Fault(
        "reminders: who heard of it shortly before the hour of reminders needs none, however late it is",
        REMINDERS,
        "if heard <= moment - FRESH_DAY]",
        "if heard <= now - FRESH_DAY]",
    ),
    Fault(
        "reminders: whose visit was moved a moment ago has just heard of it",
        REMINDERS,
        "select(Booking, Slot, func.coalesce(heard, col(Booking.created_at)))",
        "select(Booking, Slot, col(Booking.created_at))",
    ),
    Fault(
        "reminders: after an outage not of who is under way",
        REMINDERS,
        "_visits(session, office, Cause.REMINDER_SOON, now + before / 2, now + before, holding=holding)",
        "_visits(session, office, Cause.REMINDER_SOON, now, now + before, holding=holding)",
    ),
    # --- of a turn that is near
    Fault(
        "near turn: by the least that the wait may be",
        NEARING,
        "if wait.minutes and wait.minutes[0] <= office.soon_minutes}",
        "if wait.minutes and wait.minutes[1] <= office.soon_minutes}",
    ),
    Fault(
        "near turn: numbers of today's hall, of this office",
        NEARING,
        "            col(Ticket.office_day_id) == day.id,\n",
        "",
    ),
    Fault(
        "near turn: who was told at the door that it will be long is told that it is not",
        NEARING,
        "        col(ToldWait.least) <= office.soon_minutes,\n",
        "",
    ),
    Fault(
        "near turn: who was told at the door a moment ago needs no message",
        NEARING,
        "return or_(noted.exists(), called_in.exists(), listens.exists(), at_door.exists())",
        "return or_(noted.exists(), called_in.exists(), listens.exists())",
    ),
    # --- of what waits to be fetched
    Fault(
        "not fetched: whoever was told anything is left alone for three days",
        UNCOLLECTED,
        "QUIET = timedelta(days=3)",
        "QUIET = timedelta(days=2)",
    ),
    Fault(
        "not fetched: days count from the later of ready and invited, and no step is passed over",
        UNCOLLECTED,
        "            or_(ready > after, invited > after),\n",
        "            ready > after,\n            invited > after,\n",
    ),
    Fault(
        "not fetched: a visit that the household has at another office is none here",
        UNCOLLECTED,
        "        and_(col(own.office_id) == OFFICE, col(own.household) == col(Document.household)),\n",
        "        col(own.household) == col(Document.household),\n",
    ),
    Fault(
        "not fetched: who was offered a seat is not told",
        UNCOLLECTED,
        "        col(WaitlistEntry.stage).in_((WAITING, OFFERED)),\n",
        "        col(WaitlistEntry.stage).in_((WAITING,)),\n",
    ),
    Fault(
        "not fetched: a day on which the office is shut is none to ask anybody to come",
        UNCOLLECTED,
        "    if minute is None or not may_be_told(session, office, now):\n",
        "    if minute is None:\n",
    ),
    Fault(
        "looks: an office of which nobody noted that it is watched is among those that are asked",
        "scheduler/flow/day_end/sweeps.py",
        "or_(col(OfficeDay.watched_at).is_(None), col(OfficeDay.watched_at)",
        "or_(col(OfficeDay.watched_at)",
        tests=("tests/flow/core/test_watch.py", "tests/jobs/test_tick.py"),
    ),
    # --- by the push service of a browser
    Fault(
        "pushes: whoever took it back is told nothing more",
        PUSHES,
        "        .where(col(PushSubscription.ended_at).is_(None))\n        .order_by(col(PushSubscription.id))\n"
        "    )\n    return [(number",
        "        .order_by(col(PushSubscription.id))\n    )\n    return [(number",
    ),
    Fault(
        "pushes: of this office's numbers alone",
        PUSHES,
        ".where(col(Office.code) == office, col(OfficeDay.day) == day, col(Ticket.number).in_(numbers))",
        ".where(col(OfficeDay.day) == day, col(Ticket.number).in_(numbers))",
    ),
    Fault(
        "pushes: the browser that asked first makes room",
        PUSHES,
        "    for eldest in live[MOST - 1 :]:\n",
        "    for eldest in live[: -MOST + 1]:\n",
    ),
    Fault(
        "pushes: where nothing more is sent, the address is forgotten",
        PUSHES,
        '    subscription.endpoint = subscription.p256dh = subscription.auth = ""\n',
        "",
    ),
    Fault(
        "pushes: looked at again before the other try",
        PUSHING,
        "            if not still_true(board, due.owed):\n                return None\n",
        "",
    ),
    Fault(
        "pushes: training sends nothing",
        PUSHING,
        'settings.push == "on" and not clock.is_training and find_spec',
        'settings.push == "on" and find_spec',
    ),
    # --- by which proof, and with whose consent
    Fault(
        "lost links: a number that another office was told to leave alone gets its link here",
        LINKS,
        "    stopped = and_(\n        col(StoppedNumber.office_id) == col(Document.office_id),\n"
        "        col(StoppedNumber.phone_hash) == col(Document.phone_hash),\n    )\n",
        "    stopped = col(StoppedNumber.phone_hash) == col(Document.phone_hash)\n",
    ),
    Fault(
        "lost links: a registration number is that of this office",
        LINKS,
        ".where(col(Document.office_id) == office_id, col(Document.reference) == reference)",
        ".where(col(Document.reference) == reference)",
    ),
    Fault(
        "lost links: a visit that was cancelled leads to a new choice",
        LINKS,
        "    live = and_(col(Booking.invitation_id) == col(Invitation.id), "
        "col(Booking.stage).in_(stages.LIVE_BOOKING))\n",
        "    live = col(Booking.invitation_id) == col(Invitation.id)\n",
    ),
    Fault(
        "consents: what was said last counts",
        CONSENTS,
        "        .order_by(col(Consent.id).desc())\n",
        "        .order_by(col(Consent.id))\n",
    ),
    Fault(
        "consents: of one office",
        CONSENTS,
        ".where(col(Consent.office_id) == office_id, col(Consent.phone_hash)",
        ".where(col(Consent.phone_hash)",
    ),
    Fault(
        "consents: writing to an office undoes no STOP",
        CONSENTS,
        "    if last_consent(session, office_id, phone) is None:\n        consent(",
        "    if office_id:\n        consent(",
    ),
    Fault(
        "phone codes: eight a day to one phone",
        CODES,
        "now - A_DAY) < MOST_A_DAY\n",
        "now - A_DAY) <= MOST_A_DAY\n",
    ),
    Fault(
        "phone codes: of its own application",
        CODES,
        "            col(PhoneCode.application_id) == application.id,\n"
        "            col(PhoneCode.phone_hash) == application.phone_hash,\n"
        "            col(PhoneCode.used_at).is_(None),\n",
        "            col(PhoneCode.phone_hash) == application.phone_hash,\n"
        "            col(PhoneCode.used_at).is_(None),\n",
    ),
    Fault(
        "phone codes: another phone is confirmed anew",
        CODES,
        "        application.phone_confirmed_at = None\n        session.add(application)\n",
        "        session.add(application)\n",
    ),
]
