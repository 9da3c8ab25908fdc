"""What stands for each parameter of a path. A new route with one that is known here is in the sweep by itself."""

from tests.web.sweep.filled import Ids
from tests.web.sweep.routes import Way

ROWS: dict[str, str] = {
    "/api/v1/invitations/{code}": "invitation",
    "/api/v1/passes/{code}": "pass",
    "/api/v1/offices/{office}": "office",
    "/api/v1/offices/{office}/documents/{reference}": "reference",
    "/api/v1/offices/{office}/counters/{n}": "counter",
    "/api/v1/offices/{office}/tickets/{number}": "ticket",
    "/o/{office}/permohonan/{topic}/{procedure}": "procedure",
    "/a/{code}": "application_code",
    "/a/{code}/items/{position}": "own_item",
    "/a/{code}/uploads/{token}": "upload",
    "/a/{code}/pages/{mark}": "own_page",
    "/i/{code}": "invitation",
    "/t/{code}": "pass",
    "/b/{code}": "batch_code",
    "/b/{code}/documents/{position}": "position",
    "/place/{place}": "place",
    "/place/{place}/documents/{document}": "shown",
    "/place/{place}/visits/{short}": "place_short",
    "/place/{place}/batches/{batch}": "batch",
    "/place/{place}/batches/{batch}/documents/{position}": "position",
    "/login/counters/{number}": "counter",
    "/account/sessions/{session}": "session",
    "/account/passkeys/{passkey}": "passkey",
    "/office/settings/counters/{number}": "counter",
    "/office/staff/{staff}": "clerk",
    "/office/staff/sessions/{session}": "clerks_session",
    "/join/{code}": "join_code",
    "/office/tokens/{token}": "machine",
    "/door/slips/{number}": "ticket",
    "/counter/receipts/{number}": "ticket",
    "/office/applications/pages/{mark}": "page",
    "/office/applications/{number}": "application",
    "/office/applications/{number}/items/{position}": "item",
    "/office/batches/{batch}": "batch",
    "/office/batches/{batch}/documents/{position}": "position",
    "/office/delivery-requests/{request}": "request",
    "/office/file-requests/{request}": "file_request",
    "/office/bookings/of/{document}": "document",
    "/office/bookings/{short}": "short",
    "/office/blanks/supplies/{number}": "supply",
    "/office/blanks/stops/{number}": "stop",
    "/office/postponements/{number}": "postponement",
    "/office/announcements/{number}": "announcement",
    "/office/imports/{number}": "import",
    "/office/forecast/proposals/{number}": "proposal",
    "/office/media/{number}": "medium",
    "/office/screens/{screen}": "screen",
    "/office/settings/alarms/contacts/{contact}": "contact",
    "/office/settings/alarms/rings/{ring}": "alarm",
    "/office/screens/devices/{device}": "device",
    "/office/shared-phones/{document}": "phoned",
    "/office/voice/recordings/{name}": "recording",
    "/office/transfers/{transfer}": "transfer",
    "/office/messages/{number}": "message",
    "/office/messages/channels/rungs/{channel}": "channel",
    "/office/inbox/pictures/{mark}": "picture",
    "/office/inbox/{number}": "conversation",
    "/office/inbox/{number}/pictures/{mark}": "picture",
    "/office/inbox/{number}/lines/{line}": "line",
    "/hooks/fonnte/{office}/{key}": "hook_key",
    "/hooks/sms/{office}/{key}": "hook_key",
    "/display/{office}/media/{medium}": "medium",
}
"""A part of a path up to a parameter: the id of which thing of an office (a name in what `filled` gives)."""

