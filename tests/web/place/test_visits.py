"""A place books for who has no phone, prints the slip, moves and gives up what it booked, and sees no other visit."""

from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import Booking, Document, Move, PlaceVisit
from scheduler.domain.offices.revision import Settings
from scheduler.domain.text import codes
from scheduler.flow.booking import bookings
from scheduler.flow.calendar import hours
from scheduler.flow.delivery import places
from scheduler.flow.invitations.invitations import pass_of
from scheduler.web.shared import throttling
from tests.flow.small import shrink
from tests.scenes.desks import NIK, AtPlace, booked_there, shown
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in, text_of


def desk(who: AtPlace, what: str = "") -> str:
    return f"/place/{who.place.id}{what}"


def page_of(who: AtPlace, booking: Booking, what: str = "") -> str:
    return desk(who, f"/visits/{codes.written_short(booking.short)}{what}")


def post(client: Any, path: str, **fields: object) -> Any:
    answer = client.post(path, data=fields)
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def only(office: World) -> Booking:
    (found,) = office.rows(Booking)
    return found


@pytest.mark.postgres("statements")
def test_visit_is_booked_and_is_the_places_own(client: Any, office: World, yuni: AtPlace) -> None:
    document = shown(office, yuni, office.document(nik=NIK, holder="Siti Rahmawati"))

    page = post(
        client,
        desk(yuni, f"/documents/{document.id}"),
        slot=office.slot(10, day=1).id,
        party=2,
        wish_priority="true",
        collector="holder",
    )

    booking = only(office)
    assert "Jadwal tersimpan." in text_of(page)
    assert "Selasa, 1 Desember 2026 pukul 10.00 WIB" in text_of(page)
    assert (booking.party, booking.wish_priority) == (2, True)
    assert [(each.booking_id, each.place_id) for each in office.rows(PlaceVisit)] == [(booking.id, yuni.place.id)]
    (made,) = office.rows(Move, col(Move.booking_id) == booking.id)
    assert made.by == yuni.by


def test_documents_of_a_household_are_chosen_together(client: Any, office: World, yuni: AtPlace) -> None:
    card, family = (office.document(nik=NIK, kk="2172010101010001", type=kind) for kind in ("KTP-el", "KK"))
    shown(office, yuni, card)
    form = {"slot": office.slot(10, day=1).id, "chooses": "true", "collector": "holder"}

    asked = client.get(desk(yuni, f"/documents/{card.id}"))
    post(client, desk(yuni, f"/documents/{card.id}"), document=[card.id, family.id], **form)

    assert f'value="{family.id}" checked' in asked.text
    assert only(office).units == 2


def test_form_without_a_time_is_shown_again_as_it_was_filled(client: Any, office: World, yuni: AtPlace) -> None:
    document = shown(office, yuni, office.document(nik=NIK))

    page = client.post(desk(yuni, f"/documents/{document.id}"), data={"party": 2, "collector": "holder"})

    assert page.status_code == 422
    assert "Pilih jam dulu." in text_of(page)
    assert 'name="party" value="2" checked' in page.text


def test_another_day_is_shown_without_javascript(client: Any, office: World, yuni: AtPlace) -> None:
    document = shown(office, yuni, office.document(nik=NIK))

    page = client.post(desk(yuni, f"/documents/{document.id}"), data={"day": "2026-12-02", "party": 2})

    assert page.status_code == 200
    assert f'value="{office.slot(10, day=2).id}"' in page.text
    assert office.rows(Booking) == []


def test_sent_twice_is_one_visit(client: Any, office: World, yuni: AtPlace) -> None:
    document = shown(office, yuni, office.document(nik=NIK))
    form = {"slot": office.slot(10, day=1).id, "party": 1, "collector": "holder"}

    answers = [client.post(desk(yuni, f"/documents/{document.id}"), data=form) for _ in range(2)]

    assert [answer.headers["location"].partition("?")[0] for answer in answers] == [page_of(yuni, only(office))] * 2


def test_slot_that_is_full_by_now_offers_others(client: Any, office: World, yuni: AtPlace) -> None:
    slot, document = office.slot(10, day=1), shown(office, yuni, office.document(nik=NIK))
    while office.slot(10, day=1).taken < slot.capacity:
        office.booked(10, day=1)

    page = client.post(
        desk(yuni, f"/documents/{document.id}"), data={"slot": slot.id, "party": 1, "collector": "holder"}
    )

    assert page.status_code == 409
    assert "baru saja terisi" in text_of(page)
    assert office.rows(PlaceVisit) == []


