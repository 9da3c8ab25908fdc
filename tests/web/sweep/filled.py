"""Two offices filled alike, through every surface that keeps personal data: what a sweep asks for, and must not see."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from scheduler.db import queries
from scheduler.db.models import (
    AlarmRing,
    Application,
    ApplicationPage,
    BatchDocument,
    Booking,
    Closure,
    ConversationLine,
    Counter,
    Device,
    Document,
    Intake,
    LinePicture,
    Message,
    Office,
    Procedure,
    Slot,
)
from scheduler.domain.applying.applicants import People
from scheduler.domain.forecasting.proposing.asked import Asked
from scheduler.flow.applying import uploads
from scheduler.flow.applying.applications import application_code
from scheduler.flow.applying.uploads import Begun
from scheduler.flow.blanks import blanks, printing_stops, supplies
from scheduler.flow.booking import bookings
from scheduler.flow.contact.wrong_number import not_mine_by_phone
from scheduler.flow.counter import calls, parking
from scheduler.flow.counter.handovers import Proof
from scheduler.flow.custody.collectors import Collector
from scheduler.flow.delivery import answering, asking, file_asking
from scheduler.flow.delivery.asking import Wish
from scheduler.flow.delivery.batches import confirming, linking
from scheduler.flow.delivery.file_asking import FileWish
from scheduler.flow.documents import shared_phones
from scheduler.flow.forecasting import proposals
from scheduler.flow.intake import imports
from scheduler.flow.intake.imports import NewFile
from scheduler.flow.invitations.invitations import pass_of
from scheduler.flow.place import showing
from scheduler.flow.screens import alarm_contacts, announcements, devices, media, screens
from scheduler.flow.screens.alarm_contacts import NewContact
from scheduler.flow.screens.announcements import Notice
from scheduler.flow.screens.media import NewMedium
from scheduler.flow.screens.screens import Looks
from scheduler.flow.staff import people as staff_people
from scheduler.flow.staff import sessions
from scheduler.flow.talks import inbox
from scheduler.pictures.parts import FRAME
from scheduler.pictures.vault import Vault
from scheduler.runtime.config import Settings
from scheduler.speech.clips import Clips
from tests.flow.applying.applied import Page
from tests.scenes import applications
from tests.scenes.blanks import KIA, opened
from tests.scenes.clerks_desk import applied
from tests.scenes.conversations import conversation, written
from tests.scenes.factories import EARLY, HOLDER, NINE, TELEVISION, World, at
from tests.scenes.outbox import sends_by
from tests.scenes.places import a_batch, a_place, for_place, taken
from tests.scenes.postponements import closed, postpone
from tests.scenes.talks import pictured, procedure
from tests.speech.sounds import tone, wav
from tests.web.hooked import account

NOW = at(9, 30)


@dataclass(frozen=True)
class Marked:
    """Personal data that stands nowhere else: whoever reads it on a page sees this office's people."""

    holder: str
    applicant: str
    proxy: str
    taker: str
    nik: str
    kk: str
    phone: str
    email: str
    words: str

    @property
    def kinds(self) -> dict[str, tuple[str, ...]]:
        """What may stand on a page or not, by its kind."""
        return {
            "names": (self.holder, self.applicant, self.proxy, self.taker),
            "NIK": (self.nik, self.kk),
            "phones": (self.phone, self.email),
            "words": (self.words,),
        }

    @property
    def facts(self) -> dict[str, str]:
        """Of a document of theirs."""
        return {
            "holder": self.holder,
            "applicant": self.applicant,
            "nik": self.nik,
            "kk": self.kk,
            "phone": self.phone,
            "email": self.email,
            "note": self.words,
        }

    @property
    def all(self) -> tuple[str, ...]:
        return tuple(each for kind in self.kinds.values() for each in kind)


