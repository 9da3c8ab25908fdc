"""What is sent with a change where an empty form does not get as far as the ids; "$slot" is the id of a slot."""

from typing import Any

from scheduler.pictures.parts import FRAME
from scheduler.web import api
from tests.scenes.papers import file_of, paper
from tests.support.push_service import Device, PushService
from tests.web.sweep.routes import plain

DEVICE = Device(PushService("https://fcm.googleapis.com/fcm/send"))
PHOTO = file_of(paper(size=(300, 400)))
HANDED = {"collector": "holder", "identity": "face", "old_card": "withdrawn"}
ON_PAPER = {**HANDED, "day": "2026-11-30", "time": "09:10", "counter": "$counter"}
KEPT = {"kind": "closing", "starts_on": "2026-12-01", "ends_on": "2026-12-01", "reason": "uji", "keep_reason": "sakit"}
CLOSED = {"kind": "closing", "starts_on": "2026-12-02", "ends_on": "2026-12-04", "reason": "uji"}

SECRET = "kereta lewat sawah hijau"

FORMS: dict[str, dict[str, Any]] = {
    "GET /api/v1/offices/{office}/slots": {"service": "A", "from": "2026-12-01"},
    "GET /office/documents": {"q": "$reference"},
    "GET /office/bookings": {"q": "$reference"},
    "GET /office/documents/people": {"q": "$reference"},
    "GET /office/documents/channel": {"q": "$reference"},
    "GET /office/documents/withdrawal": {"q": "$reference"},
    "GET /office/documents/labels": {"q": "$reference"},
    "GET /office/postponements/preview": CLOSED,
    "GET /office/inbox/{number}/application": {"procedure": "$procedure"},
    "POST /api/v1/invitations/{code}/booking": {"slot": "$slot"},
    "DELETE /api/v1/invitations/{code}/waiting": {"day": "2026-12-01"},
    "POST /api/v1/invitations/{code}/waiting": {"day": "2026-12-01"},
    "POST /api/v1/invitations/{code}/joining": {"slot": "$slot_of_household"},
    "DELETE /api/v1/passes/{code}": {"ref4": "$ref4"},
    "PUT /api/v1/passes/{code}/slot": {"slot": "$slot", "ref4": "$ref4"},
    "POST /api/v1/offices/{office}/counters/{n}/calls": {},
    "POST /api/v1/offices/{office}/documents/{reference}/channel": {"channel": "branch", "place": "$place_name"},
    "POST /api/v1/offices/{office}/arrivals": {"reference": "$reference"},
    "POST /api/v1/offices/{office}/documents/{reference}/stage": {"stage": "in_production"},
    "POST /o/{office}/links": {"reference": "$invited_reference", "phone4": "$phone4"},
    "POST /a/{code}/people": {"relation": "holder", "holder": "Wati", "nik": "2172015708650001"},
    "POST /a/{code}/phone": {"phone": "0812-0000-0001"},
    "POST /i/{code}/booking": {"slot": "$slot", "chooses": "true", "document": "$document"},
    "POST /i/{code}/delivery": {"way": "place", "place": "$place"},
    "POST /i/{code}/files": {"document": "$file_document"},
    "POST /i/{code}/files/end": {"document": "$asked_file"},
    "POST /office/file-requests/{request}/refusal": {"reason": "diganti"},
    "POST /office/delivery-requests/{request}/refusal": {"reason": "penuh"},
    "POST /office/delivery-requests/{request}/parcel": {"courier": "Pos", "number": "P1"},
    "POST /i/{code}/joining": {"slot": "$slot_of_household"},
    "POST /i/{code}/waiting": {"day": "2026-12-01"},
    "POST /i/{code}/waiting/end": {"day": "2026-12-01"},
    "POST /t/{code}/waiting": {"day": "2026-12-01"},
    "POST /t/{code}/waiting/end": {"day": "2026-12-01"},
    "POST /t/{code}/joining": {"invitation": "$joinable_id", "ref4": "$ref4"},
    "POST /t/{code}/documents": {"document": "$left_out", "ref4": "$left_out_ref4"},
    "POST /t/{code}/departure": {"ref4": "$came_ref4"},
    "POST /t/{code}/invitation": {"ref4": "$ref4"},
    "POST /t/{code}/slot": {"slot": "$slot", "ref4": "$ref4"},
    "POST /t/{code}/cancellation": {"ref4": "$ref4"},
    "POST /b/{code}/search": {"find": "$on_batch"},
    "POST /b/{code}/documents/{position}": HANDED,
    "POST /door/kiosk/moves": {"of": "$wrong_day", "slot": "$slot"},
    "POST /door/kiosk/people": {"of": "$arrived", "people": "3"},
    "POST /door/moves": {"of": "$wrong_day", "slot": "$slot"},
    "POST /door/corrections": {"ticket": "$ticket", "people": "3"},
    "POST /door/departures": {"text": "$ticket", "sure": "1"},
    "POST /door/undos": {"of": "$left"},
    "POST /counter/recalls": {"ticket": "$called"},
    "POST /counter/services": {"ticket": "$called"},
    "POST /counter/absences": {"ticket": "$called"},
    "POST /counter/pauses": {"ticket": "$served", "choice": "10"},
    "POST /counter/resumptions": {"ticket": "$parked"},
    "POST /counter/transfers": {"ticket": "$served", "to": "counter:$counter"},
    "POST /counter/problems": {"ticket": "$served", "reason": "misplaced", "document": "$served_reference"},
    "POST /counter/handovers": {
        "ticket": "$served",
        "document": "$served_reference",
        "visit": "1",
        "sure": "1",
        **HANDED,
    },
    "POST /counter/departures": {"ticket": "$served"},
    "POST /counter/undos": {"ticket": "$handed"},
    "POST /office/documents/stage": {"reference": "$received", "stage": "in_production"},
    "POST /office/documents/phone": {"reference": "$received", "phone": "0812-0000-0002"},
    "POST /office/documents/new": {
        "reference": "uji/1",
        "type": "KTP-el",
        "holder": "Wati",
        "channel": "branch",
        "place": "$place_name",
    },
    "POST /office/documents/shelf": {"reference": "$reference", "shelf": "C-9"},
    "POST /office/documents/shelving": {"scans": "$reference", "shelf": "C-9"},
    "POST /office/documents/scanned": {"receipts": "$reference", "shelf": "C-9", "do": "mark"},
    "POST /office/documents/channel": {"reference": "$reference", "channel": "branch", "place": "$place_name"},
    "POST /office/documents/paper": {"reference": "$printable"},
    "POST /office/documents/people": {"reference": "$received", "holder": "Wati", "reason": "salah tulis"},
    "POST /office/documents/withdrawal": {"reference": "$received", "reason": "dobel"},
    "POST /office/documents/withdrawal/undoing": {"reference": "$given_up"},
    "POST /office/places": {
        "place": "$place",
        "name": "Kelurahan Lain",
        "kind": "kelurahan",
        "address": "Jalan Lain 1",
        "hours": "Senin",
    },
    "POST /office/places/closing": {"place": "$place", "closed": "1"},
    "POST /office/settings/services": {"letter": "D", "name": "Legalisir", "counters": "1"},
    "POST /office/settings/services/retiring": {"service": "C"},
    "POST /office/settings/services/resuming": {"service": "C"},
    "POST /office/settings/types": {"name": "Kartu Nelayan", "letter": "B"},
    "POST /office/settings/types/moving": {"type": "KIA", "letter": "B"},
    "POST /office/settings/types/retiring": {"type": "KIA"},
    "POST /office/settings/types/resuming": {"type": "KIA"},
    "POST /office/calendar/reasons": {"closure": "$closure", "reason": "lain"},
    "POST /office/calendar/closure-end": {"closure": "$closure", "ends_on": "2026-12-03"},
    "POST /office/procedures": {
        "procedure": "$procedure",
        "topic": "ktp",
        "asks": "KTP saya rusak",
        "title": "KTP rusak",
        "steps": "Datang",
        "working_days": "3",
    },
    "POST /office/procedures/items": {"procedure": "$procedure", "item": "$line_of_procedure", "name": "Akta"},
    "POST /office/blanks/receipts": {"material": "$material", "pieces": "50", "supply": "$supply"},
    "POST /office/postponements": {
        "kind": "extending",
        "closure": "$closure",
        "ends_on": "2026-12-09",
        "reason": "uji",
    },
    "POST /office/postponements/urgent": {"short": "$short", "reason": "sakit"},
    "POST /office/settings/counters/{number}": {"takes_A": "always", "takes_B": "always", "sure": "1"},
    "POST /office/late-handovers": {"text": "$reference", **ON_PAPER},
    "POST /office/hall/ending": {"ticket": "$served", "reason": "petugasnya sakit"},
    "POST /office/hall/breaks": {"counter": "$counter", "reason": "salat"},
    "POST /office/screens": {"code": "$pairing", "name": "Loket", "layout": "counter", "counter": "$counter"},
    "POST /office/inbox/answers/changes": {"was": "$ready_answer", "title": "Lain", "text": "Lain"},
    "POST /office/applications/{number}/items/{position}/decision": {"state": "accepted", "seen": "$item_seen"},
    "POST /office/applications/{number}/items/{position}/undoing": {"seen": "$decided_seen"},
    "POST /office/applications/{number}/request": {"seen": "$lacking_round"},
    "POST /office/applications/{number}/acceptance": {"seen": "$complete_round", "despite": "1"},
    "POST /office/applications/{number}/refusal": {"seen": "$round", "reason": "not_here"},
    "POST /office/applications/{number}/claim/end": {"was": "staff:1"},
    "POST /office/applications/{number}/holder": {"holder": "Wati"},
    "POST /office/batches/{batch}/documents": {"receipts": "$late"},
    "POST /office/batches/{batch}/documents/{position}": HANDED,
    "POST /office/batches/{batch}/documents/{position}/loss": {"told_by": "Hasan", "reason": "terbawa banjir"},
    "POST /office/batches/{batch}/removals": {"reference": "$on_open_batch"},
    "POST /office/batches/{batch}/signature": {"taken_by": "Hasan"},
    "POST /office/batches/{batch}/returns": {"receipts": "$on_batch"},
    "POST /office/batches/{batch}/cards": {"card": "$handed_there"},
    "POST /office/batches/{batch}/link": {"do": "renew"},
    "POST /office/bookings/of/{document}": {"slot": "$slot", "chooses": "true", "document": "$unbooked"},
    "POST /office/bookings/{short}/slot": {"slot": "$slot"},
    "POST /office/blanks/supplies/{number}/grant": {"material": "$material", "pieces": "50"},
    "POST /office/blanks/supplies/{number}/refusal": {"material": "$material"},
    "POST /office/blanks/supplies/{number}/rest": {"material": "$material", "reason": "pusat kehabisan"},
    "POST /office/blanks/stops/{number}/end": {"material": "$material"},
    "POST /office/announcements/{number}": {
        "text": "Lain",
        "starts_at": "2026-11-30T09:00",
        "ends_at": "2026-11-30T13:00",
    },
    "POST /office/media/{number}": {"title": "Lain", "seconds": "20"},
    "POST /office/media/{number}/place": {"place": "2"},
    "POST /office/settings/alarms/contacts": {"name": "Cici", "phone": "0812-3456-7890"},
    "POST /office/settings/alarms/{alarm}": {"is_on": "1", "threshold": "15", "hours": "open", "told": "$contact"},
    "POST /office/shared-phones/{document}/known": {"reason": "RT 03"},
    "POST /office/shared-phones/{document}/known/end": {},
    "POST /office/screens/devices/{device}/name": {"name": "Lain"},
    "POST /office/screens/{screen}/looks": {"name": "Lain", "layout": "counter", "counter": "$counter"},
    "POST /office/messages/channels/rungs/{channel}/wait": {"wait_minutes": "30"},
    "POST /office/messages/channels/rungs/{channel}/place": {"by": "1"},
    "POST /office/inbox/{number}/applications": {
        "procedure": "$procedure",
        "holder": "Wati",
        "seen": "99",
        "pictures": "$picture_id",
        "places": "0",
    },
    "POST /office/inbox/{number}/additions": {"item": "$asked_item", "pictures": "$picture_id"},
    "POST /office/inbox/{number}/replies": {"text": "Bisa.", "seen": "99"},
    "POST /office/inbox/{number}/drafts": {"use": "$ready_answer"},
    "POST /office/inbox/{number}/closing": {"seen": "99"},
    "POST /office/inbox/{number}/assignment": {"to": "$clerk"},
    "POST /office/staff/{staff}/roles": {"roles": "guard"},
    "POST /join/{code}/password": {"password": SECRET, "again": SECRET},
    "POST /office/staff/{staff}/password": {"password": SECRET, "again": SECRET},
}

