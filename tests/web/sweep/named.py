"""What forms alone name: a visit that is expected, answers at the door that one goes on from, a document given up."""

from sqlmodel import col

from scheduler.db.models import Application, Place, Procedure, Requirement
from scheduler.domain.text.names import last_digits
from scheduler.flow.applying import withdrawing
from scheduler.flow.place import showing, visits
from scheduler.flow.screens import screens
from scheduler.flow.staff.people import add_staff
from scheduler.flow.talks import ready_answers
from scheduler.flow.talks.ready_answers import Ready
from scheduler.web.door import leaving
from scheduler.web.door.shared import scans
from scheduler.web.door.shared.scans import Asked
from tests.scenes.factories import GUARD, TELEVISION, World
from tests.scenes.places import a_place
from tests.scenes.visits import visit_for
from tests.web.sweep.filled import NOW, Ids, Marked


def named(office: World, people: Marked, ids: Ids) -> Ids:
    """Add that to an office; the ids of it. ids: of what it has already."""
    code, facts = office.office.code, people.facts
    expected = office.booked(9, 30, **facts)
    given_up = office.document(reference=f"{code}/given-up", stage="received", **facts)
    office.do(withdrawing.withdraw, given_up.reference, reason="dobel", now=NOW)
    printable = office.document(reference=f"{code}/printable", type="KK", channel="self_print", **facts)
    joinable = office.document(reference=f"{code}/joinable", **facts)
    office.database.run(ready_answers.add, office.office, Ready(f"Jawaban {code}", "Baik."))
    office.change(Application, int(ids["asked"]), conversation_id=ids["conversation"])
    of_one = {**facts, "kk": "2172010101019999"}
    fetched, left = (office.document(reference=f"{code}/{which}", **of_one) for which in ("fetched-7001", "left-7002"))
    place = a_place(office, f"Kelurahan {code}")
    desk = _desk(office, people, ids)
    return {
        **desk,
        "expected": expected,
        "expected_short": office.booking(expected).short,
        "given_up": given_up.reference,
        "printable": printable.reference,
        "joinable": office.code(joinable),
        "joinable_id": int(joinable.invitation_id or 0),
        "of_one_document": visit_for(office, fetched, hour=14),
        "left_out": left.id,
        "left_out_ref4": last_digits(left.reference, 4),
        "slot_of_household": office.booking(str(ids["pass"])).slot_id,
        "invited_reference": office.reference_of(str(ids["pass"])),
        "phone4": last_digits(facts["phone"], 4),
        "ready_answer": f"Jawaban {code}",
        "place_name": place.name,
        "empty_place": place.id,
        "line_of_procedure": _line_of(office, str(ids["procedure"])),
        "pairing": _pairing(office),
        "arrived": _shown(office, str(ids["came"]), "arrived"),
        "wrong_day": _shown(office, str(ids["pass"]), "wrong-day"),
        "left": _left(office, office.walk_in(**facts).ticket),
    }


def _desk(office: World, people: Marked, ids: Ids) -> Ids:
    """Somebody at the place of an office: who booked a visit, and was shown a slip and a NIK."""
    code, nik = office.office.code, people.nik
    facts = {**people.facts, "kk": None, "phone": None}
    shown = office.document(reference=f"{code}/shown-8001", **facts)
    staff = office.database.run(
        add_staff, office.office, "Yuni", "place", None, places=[int(ids["place"])], by="command", now=NOW
    )
    by = f"staff:{staff.id}"
    office.do(showing.show, shown.reference, nik, by=by, now=NOW)
    booking = office.booked(13, day=3, **facts)
    place = office.rows(Place, col(Place.id) == ids["place"])[0]
    office.database.run(visits.keep_visit, place, office.booking(booking).id)
    return {
        "at_place": staff.id,
        "shown": shown.id,
        "shown_reference": shown.reference,
        "nik": nik,
        "place_short": office.booking(booking).short,
    }


def _line_of(office: World, procedure: str) -> int:
    """The last line of a procedure's checklist."""
    (found,) = office.rows(Procedure, col(Procedure.code) == procedure)
    return office.rows(Requirement, col(Requirement.procedure_id) == found.id)[-1].id


def _pairing(office: World) -> str:
    """The code of a television that is nobody's yet."""
    found = office.database.run(screens.ask, TELEVISION, now=NOW)
    assert found is not None
    return found[1].code


def _shown(office: World, pass_code: str, kind: str) -> str:
    """The nonce of a scan at the door, by which one goes on from its answer."""
    nonce = f"{kind}-{office.office.code}"
    office.do(scans.scan, Asked(pass_code), nonce, by=GUARD, now=NOW)
    return nonce


def _left(office: World, number: str) -> str:
    """The nonce of a departure."""
    nonce = f"left-{office.office.code}"
    office.do(leaving.depart, Asked(number), nonce, sure=True, by=GUARD, now=NOW)
    return nonce