WORDS: dict[str, tuple[str, str]] = {
    "/start/{code}": ("0000-0000-0000-0000", "it is of a database that has no office"),
    "/o/{office}": ("tanjungpinang", "the page of an office is for everybody"),
    "/hooks/whatsapp/{office}": ("tanjungpinang", "its calls are signed with a secret of the office"),
    "/hooks/fonnte/{office}": ("tanjungpinang", "the key behind it is the office's"),
    "/hooks/sms/{office}": ("tanjungpinang", "the key behind it is the office's"),
    "/display/{office}": ("tanjungpinang", "what screens show is for everybody"),
    "/display/{office}/voice/{language}": ("id", "languages are the program's"),
    "/display/{office}/voice/{language}/{ticket}": ("A-001", "any number is read aloud that is on the office's board"),
    "/display/{office}/voice/{language}/{ticket}/{counter}": ("1", "the same"),
    "/display/{office}/voice/{language}/{ticket}/{counter}/{repeat}": ("0", "how often it was called"),
    "/o/{office}/data/{file}": ("datapackage.json", "it describes the months of the office in the path"),
    "/o/{office}/permohonan/{topic}": ("ktp", "topics are the same for all offices"),
    "/api/v1/offices/{office}/materials/{material}": ("blangko KIA", "materials have one name in all offices"),
    "/office/settings/alarms/{alarm}": ("hall_full", "kinds of alarms are the program's"),
    "/office/calendar/{kind}": ("closures", "kinds of changes are the program's"),
    "/office/voice/example/{language}": ("id", "languages are the program's"),
    "/office/voice/example/{language}/{letter}": ("A", "any letter is read aloud"),
    "/office/messages/texts/{name}": ("ready", "kinds of messages are the program's"),
    "/office/settings/backup/{name}": (
        "giliran-20261130T020000Z.tar",
        "a backup is of the whole installation: with several offices no page gives one",
    ),
    "/office/messages/channels/accounts/{channel}": ("sms", "channels are the program's; an office has one account"),
}
"""Parameters that are no id: a word that is good there, and why there is no other office's."""


FIELDS: dict[str, str] = {
    "card": "handed_there",
    "closure": "closure",
    "counter": "counter",
    "document": "reference",
    "documents": "reference",
    "find": "on_batch",
    "invitation": "joinable_id",
    "keep": "booking",
    "message": "message",
    "of": "arrived",
    "pass": "expected",
    "pictures": "picture_id",
    "place": "place_name",
    "procedure": "procedure",
    "q": "reference",
    "receipts": "reference",
    "reference": "reference",
    "scans": "reference",
    "screen": "screen",
    "screens": "screen",
    "short": "short",
    "shorts": "short",
    "slot": "slot",
    "supply": "supply",
    "ticket": "ticket",
    "use": "ready_answer",
    "counter.forms.ScanForm.text": "called_pass",
    "counter.forms.TransferForm.to": "counter",
    "door.forms.DepartureForm.text": "ticket",
    "door.forms.ScanForm.text": "reference",
    "door.kiosk.handlers.ShownForm.text": "reference",
    "citizen.delivery.handlers.WishForm.place": "place",
    "citizen.delivery.files.FileForm.document": "file_document",
    "citizen.delivery.files.FileEndForm.document": "asked_file",
    "office.delivery.forms.MakeForm.place": "empty_place",
    "office.booking.handlers.SearchForm.text": "short",
    "office.talks.handlers.AssignForm.to": "clerk",
    "office.staff.forms.NewForm.places": "place",
    "office.staff.forms.RolesForm.places": "place",
    "place.people.ShownForm.reference": "shown_reference",
    "account.ElsewhereForm.staff": "self",
    "office.talks.ready_answers.AnswerForm.was": "ready_answer",
    "office.talks.applying.AdditionForm.item": "asked_item",
    "office.hall.paper_handovers_form.PaperHandoverForm.text": "reference",
    "office.delivery.places.ClosingForm.place": "place",
    "office.delivery.places.PlaceForm.place": "place",
    "office.applying.procedures.ItemForm.item": "line_of_procedure",
    "office.documents.remembered_search.Search.text": "reference",
    "citizen.shared.ticket_forms.AddForm.document": "left_out",
    "shared.booking.form.BookingForm.document": "document",
    "office.regency.transfers.SendForm.reference": "sendable",
    "office.regency.transfers.ReceiveForm.scanned": "coming",
    "api.requests.ArrivedRequest.reference": "coming",
    "api.requests.UnwantedRequest.reference": "coming",
    "api.requests.SentBackRequest.reference": "from_other_office",
    "office.regency.transfers.RefuseForm.reference": "coming",
    "office.regency.transfers.ReturnForm.reference": "from_other_office",
    "told": "contact",
}
"""A field of a form, by its name or by the whole name of one model's: the id of which thing of an office."""