BESIDE: dict[tuple[str, str], list[dict[str, Any]]] = {
    ("POST /api/v1/offices/{office}/documents/search", "reference"): [{"reference": "$reference"}],
    ("POST /api/v1/offices/{office}/documents/search", "place"): [{"place": "$place_name"}],
    ("POST /api/v1/offices/{office}/documents", "place"): [
        {"reference": "uji/1", "type": "KTP-el", "holder": {"name": "Wati"}, "place": "$place_name"},
    ],
    ("POST /api/v1/offices/{office}/arrivals", "pass"): [{"pass": "$expected", "early": True}],
    ("POST /api/v1/offices/{office}/arrivals", "short"): [{"short": "$expected_short", "early": True}],
    ("POST /api/v1/offices/{office}/arrivals", "walk_in.reference"): [{"walk_in": {"reference": "$reference"}}],
    ("POST /api/v1/offices/{office}/counters/{n}/calls", "ticket"): [{"ticket": "$ticket", "reason": "sakit"}],
    ("POST /api/v1/offices/{office}/tickets/{number}/problem", "documents"): [
        {"reason": "misplaced", "documents": ["$served_reference"]},
    ],
    ("POST /api/v1/offices/{office}/tickets/{number}/handovers", "documents"): [
        {"documents": ["$served_reference"], "collector": {"kind": "holder"}, "identity": "face"},
    ],
    ("POST /door/kiosk/scans", "text"): [{"text": "$reference"}, {"text": "$expected"}, {"text": "$expected_short"}],
    ("POST /door/scans", "text"): [{"text": "$reference"}, {"text": "$expected"}, {"text": "$expected_short"}],
    ("POST /door/scans", "of"): [{"of": "$wrong_day", "early": "1"}],
    ("POST /door/departures", "of"): [{"of": "$arrived", "sure": "1"}],
    ("GET /office/postponements/preview", "closure"): [
        {"kind": "extending", "closure": "$closure", "ends_on": "2026-12-09"},
    ],
    ("POST /office/bookings/searches", "text"): [{"text": "$short"}, {"text": "$reference"}, {"text": "$pass"}],
    ("POST /office/postponements", "keep"): [{**KEPT, "keep": "$booking"}],
    ("POST /office/postponements", "shorts"): [{**KEPT, "shorts": "$short"}],
    ("POST /office/late-handovers", "text"): [
        {**ON_PAPER, "text": "$reference"},
        {**ON_PAPER, "text": "$expected_short"},
    ],
}
"""What is sent for one field where the route's own form names something else, or where it takes several kinds of it."""

RAW: dict[str, dict[str, Any]] = {
    "POST /a/{code}/items/{position}/pages": {"files": {"file": ("foto.png", PHOTO, "image/png")}},
    "POST /a/{code}/items/{position}/uploads": {"headers": {"Upload-Length": "5"}},
    "PATCH /a/{code}/uploads/{token}": {"headers": {"Upload-Offset": "0"}, "content": bytes(FRAME)},
    "POST /t/{code}/push": {"json": DEVICE.subscription},
    "DELETE /t/{code}/push": {"json": {"endpoint": DEVICE.subscription["endpoint"]}},
}
"""What is sent otherwise than as a form."""

EXAMPLES: dict[str, dict[str, Any]] = {
    f"{each.method} /api/v1{plain(each.path)}": each.body.model_config["json_schema_extra"]["examples"][0]  # type: ignore[index,call-overload]
    for each in api.OPERATIONS
    if each.body and "json_schema_extra" in each.body.model_config
}
"""What the API's own document shows."""
