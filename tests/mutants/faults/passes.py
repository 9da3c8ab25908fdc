"""What the page of a booked visit promises: what to bring, what the door would say, and what is over."""

from tests.mutants.fault import Fault

BRINGING, PAGE = "scheduler/domain/offices/bringing.py", "scheduler/web/citizen/booking/ticket_page.py"
OF_BRINGING, OF_THE_DAY = ("tests/domain/offices/test_bringing.py",), ("tests/web/booking/test_ticket_day.py",)
OF_CHOOSING = ("tests/flow/booking/test_choosing.py",)

FAULTS = [
    Fault(
        "cards that every document asks for are counted",
        BRINGING,
        "known.count + 1 if thing.name in ONE_EACH else 1",
        "1",
        tests=OF_BRINGING,
    ),
    Fault(
        "an applicant who comes brings one card",
        BRINGING,
        "    if collector == HOLDER and _is_same(by.applicant, by.holder):\n",
        "    if collector == HOLDER:\n",
        tests=OF_BRINGING,
    ),
    Fault(
        "a late visit is told to come, because the door takes it",
        "scheduler/web/citizen/booking/at_door.py",
        '    return AtDoor("open") if now <= until else',
        '    return AtDoor("open") if now < until else',
        tests=OF_THE_DAY,
    ),
    Fault(
        "what the door refuses is not called late",
        "scheduler/flow/door/refusals.py",
        "        refuse_ticket(session, booking, booking.party, limit=limit)\n",
        "",
        tests=OF_THE_DAY,
    ),
    Fault(
        "a visit that is past shows no QR",
        PAGE,
        'return self.state in ("booked", "live")',
        'return self.booking.stage in {"booked", "arrived"}',
        tests=OF_THE_DAY,
    ),
    Fault(
        "what prints itself joins no visit in silence",
        "scheduler/flow/invitations/invitations.py",
        "    return channel != SELF_PRINT or paper_asked_at is not None\n",
        "    return True\n",
        tests=OF_CHOOSING,
    ),
    Fault(
        "a visit fetches what was chosen and nothing beside it",
        "scheduler/flow/booking/bookings.py",
        "row[0] in fetch if fetch is not None else row[0] not in unasked",
        "row[0] not in unasked or row[0] in (fetch or ())",
        tests=OF_CHOOSING,
    ),
    Fault(
        "a sheet that is ticked is asked for on paper",
        "scheduler/flow/booking/bookings.py",
        "        ask_for_paper(session, session.get_one(Document, document_id), now=now)\n",
        "        pass\n",
        tests=OF_CHOOSING,
    ),
    Fault(
        "whoever chose no document is asked again with the times in place",
        "scheduler/web/shared/booking/invitation_view.py",
        "    found = chosen or _of_ids(documents, _chosen(documents, None, also))",
        "    found = chosen",
        tests=("tests/web/booking/test_invitation.py",),
    ),
    Fault(
        "a refusal sends the chosen documents again",
        "scheduler/web/citizen/shared/refusal_page.py",
        '        "document": ",".join(map(str, choices.document)),\n',
        "",
        tests=("tests/web/booking/test_invitation.py",),
    ),
    Fault(
        "the pass of a later visit is for who knows more than the old one",
        "scheduler/web/citizen/booking/ticket.py",
        "    again = await _way_to_choose_again(request, page) if known else None\n",
        "    again = await _way_to_choose_again(request, page)\n",
        tests=OF_THE_DAY,
    ),
]