OURS = Marked(
    "Zulkarnain Siregar",
    "Nurhaliza Lubisyah",
    "Budiarto Sitompul",
    "Hasanuddin Pulungan",
    "2172014107900001",
    "2172010101010009",
    "+6281267584930",
    "zulkarnain.s@contoh.example",
    "Cucunya Purnomowati",
)
THEIRS = Marked(
    "Kartikasari Widodoningrat",
    "Kusumaningrum Pangestu",
    "Mansyuruddin Manurung",
    "Delimawati Saragih",
    "2172015508850002",
    "2172010202020008",
    "+6285755512345",
    "kartikasari.w@contoh.example",
    "Bibinya Delimasari",
)

Ids = dict[str, str | int]


def filled(office: World, people: Marked, settings: Settings, *, more: int = 0) -> Ids:
    """Fill an office; the ids of what it has now, by their names in `ids.ROWS`.

    more: so many visitors, counters and rows more, so that the last of them has a number that the other office lacks.
    """
    facts = people.facts
    ids: Ids = {"office": office.office.code, **_sends(office, more)}
    ids |= _booked(office, people, facts)
    ids |= _moved(office)
    ids |= _with_blanks(office, people)
    ids |= _in_the_hall(office, people, facts, more)
    ids |= _applied(office, people, settings, more)
    ids |= _wrote(office, people, settings)
    ids |= _elsewhere(office, people, facts, more)
    ids |= _on_screens(office, people, settings, more)
    ids |= _imported(office)
    ids |= _proposed(office)
    ids["message"] = last(office, Message)
    office.change(Message, int(ids["message"]), state="unreached")
    return ids


def kept(office: World, people: Marked, by: str) -> Ids:
    """Documents whose turn it is not, one of them shown at a place, and a seat that is kept for who comes to staff.
    Nobody is invited behind them.

    by: who works at the place.
    """
    alone = {**people.facts, "kk": None, "phone": None}
    code = office.office.code
    uninvited, there = (office.document(reference=f"{code}/{which}", **alone) for which in ("uninvited", "shown-8002"))
    for document in (uninvited, there):
        office.change(Document, document.id, invitation_id=None, household=None)
    office.do(showing.show, there.reference, people.nik, by=by, now=NOW)
    office.change(Slot, office.slot(14, 30, day=2).id, reserved=1)
    return {"uninvited": uninvited.id, "shown_uninvited": there.id}


def last(office: World, kind: type, *where: object) -> int:
    """The id of an office's newest row."""
    return int(office.rows(kind, kind.office_id == office.office.id, *where)[-1].id)  # type: ignore[attr-defined]


def _sends(office: World, more: int) -> Ids:
    channel = "sms" if more else "whatsapp"
    sends_by(office, channel, "smtp")
    key = f"hook-secret-{office.office.code}"
    for gateway in ("fonnte", "sms"):
        account(office, gateway, hook_secret=key)
    return {"channel": channel, "hook_key": key}


def _booked(office: World, people: Marked, facts: dict[str, str]) -> Ids:
    invited = office.document(reference=f"{office.office.code}/ready", **{**facts, "kk": None, "phone": None})
    office.document(reference=f"{office.office.code}/incomplete", stage="incomplete", **facts)
    received = office.document(reference=f"{office.office.code}/received", stage="received", **facts)
    unbooked = office.document(reference=f"{office.office.code}/unbooked", **{**facts, "kk": None, "phone": None})
    office.do(shared_phones.know_phone, received.id, "sekolah")
    office.database.run(not_mine_by_phone, office.office, people.phone[:-1] + "7", now=NINE)
    code = office.invitation(**facts)
    collector = Collector("proxy", people.proxy, "keponakan", "0001")
    slot = office.slot(10, day=1)
    made = office.database.run(bookings.book, code, slot.id, party=1, collector=collector, by="citizen", now=EARLY)
    short = office.read(lambda s: s.get_one(Booking, made.id).short)
    return {
        "document": invited.id,
        "reference": invited.reference,
        "invitation": office.code(invited),
        "short": short,
        "booking": made.id,
        "unbooked": unbooked.id,
        "received": received.reference,
        "phoned": received.id,
        "pass": made.code,
        "ref4": office.reference_of(made.code)[-4:],
        "slot": office.slot(11, day=2).id,
    }