INSTEAD: dict[str, dict[str, str]] = {
    "GET /t/{code}/board": {"pass": "came"},
    "GET /t/{code}/survey": {"pass": "handed_pass"},
    "POST /t/{code}/survey": {"pass": "handed_pass"},
    "POST /t/{code}/departure": {"pass": "came"},
    "POST /t/{code}/documents": {"pass": "of_one_document"},
    "POST /a/{code}/sending": {"application_code": "whole_code"},
    "POST /api/v1/offices/{office}/tickets/{number}/recalls": {"ticket": "called"},
    "POST /api/v1/offices/{office}/tickets/{number}/service": {"ticket": "called"},
    "POST /api/v1/offices/{office}/tickets/{number}/handovers": {"ticket": "served"},
    "POST /api/v1/offices/{office}/tickets/{number}/problem": {"ticket": "served"},
    "POST /api/v1/offices/{office}/tickets/{number}/transfer": {"ticket": "served"},
    "DELETE /api/v1/offices/{office}/tickets/{number}/last": {"ticket": "called"},
    "POST /api/v1/offices/{office}/documents/{reference}/stage": {"reference": "received"},
    "POST /api/v1/offices/{office}/documents/{reference}/returns": {"reference": "handed_reference"},
    "POST /api/v1/offices/{office}/documents/{reference}/transfer": {"reference": "sendable"},
    "DELETE /api/v1/offices/{office}/documents/{reference}/transfer": {"reference": "sent_away"},
    "GET /counter/receipts/{number}": {"ticket": "handed"},
    "POST /office/staff/{staff}/return": {"clerk": "left_staff"},
    "POST /office/staff/{staff}/invitation/end": {"clerk": "invited"},
    "POST /office/staff/{staff}/identity/end": {"clerk": "invited"},
    "POST /office/applications/{number}/items/{position}/undoing": {"item": "decided"},
    "POST /office/applications/{number}/request": {"application": "lacking"},
    "POST /office/applications/{number}/acceptance": {"application": "complete"},
    "POST /office/applications/{number}/phone/confirmation": {"application": "complete"},
    "POST /office/applications/{number}/claim": {"application": "fresh"},
    "POST /api/v1/invitations/{code}/joining": {"invitation": "joinable"},
    "POST /i/{code}/joining": {"invitation": "joinable"},
    "POST /i/{code}/delivery/end": {"invitation": "asked_link"},
    "POST /i/{code}/files": {"invitation": "file_link"},
    "POST /i/{code}/files/end": {"invitation": "asked_file_link"},
    "POST /office/delivery-requests/{request}/parcel": {"request": "granted"},
    "POST /office/batches/{batch}/documents": {"batch": "open_batch"},
    "POST /office/batches/{batch}/removals": {"batch": "open_batch"},
    "POST /office/batches/{batch}/signature": {"batch": "open_batch"},
    "POST /office/bookings/of/{document}": {"document": "unbooked"},
    "POST /office/bookings/of/{document}/invitation": {"document": "uninvited"},
    "POST /place/{place}/documents/{document}/invitation": {"shown": "shown_uninvited"},
    "POST /office/inbox/{number}/reopening": {"conversation": "closed_talk"},
    "POST /office/inbox/{number}/mark": {"conversation": "closed_talk"},
    "POST /office/imports/{number}/stopping": {"import": "second_import"},
    "POST /office/media/{number}/removal": {"medium": "second_medium"},
    "DELETE /a/{code}/pages/{mark}": {"own_page": "second_page"},
    "POST /a/{code}/pages/{mark}/removal": {"own_page": "second_page"},
    "GET /a/{code}/wrong-number": {"application_code": "sent_code"},
    "POST /a/{code}/wrong-number": {"application_code": "sent_code"},
}
"""Where a change needs a thing in a state of its own: which other id stands for the usual one."""


def unknown(way: Way) -> list[str]:
    """What must be said of a route's parameters before it can be swept."""
    return [
        f"{way}: nobody knows what {part!r} is an id of. Add it to ROWS in tests/web/sweep/ids.py, with the name of an"
        " id that filled.py gives (a new one, if need be), or to WORDS with a reason why no office has it."
        for part in way.parameters
        if part not in ROWS and part not in WORDS
    ]


def row_of(way: Way, part: str) -> str:
    """The name of the id that stands for a part of a path."""
    return INSTEAD.get(str(way), {}).get(ROWS[part], ROWS[part])


def address(way: Way, own: Ids, theirs: Ids | None = None, part: str = "") -> str:
    """The path with an office's own ids in it; that of `part` is the other office's."""
    path = way.path
    for each in way.parameters:
        value = WORDS[each][0] if each in WORDS else (theirs if theirs and each == part else own)[row_of(way, each)]
        path = path.replace(each[each.rindex("{") :], str(value), 1)
    return path
