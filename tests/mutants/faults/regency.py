"""Documents between offices, and the offices of a manager."""

from tests.mutants.fault import Fault

TRANSFERS, SENDING = "scheduler/flow/regency/transfers.py", "scheduler/flow/regency/sending.py"
ARRIVING, VIEW = "scheduler/flow/regency/arriving.py", "scheduler/web/office/regency/view.py"
FLOW = ("tests/flow/test_regency.py",)

FAULTS = [
    Fault(
        "a transfer ends once",
        TRANSFERS,
        "    under_way = update(Transfer).where(col(Transfer.id) == transfer.id, col(Transfer.state) == SENT)\n",
        "    under_way = update(Transfer).where(col(Transfer.id) == transfer.id)\n",
        tests=FLOW,
    ),
    Fault(
        "who has come keeps what they came for",
        SENDING,
        "    if booking is not None and booking.stage != BookingStage.BOOKED:\n        raise BookedHere\n",
        "",
        tests=FLOW,
    ),
    Fault(
        "a link does not lead on to somebody else's",
        TRANSFERS,
        "    same = asked.phone == there.phone and not stopped_among(session, there.office_id, [there.phone])\n",
        "    same = True\n",
        tests=FLOW,
    ),
    Fault(
        "a phone that is not theirs stays behind",
        ARRIVING,
        "    if stopped_among(session, sent.office_id, [sent.phone]):\n",
        "    if False:\n",
        tests=FLOW,
    ),
    Fault(
        "an office where one is no manager is not shown",
        VIEW,
        "    managed = [each for each in places if MANAGES in each.roles]\n",
        "    managed = list(places)\n",
        tests=("tests/web/regency/test_all_offices.py",),
    ),
]