def _moved(office: World) -> Ids:
    office.booked(9, day=2, service="C")
    order = postpone(office, closed(office))
    return {"postponement": order.id, "closure": last(office, Closure)}


def _with_blanks(office: World, people: Marked) -> Ids:
    opened(office, 50, KIA)
    office.do(blanks.count_blanks, KIA, 48, note=people.words)
    asked = office.do(supplies.ask_centre, KIA, 100, note=people.words)
    stop = office.do(printing_stops.stop_printing, KIA, why="ribbon", note=people.words)
    return {"supply": asked.id, "stop": stop.id, "material": KIA}


def _in_the_hall(office: World, people: Marked, facts: dict[str, str], more: int) -> Ids:
    """Some have been given a document, one is served, one is called, others wait."""
    proof = Proof("proxy", "collector_ktp", people.proxy, "SKU-1", "lost", "LP-1", signature="[[[0.1, 0.2]]]")
    for _ in range(9 * more):
        office.walk_in(**facts)
        office.hand_over(office.call())
    handed = office.walk_in(**facts)
    office.hand_over(office.call(), proof=proof)
    office.change(Office, office.office.id, asks_satisfaction=True)
    served, called = office.walk_in(**facts).ticket, office.walk_in(**facts).ticket
    assert [office.call(1), office.call(2)] == [served, called]
    office.do(calls.serve, served)
    parked = office.walk_in(**facts).ticket
    assert office.call(3) == parked
    office.do(calls.serve, parked)
    office.do(parking.park, parked, until=at(10))
    came = office.booked(9, **facts)
    office.scan(came)
    for _ in range(2):
        waiting = office.walk_in(**facts)
    return {
        "came": came,
        "came_ref4": office.reference_of(came)[-4:],
        "ticket": waiting.ticket,
        "handed": handed.ticket,
        "handed_pass": _pass_of(office, handed.ticket),
        "served": served,
        "called": called,
        "parked": parked,
        "called_pass": _pass_of(office, called),
        "served_reference": _reference_of(office, served),
        "counter": last_counter(office),
        "handed_reference": _reference_of(office, handed.ticket),
    }


def _reference_of(office: World, number: str) -> str:
    ticket = office.ticket(number)
    return office.read(lambda s: queries.documents_of_booking(s, ticket.booking_id)[0].reference)


def _pass_of(office: World, number: str) -> str:
    ticket = office.ticket(number)
    return office.read(lambda session: pass_of(session.get_one(Booking, ticket.booking_id)))


def last_counter(office: World) -> int:
    """The highest number of a counter."""
    return office.rows(Counter, col(Counter.office_id) == office.office.id)[-1].number


