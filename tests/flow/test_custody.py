"""Who comes for documents: the rule of each type, who somebody else is, and how often one may come for others."""

from datetime import timedelta

import pytest
from sqlmodel import col

from scheduler.db.models import Booking, DocumentType, Handover, Move, Office
from scheduler.domain.custody.refusals import CollectorNotAllowed, ProxyLimit, ProxyUnnamed
from scheduler.flow.booking import bookings
from scheduler.flow.counter import undo
from scheduler.flow.counter.handovers import Proof
from scheduler.flow.custody.collectors import Collector, all_brought_by, bring_of, collectors_of, month_of, takes_back
from scheduler.flow.invitations.invitations import pass_of
from tests.scenes.factories import CLERK, EARLY, NINE, World, at

BUDI = Collector("proxy", "Budi Santoso", "tetangga")


def _book(
    office: World, who: Collector = BUDI, *, hour: int = 9, day: int = 0, by: str = "citizen", **facts
) -> Booking:
    slot = office.slot(hour, day=day)
    code = office.invitation(**facts)
    made = office.database.run(bookings.book, code, slot.id, party=1, collector=who, by=by, now=EARLY)
    return office.read(lambda session: session.get_one(Booking, made.id))


def _cap(office: World, most: int) -> None:
    office.change(Office, office.office.id, proxy_cap=most)
    office.office = office.read(lambda session: session.get_one(Office, office.office.id))


def _kind(office: World, code: str) -> DocumentType:
    return office.rows(DocumentType, DocumentType.code == code)[0]


def _rule(office: World, code: str, *collectors: str) -> None:
    office.change(DocumentType, _kind(office, code).id, collectors=list(collectors))


@pytest.mark.postgres("statements")
def test_type_of_the_office_says_who_may_collect(office: World, elsewhere: World):
    _rule(office, "KTP-el", "holder", "family")

    with pytest.raises(CollectorNotAllowed) as refused:
        _book(office, BUDI)

    assert refused.value.facts["collectors"] == ["holder", "family"]
    assert _book(office, Collector("family")).collector_kind == "family"
    assert _book(elsewhere, BUDI).collector_kind == "proxy"


def test_household_is_collected_by_whoever_may_collect_all_of_it(office: World):
    office.document(kk="1", type="KTP-el")

    with pytest.raises(CollectorNotAllowed):
        _book(office, Collector("holder"), kk="1", type="KIA")

    assert [row.collector_kind for row in office.rows(Booking)] == []


def test_who_comes_to_be_recorded_does_not_decide_who_collects_the_rest(office: World):
    types = [_kind(office, "Perekaman KTP-el"), _kind(office, "KTP-el")]

    assert collectors_of(types) == ("holder", "family", "parent", "guardian", "proxy")
    assert collectors_of(types[:1]) == ("holder",)


@pytest.mark.parametrize("who", [Collector("proxy"), Collector("proxy", "Budi"), Collector("proxy", None, "tetangga")])
def test_somebody_else_has_a_name_and_a_relation(office: World, who: Collector):
    with pytest.raises(ProxyUnnamed):
        _book(office, who)

    assert office.rows(Booking) == []


def test_somebody_else_is_known_by_a_keyed_hash(office: World):
    booking = _book(office)

    assert (booking.collector_name, booking.collector_relation) == ("Budi Santoso", "tetangga")
    assert booking.collector_hash is not None
    assert len(booking.collector_hash) == 32
    assert _book(office, Collector("family", "Budi Santoso")).collector_hash is None


def test_one_person_collects_for_others_so_often_a_month(office: World, elsewhere: World):
    _cap(office, 2)
    _book(office)
    _book(office, Collector("proxy", "H. BUDI  SANTOSO, S.H.", "teman"))

    with pytest.raises(ProxyLimit) as refused:
        _book(office)

    assert refused.value.facts == {"cap": 2}
    assert _book(office, Collector("proxy", "Budi Susanto", "teman")).stage == "booked"
    assert _book(office, Collector("proxy", "Budi Santoso", "teman", "0412")).stage == "booked"
    assert _book(office, day=1).stage == "booked", "The month is that of the visit: Tuesday is the first of December."
    assert _book(elsewhere).stage == "booked"


def test_staff_are_held_to_the_cap_too(office: World):
    _cap(office, 1)
    _book(office, by=CLERK)

    with pytest.raises(ProxyLimit):
        _book(office, by=CLERK)