def test_nobody_books_for_what_was_not_shown(client: Any, office: World, yuni: AtPlace) -> None:
    document = office.document(nik=NIK)

    page = client.post(
        desk(yuni, f"/documents/{document.id}"), data={"slot": office.slot(10, day=1).id, "collector": "holder"}
    )

    assert page.status_code == 410
    assert office.rows(Booking) == []


@pytest.mark.postgres("statements")
def test_slip_is_printed_and_again_while_the_visit_stands(client: Any, office: World, yuni: AtPlace) -> None:
    booking = booked_there(office, yuni)

    pages = {paper: client.get(page_of(yuni, booking, f"/slip?paper={paper}")) for paper in ("a4", "a6", "roll", "x")}

    code = codes.written(codes.read(pass_of(booking)) or "")
    assert all(code in page.text and "<svg" in page.text for page in pages.values())
    shapes = {
        paper: page.text.partition('class="slip appointment ')[2].partition('"')[0] for paper, page in pages.items()
    }
    assert shapes == {"a4": "a6 on-a4", "a6": "a6", "roll": "roll", "x": "a6 on-a4"}
    assert page_of(yuni, booking) in pages["a4"].text


def test_slip_of_a_visit_that_was_given_up_is_none(client: Any, office: World, yuni: AtPlace) -> None:
    booking = booked_there(office, yuni)
    office.database.run(bookings.cancel, pass_of(booking), ref4=None, by="staff:1", now=NINE)

    page = client.get(page_of(yuni, booking, "/slip"))

    assert page.status_code == 404
    assert codes.written(codes.read(pass_of(booking)) or "") not in page.text
    assert "Jadwal yang kami buat" in text_of(page)


@pytest.mark.postgres("statements")
def test_visit_is_moved_with_the_same_number(client: Any, office: World, yuni: AtPlace) -> None:
    booking, slot = booked_there(office, yuni), office.slot(11, day=2)

    asked = client.get(page_of(yuni, booking, "/slot"))
    page = post(client, page_of(yuni, booking, "/slot"), slot=slot.id)

    assert "1. Pilih hari" in text_of(asked)
    assert "Jadwal dipindahkan." in text_of(page)
    assert (only(office).slot_id, only(office).short) == (slot.id, booking.short)


@pytest.mark.postgres("statements")
def test_visit_is_given_up_and_books_anew(client: Any, office: World, yuni: AtPlace) -> None:
    booking = booked_there(office, yuni)

    page = post(client, page_of(yuni, booking, "/cancellation"))
    again = client.post(page_of(yuni, booking, "/cancellation"))

    assert "Jadwal dibatalkan." in text_of(page)
    assert "Batalkan jadwal" not in text_of(page)
    assert only(office).stage == "cancelled"
    assert again.status_code == 409


def test_moving_a_visit_that_was_given_up_is_refused_on_its_page(client: Any, office: World, yuni: AtPlace) -> None:
    booking = booked_there(office, yuni)
    post(client, page_of(yuni, booking, "/cancellation"))

    for answer in (
        client.get(page_of(yuni, booking, "/slot")),
        client.post(page_of(yuni, booking, "/slot"), data={"slot": office.slot(11, day=2).id}),
    ):
        assert answer.status_code == 409
        assert "Langkah itu tidak bisa" in text_of(answer)


@pytest.mark.postgres("statements")
def test_list_has_initials_and_what_is_still_to_come(client: Any, office: World, yuni: AtPlace, wati: AtPlace) -> None:
    booking = booked_there(office, yuni, 10, holder="Siti Rahmawati", phone="+6281234567890")
    theirs = booked_there(office, wati, 11, holder="Dewi Lestari")

    page = client.get(desk(yuni, "/visits"))

    assert f"{codes.written_short(booking.short)} S.R. Selasa, 1 Desember 2026 pukul 10.00 WIB" in text_of(page)
    assert codes.written_short(theirs.short) not in page.text
    for secret in ("Rahmawati", NIK, "7890"):
        assert secret not in page.text


def test_other_places_visits_and_those_of_the_office_are_none(
    client: Any, office: World, yuni: AtPlace, wati: AtPlace
) -> None:
    foreign = (booked_there(office, wati), office.booking(office.booked(11, day=1)))
    slot = office.slot(14, day=2).id

    for booking in foreign:
        answers = [
            *(client.get(page_of(yuni, booking, what)) for what in ("", "/slot", "/slip")),
            client.post(page_of(yuni, booking, "/slot"), data={"slot": slot}),
            client.post(page_of(yuni, booking, "/cancellation")),
        ]
        assert [answer.status_code for answer in answers] == [404] * 5
        assert not any(codes.written(codes.read(pass_of(booking)) or "") in answer.text for answer in answers)
    assert {each.stage for each in office.rows(Booking)} == {"booked"}
    assert client.get(page_of(wati, foreign[0])).status_code == 404