def _applied(office: World, people: Marked, settings: Settings, more: int) -> Ids:
    """One before a clerk, and one whose citizen is asked for a paper again."""
    items = ["Surat kehilangan", "Kartu Keluarga", "Pas foto", *("Surat lain",) * 6][: 3 + 6 * more]
    seen = applied(office, items=items, holder=people.holder, nik=people.nik, phone=people.phone)
    seen.decide(0)
    mark = Vault(settings.files).put(f"JPEG of {office.office.code}".encode())
    office.database.run(_draw, seen.pages[0][0], mark)
    me = People("holder", people.holder, people.nik, people.kk)
    second = Vault(settings.files).put(f"a second JPEG of {office.office.code}".encode())
    code, whole = (applications.whole(office, people=me) for _ in range(2))
    office.change(Application, applications.application(office, code).id, phone_confirmed_at=NOW)
    fresh = applied(office, 0, 1, holder=people.holder, nik=people.nik, phone=people.phone)
    other = applied(office, 0, 1, holder=people.holder, nik=people.nik, phone=people.phone)
    other.decide(0)
    other.decide(1, "unreadable", "blurred")
    third = applied(office, 0, 1, holder=people.holder, nik=people.nik, phone=people.phone, confirmed=False)
    for position in (0, 1):
        third.decide(position)
    again = applied(office, 0, 1, holder=people.holder, nik=people.nik, phone=people.phone)
    again.decide(0)
    again.decide(1, "unreadable", "blurred")
    again.ask_again()
    upload: Begun = office.database.run(uploads.begin, code, 0, size=2 * FRAME, now=NOW)
    drawn = Vault(settings.files).put(f"another JPEG of {office.office.code}".encode())
    ended: Begun = office.database.run(uploads.begin, code, 1, size=5, now=NOW)
    office.database.run(uploads.note_received, ended.token, start=0, end=5, now=NOW)
    office.database.run(uploads.finish, code, ended.token, [Page(drawn), Page(second)], now=NOW)
    not_drawn: Begun = office.database.run(uploads.begin, code, 1, size=5, now=NOW)
    office.database.run(uploads.note_received, not_drawn.token, start=0, end=5, now=NOW)
    return {
        "application": seen.id,
        "item": len(items) - 1,
        "page": mark,
        "application_code": code,
        "upload": upload.token,
        "own_page": drawn,
        "second_page": second,
        "own_item": 1,
        "procedure": _procedure(office, people).code,
        "round": seen.round,
        "item_seen": seen.mark(len(items) - 1),
        "decided": (len(items) - 1) * more,
        "decided_seen": seen.mark(0),
        "whole_code": whole,
        "fresh": fresh.id,
        "sent_code": application_code(fresh.row),
        "lacking": other.id,
        "lacking_round": other.round,
        "complete": third.id,
        "complete_round": third.round,
        "asked": again.id,
        "asked_item": again.items[1].id,
    }


def _procedure(office: World, people: Marked) -> Procedure:
    """Something that this office alone lets people apply for."""
    return procedure(office, f"uji.{people.nik[-4:]}")


def _draw(session: Session, was: str, mark: str) -> None:
    page = session.exec(select(ApplicationPage).where(ApplicationPage.mark == was)).one()
    page.mark = mark
    session.add(page)


def _wrote(office: World, people: Marked, settings: Settings) -> Ids:
    """A citizen wrote, and sent a picture; a clerk answered."""
    number = written(office, people.words, phone=people.phone)
    mark = Vault(settings.files).put(f"picture for {office.office.code}".encode())
    (picture,) = pictured(office, phone=people.phone, now=NINE + timedelta(minutes=1), marks=[mark])
    line = office.rows(LinePicture, col(LinePicture.id) == picture)[0].line_id
    assert conversation(office, number).phone == people.phone
    closed = written(office, people.words, phone=people.phone[:-2] + "99")
    office.do(inbox.close, closed, seen=last(office, ConversationLine))
    return {"closed_talk": closed, "conversation": number, "picture": mark, "picture_id": picture, "line": line}


def _elsewhere(office: World, people: Marked, facts: dict[str, str], more: int) -> Ids:
    """A batch that somebody has taken along, with the documents of some people."""
    place = a_place(office)
    code = office.office.code
    batch = taken(
        office, place, *(f"{code}/B{n}" for n in range(2 + 5 * more)), by=people.taker, **{**facts, "reason": "changed"}
    )
    rest = a_batch(office, a_place(office, "Kelurahan Senggarang"), *(f"{code}/C{n}" for n in range(2)), **facts)
    late = for_place(office, f"{code}/C9", place="Kelurahan Senggarang", **facts)
    office.database.run(
        confirming.confirm, office.office.id, batch.id, f"{code}/B0", HOLDER, by=f"place:{place.id}", now=NOW
    )
    position = max(each.position for each in office.rows(BatchDocument, col(BatchDocument.batch_id) == batch.id))
    link = linking.code_of(batch)
    assert link is not None
    return {
        **_asked(office, people),
        "batch": batch.id,
        "position": position,
        "on_batch": f"{code}/B{position - 1}",
        "batch_code": link,
        "place": place.id,
        "handed_there": f"{code}/B0",
        "open_batch": rest.id,
        "on_open_batch": f"{code}/C0",
        "late": late.reference,
    }


