"""What is sent with a change where an empty form does not get as far as the id; "$slot" is the id of a slot."""

from typing import Any

from scheduler.web import api
from tests.papers import file_of, paper
from tests.push_service import Device, PushService
from tests.web.sweep.filled import Ids
from tests.web.sweep.routes import Way, plain

DEVICE = Device(PushService("https://fcm.googleapis.com/fcm/send"))
PHOTO = file_of(paper(size=(300, 400)))
CLOSED = {"kind": "closing", "starts_on": "2026-12-02", "ends_on": "2026-12-04", "reason": "uji"}

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
    "POST /api/v1/invitations/{code}/joining": {"slot": "$slot"},
    "PUT /api/v1/passes/{code}/slot": {"slot": "$slot"},
    "POST /api/v1/offices/{office}/counters/{n}/calls": {},
    "POST /api/v1/offices/{office}/arrivals": {"reference": "$reference"},
    "POST /api/v1/offices/{office}/documents/{reference}/stage": {"stage": "in_production"},
    "POST /a/{code}/people": {"relation": "holder", "holder": "Wati", "nik": "2172015708650001"},
    "POST /a/{code}/phone": {"phone": "0812-0000-0001"},
    "POST /i/{code}/booking": {"slot": "$slot"},
    "POST /i/{code}/waiting": {"day": "2026-12-01"},
    "POST /i/{code}/waiting/end": {"day": "2026-12-01"},
    "POST /t/{code}/waiting": {"day": "2026-12-01"},
    "POST /t/{code}/waiting/end": {"day": "2026-12-01"},
    "POST /t/{code}/slot": {"slot": "$slot", "ref3": "$ref3"},
    "POST /t/{code}/cancellation": {"ref3": "$ref3"},
    "POST /b/{code}/search": {"find": "$on_batch"},
    "POST /b/{code}/documents/{position}": {"collector": "holder", "identity": "face", "old_card": "withdrawn"},
    "POST /office/applications/{number}/items/{position}/decision": {"state": "accepted", "seen": "$item_seen"},
    "POST /office/applications/{number}/items/{position}/undoing": {"seen": "$decided_seen"},
    "POST /office/applications/{number}/request": {"seen": "$lacking_round"},
    "POST /office/applications/{number}/acceptance": {"seen": "$complete_round", "despite": "1"},
    "POST /office/applications/{number}/refusal": {"seen": "$round", "reason": "not_here"},
    "POST /office/applications/{number}/claim/end": {"was": "staff:1"},
    "POST /office/applications/{number}/holder": {"holder": "Wati"},
    "POST /office/batches/{batch}/documents": {"receipts": "$late"},
    "POST /office/batches/{batch}/documents/{position}": {
        "collector": "holder", "identity": "face", "old_card": "withdrawn",
    },
    "POST /office/batches/{batch}/documents/{position}/loss": {"told_by": "Hasan", "reason": "terbawa banjir"},
    "POST /office/batches/{batch}/removals": {"reference": "$on_open_batch"},
    "POST /office/batches/{batch}/signature": {"taken_by": "Hasan"},
    "POST /office/batches/{batch}/returns": {"receipts": "$on_batch"},
    "POST /office/batches/{batch}/cards": {"card": "$handed_there"},
    "POST /office/batches/{batch}/link": {"do": "renew"},
    "POST /office/bookings/of/{document}": {"slot": "$slot"},
    "POST /office/bookings/{short}/slot": {"slot": "$slot"},
    "POST /office/blanks/supplies/{number}/grant": {"material": "$material", "pieces": "50"},
    "POST /office/blanks/supplies/{number}/refusal": {"material": "$material"},
    "POST /office/blanks/supplies/{number}/rest": {"material": "$material", "reason": "pusat kehabisan"},
    "POST /office/blanks/stops/{number}/end": {"material": "$material"},
    "POST /office/announcements/{number}": {
        "text": "Lain", "starts_at": "2026-11-30T09:00", "ends_at": "2026-11-30T13:00",
    },
    "POST /office/media/{number}": {"title": "Lain", "seconds": "20"},
    "POST /office/media/{number}/place": {"place": "2"},
    "POST /office/screens/{screen}/looks": {"name": "Lain", "layout": "door"},
    "POST /office/messages/channels/rungs/{channel}/wait": {"wait_minutes": "30"},
    "POST /office/messages/channels/rungs/{channel}/place": {"by": "1"},
    "POST /office/inbox/{number}/applications": {
        "procedure": "$procedure", "holder": "Wati", "seen": "99", "pictures": "$picture_id", "places": "0",
    },
    "POST /office/inbox/{number}/additions": {"item": "$asked_item", "pictures": "$picture_id", "seen": "99"},
    "POST /office/inbox/{number}/replies": {"text": "Bisa.", "seen": "99"},
    "POST /office/inbox/{number}/drafts": {"use": "$ready_answer"},
    "POST /office/inbox/{number}/closing": {"seen": "99"},
    "POST /office/inbox/{number}/assignment": {"to": "$clerk"},
}  # fmt: skip

RAW: dict[str, dict[str, Any]] = {
    "POST /a/{code}/items/{position}/pages": {"files": {"file": ("foto.png", PHOTO, "image/png")}},
    "POST /a/{code}/items/{position}/uploads": {"headers": {"Upload-Length": "5"}},
    "PATCH /a/{code}/uploads/{token}": {"headers": {"Upload-Offset": "0"}, "content": b"12"},
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


def sent(way: Way, own: Ids, theirs: Ids | None = None, field: str = "") -> dict[str, Any]:
    """What goes with a request, with an office's own ids in it; that of one field is the other office's."""
    name = str(way)
    if name in RAW:
        return RAW[name]
    form = {
        each: _value(value, theirs if theirs and each == field else own)
        for each, value in FORMS.get(name, EXAMPLES.get(name, {})).items()
    }
    if not way.changes:
        return {"params": form}
    return {"json": form} if way.path.startswith("/api/") else {"data": form}


def _value(value: Any, ids: Ids) -> Any:
    return ids[value[1:]] if isinstance(value, str) and value.startswith("$") else value