def test_cancelled_visit_does_not_count(office: World):
    _cap(office, 1)
    booking = _book(office)
    office.database.run(bookings.cancel, pass_of(booking), ref4=None, by="citizen", now=EARLY)

    assert _book(office).stage == "booked"


def test_visit_is_not_moved_into_a_month_that_is_full(office: World):
    _cap(office, 1)
    monday, tuesday = _book(office), _book(office, day=1)

    def move(booking: Booking, hour: int, day: int) -> Booking:
        slot = office.slot(hour, day=day)
        return office.database.run(bookings.move_booking, pass_of(booking), slot.id, ref4=None, by="citizen", now=EARLY)

    with pytest.raises(ProxyLimit):
        move(monday, 10, 1)

    assert move(tuesday, 11, 1).slot_id == office.slot(11, day=1).id
    assert move(monday, 10, 0).slot_id == office.slot(10).id


def test_month_is_the_offices_own():
    assert month_of(at(6, day=1), "Asia/Jakarta") == (at(0, day=1), at(0, day=32))
    assert month_of(at(23, day=0), "Asia/Jakarta") == (at(0, day=-29), at(0, day=1))
    assert month_of(at(23, day=0), "Asia/Jayapura")[0] == at(0, day=1) - timedelta(hours=2)


# --- at the counter


def _proxy(name: str = "Budi Santoso", **facts: str) -> Proof:
    return Proof("proxy", "collector_ktp", name, "SK-1", old_card="withdrawn", **facts)


def test_handover_to_somebody_else_counts(office: World):
    _cap(office, 1)
    office.hand_over(office.called(), proof=_proxy())

    with pytest.raises(ProxyLimit):
        _book(office, hour=14)

    assert [row.collector_hash is not None for row in office.rows(Handover)] == [True]


def test_handover_of_the_visit_that_was_counted_is_not_counted_twice(office: World):
    _cap(office, 1)
    office.scan(pass_of(_book(office)), now=NINE)

    office.hand_over(office.call(), proof=_proxy("BUDI SANTOSO"))

    assert len(office.rows(Handover)) == 1


def test_handover_beyond_the_cap_needs_a_reason(office: World):
    _cap(office, 1)
    _book(office, hour=14)
    number = office.called()

    with pytest.raises(ProxyLimit):
        office.hand_over(number, proof=_proxy())
    office.hand_over(number, proof=_proxy(beyond_cap="ketua RT mengantar warga sakit"))

    row = office.rows(Handover)[0]
    move = office.rows(Move, col(Move.document_id) == row.document_id, Move.after == "collected")[0]
    assert (move.why, move.note) == ("beyond_cap", "ketua RT mengantar warga sakit")


def test_handover_that_was_undone_does_not_count(office: World):
    _cap(office, 1)
    number = office.called()
    office.hand_over(number, proof=_proxy())
    office.do(undo.undo_last, number)

    assert _book(office, hour=14).stage == "booked"


def test_holder_who_collects_is_not_counted(office: World):
    office.hand_over(office.called(), proof=Proof("holder", "face", old_card="withdrawn"))

    assert [row.collector_hash for row in office.rows(Handover)] == [None]


# --- what to bring


def test_what_to_bring_follows_from_type_reason_and_collector(office: World):
    card, child = _kind(office, "KTP-el"), _kind(office, "KIA")

    assert bring_of(card, "lost") == ("surat kehilangan dari polisi",)
    assert bring_of(card, None) == bring_of(card, "changed") == ("KTP lama",)
    assert all_brought_by([card, child], "proxy") == (
        "KTP asli pengambil",
        "surat kuasa",
        "fotokopi KTP pemberi kuasa",
    )
    assert all_brought_by([card, child], "holder") == ()
    assert (takes_back(card, "changed"), takes_back(card, "first"), takes_back(card, None)) == (True, False, True)


def test_type_that_says_nothing_of_collectors_asks_for_the_usual(office: World):
    kind = DocumentType(office_id=1, service_id=1, code="x", minutes=5, collectors=[], collector_bring={})
    silent = DocumentType(office_id=1, service_id=1, code="x", minutes=5, collector_bring={"family": []})

    assert all_brought_by([kind], "family") == ("KTP asli", "Kartu Keluarga")
    assert all_brought_by([silent], "family") == ()