def test_what_is_no_number_is_none(client: Any, yuni: AtPlace) -> None:
    assert client.get(desk(yuni, "/visits/abc")).status_code == 404
    assert client.get(desk(yuni, "/visits/99-999")).status_code == 404


def test_numbers_that_do_not_exist_are_counted(client: Any, yuni: AtPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(throttling.MOST, "short", 2)

    answers = [client.get(desk(yuni, f"/visits/{10_000 + n}")).status_code for n in range(3)]

    assert answers == [404, 404, 429]


def test_office_sees_which_place_booked_a_visit(client: Any, office: World, yuni: AtPlace) -> None:
    booking = booked_there(office, yuni)
    sign_in(client, office, name="Rina")

    page = client.get(f"/office/bookings/{codes.written_short(booking.short)}")

    assert "Dibuat di Kelurahan Kampung Bugis" in text_of(page)
    other = office.booking(office.booked(11))
    assert "Dibuat di" not in text_of(client.get(f"/office/bookings/{codes.written_short(other.short)}"))


def test_auditor_and_clerk_are_not_at_the_desk(client: Any, office: World, yuni: AtPlace) -> None:
    booking = booked_there(office, yuni)

    for name, role in (("Tari", "auditor"), ("Rina", "clerk"), ("Sari", "supervisor manager")):
        sign_in(client, office, name=name, role=role)
        assert client.get(desk(yuni)).status_code == 403
        assert client.post(page_of(yuni, booking, "/cancellation")).status_code == 403
    assert only(office).stage == "booked"


def kept(office: World) -> None:
    """Of two units of each slot one is kept, and nobody is invited unasked."""
    shrink(office, capacity=2, days=2, wave_percent=0)
    office.do(hours.apply, Settings({}, {}, {}, {}, {"A": 1}), now=NINE)


@pytest.mark.postgres("statements")
def test_whose_turn_it_is_not_is_booked_into_what_is_kept(client: Any, office: World, yuni: AtPlace) -> None:
    kept(office)
    document = office.document("R/9", nik=NIK)
    assert document.invitation_id is None

    offer = post(client, desk(yuni, "/searches"), reference="R/9", proof=NIK)
    post(client, desk(yuni, f"/documents/{document.id}/invitation"))
    chooser = client.get(desk(yuni, f"/documents/{document.id}?day=2026-12-02"))
    page = post(client, desk(yuni, f"/documents/{document.id}"), slot=office.slot(10, day=2).id, collector="holder")

    assert "Warganya di depan Anda, tanpa ponsel?" in text_of(offer)
    assert f'action="{desk(yuni, f"/documents/{document.id}/invitation")}"' in offer.text
    assert "1 disimpan" in text_of(chooser)
    assert "Jadwal tersimpan." in text_of(page)
    assert (only(office).by_staff, office.slot(10, day=2).by_staff) == (True, 1)
    moves = office.rows(Move, col(Move.document_id) == document.id)
    assert [move.by for move in moves if move.why == "before_turn"] == [yuni.by]


@pytest.mark.postgres("statements")
def test_before_its_turn_only_what_was_shown_and_while_something_is_kept(
    client: Any, office: World, yuni: AtPlace
) -> None:
    kept(office)
    document, unseen = office.document("R/9", nik=NIK), office.document("R/8", nik=NIK)
    shown(office, yuni, document)

    not_shown = client.post(desk(yuni, f"/documents/{unseen.id}/invitation"))
    office.database.run(places.close_place, office.office, yuni.place.id, closed=True)
    shut = client.post(desk(yuni, f"/documents/{document.id}/invitation"))
    office.database.run(places.close_place, office.office, yuni.place.id, closed=False)
    office.do(hours.apply, Settings({}, {}, {}, {}, {"A": 0}), now=NINE)
    none_kept = client.post(desk(yuni, f"/documents/{document.id}/invitation"))

    assert [each.status_code for each in (not_shown, shut, none_kept)] == [410, 409, 409]
    assert "tanpa ponsel?" not in "".join(text_of(each) for each in (not_shown, shut, none_kept))
    assert [each.invitation_id for each in office.rows(Document)] == [None, None]