def _asked(office: World, people: Marked) -> Ids:
    """People who cannot come: one who waits for an answer, and one whose documents go by post."""
    a_place(office, "Kantor Pos", kind="post")
    home = f"Jalan Merpati 7, RT 02/RW 05, rumah {people.words}"
    links = [
        office.code(office.document(f"{office.office.code}/D{n}", holder=people.holder, phone=people.phone))
        for n in range(2)
    ]
    wish = Wish("post", address=home, phone4=people.phone[-4:])
    waits, goes = (office.database.run(asking.ask, link, wish, now=NOW).id for link in links)
    office.do(answering.grant, goes)
    file, asked_file = (
        office.document(
            f"{office.office.code}/F{n}", type="KK", channel="self_print", holder=people.holder, phone=people.phone
        )
        for n in range(2)
    )
    asked_link = office.code(asked_file)
    (again,) = office.database.run(file_asking.ask_file, asked_link, FileWish([asked_file.id]), now=NOW)
    return {
        "request": waits,
        "granted": goes,
        "asked_link": links[0],
        "file_link": office.code(file),
        "file_document": file.id,
        "file_request": again.id,
        "asked_file": asked_file.id,
        "asked_file_link": asked_link,
    }


def _proposed(office: World) -> Ids:
    """A proposal that is under way."""
    return {"proposal": office.do(proposals.ask, Asked(wait=30, overtime=30, full=1.0))}


def _imported(office: World) -> Ids:
    """Two files that were tried and wait for somebody's word."""
    made = []
    for name in ("siap", "akta"):
        digest = f"{office.office.code} {name}".encode()
        row = office.do(imports.begin, NewFile(f"{name}-{office.office.code}.csv", digest, 3, "0" * 32))
        office.change(Intake, row.id, stage="rehearsed", total=1, done=1, counts={"taken": 1})
        made.append(row.id)
    return {"import": made[0], "second_import": made[1]}


def _ringing(session: Session, office_id: int) -> int:
    """An alarm that rings."""
    moments = {"since": NINE, "seen_at": NINE, "rang_at": NINE}
    ring = AlarmRing(office_id=office_id, alarm="hall_full", facts={"people": 20, "limit": 20}, **moments)
    session.add(ring)
    session.flush()
    return ring.id


def _on_screens(office: World, people: Marked, settings: Settings, more: int) -> Ids:
    notice = Notice("Blangko habis", NINE, at(12))
    announced = office.do(announcements.announce, notice)
    mark = f"{office.office.id:032x}"
    medium, second = (
        office.do(media.add, NewMedium("picture", mark, "image/png", 3, name)) for name in ("Alur", "Peta")
    )
    folder = settings.media / office.office.code
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{mark}.png").write_bytes(b"PNG")
    found = office.database.run(screens.ask, TELEVISION, now=NINE)
    assert found is not None
    screen = office.do(screens.confirm, found[1].code, Looks("Pintu"))
    guard = office.database.run(staff_people.add_staff, office.office, "Wira", "guard", None, now=EARLY)
    value = office.database.run(sessions.sign_in, guard.id, None, now=NINE)
    begun = office.read(lambda session: sessions.signed_in(session, value, NINE))
    assert begun is not None
    office.at_time(devices.become, devices.TABLET, "Tablet", devices.Maker(guard.id, begun.session_id), now=NINE)
    device = office.rows(Device)[-1]
    typed = NewContact("Petugas IT", people.phone[:-2] + "55", people.email)
    contact = office.do(alarm_contacts.add_contact, typed)
    recorded = "silakan-masuk" if more else "nomor-antrean"
    Clips(settings.voice, office.office.code).keep(recorded, wav(tone(0.2)))
    return {
        "announcement": announced.id,
        "medium": medium.id,
        "second_medium": second.id,
        "screen": screen.id,
        "device": device.id,
        "contact": contact.id,
        "alarm": office.database.run(_ringing, office.office.id),
        "recording": recorded,
    }
