"""What export and erasure do with every column that is personal: a new one has to be answered for, or a test fails."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

Given = Literal["given", "own", "said", "no"]
"""given: as it stands. own: where it is the person's own, else that there is something. said: that there is something,
of a hash or a technical key. no: it is nobody's who comes to the office (staff, the installation)."""
Goes = Literal["gone", "rule", "kept", "no"]
"""gone: at once. rule: with the office's rule for its kind. kept: it protects who has the phone next. no: as above."""


class Answer(NamedTuple):
    """Of a column, what becomes of it in an export and in an erasure."""

    given: Given
    goes: Goes


OF_NOBODY = Answer("no", "no")
ANSWERS: Mapping[str, Answer] = {
    "document.holder": Answer("given", "gone"),
    "document.nik": Answer("given", "gone"),
    "document.nik_hash": Answer("said", "gone"),
    "document.applicant": Answer("own", "gone"),
    "document.phone": Answer("given", "gone"),
    "document.phone_hash": Answer("said", "gone"),
    "document.email": Answer("given", "gone"),
    "document.household": Answer("said", "gone"),
    "document.note": Answer("given", "gone"),
    "document.rt": Answer("given", "gone"),
    "document.rw": Answer("given", "gone"),
    "document.content_hash": Answer("said", "gone"),
    "document_word.word": Answer("said", "gone"),
    "move.note": Answer("given", "gone"),
    "stock_entry.note": Answer("given", "gone"),
    "transfer.note": Answer("given", "gone"),
    "handover.collector_name": Answer("own", "rule"),
    "handover.collector_letter": Answer("own", "rule"),
    "handover.collector_hash": Answer("said", "rule"),
    "handover.old_card_letter": Answer("given", "rule"),
    "handover.signature": Answer("own", "rule"),
    "batch_document.collector_name": Answer("own", "rule"),
    "batch_document.collector_letter": Answer("own", "rule"),
    "batch_document.collector_hash": Answer("said", "rule"),
    "batch_document.old_card_letter": Answer("given", "rule"),
    "booking.collector_name": Answer("own", "gone"),
    "booking.collector_relation": Answer("given", "gone"),
    "booking.collector_hash": Answer("said", "gone"),
    "urgent_seat.reason": Answer("given", "gone"),
    "push_subscription.endpoint": Answer("said", "gone"),
    "push_subscription.p256dh": Answer("said", "gone"),
    "push_subscription.auth": Answer("said", "gone"),
    "invitation.household": Answer("said", "gone"),
    "application.holder": Answer("given", "gone"),
    "application.nik": Answer("given", "gone"),
    "application.kk": Answer("given", "gone"),
    "application.applicant": Answer("own", "gone"),
    "application.kelurahan": Answer("given", "gone"),
    "application.rt": Answer("given", "gone"),
    "application.rw": Answer("given", "gone"),
    "application.phone": Answer("given", "gone"),
    "application.phone_hash": Answer("said", "gone"),
    "application_item.words": Answer("given", "gone"),
    "phone_code.phone_hash": Answer("said", "gone"),
    "delivery_request.address": Answer("given", "gone"),
    "delivery_request.reason": Answer("given", "gone"),
    "delivery_request.answer": Answer("given", "gone"),
    "file_request.email": Answer("given", "gone"),
    "file_request.answer": Answer("given", "gone"),
    "conversation.phone": Answer("given", "gone"),
    "conversation.phone_hash": Answer("said", "gone"),
    "conversation_line.text": Answer("given", "gone"),
    "conversation_line.media": Answer("said", "gone"),
    "consent.phone_hash": Answer("said", "gone"),
    "known_phone.phone_hash": Answer("said", "gone"),
    "known_phone.reason": Answer("given", "gone"),
    "stopped_number.phone_hash": Answer("said", "kept"),
    # What a request or a form was answered with is kept a day, to answer it again; it is found by nobody's name.
    "answer.request_hash": Answer("no", "rule"),
    "answer.body": Answer("no", "rule"),
    # Of the office, its staff and the installation.
    "correction.reason": OF_NOBODY,
    "batch.taken_by": OF_NOBODY,
    "batch.signature": OF_NOBODY,
    "printing_stop.note": OF_NOBODY,
    "supply.note": OF_NOBODY,
    "supply.given_up_why": OF_NOBODY,
    "intake.file_name": OF_NOBODY,
    "alarm_contact.name": OF_NOBODY,
    "alarm_contact.phone": OF_NOBODY,
    "alarm_contact.email": OF_NOBODY,
    "authenticator.secret": OF_NOBODY,
    "identity.account_hash": OF_NOBODY,
    "channel_account.account": OF_NOBODY,
    "deployment.push_key": OF_NOBODY,
    "deployment.seal_key": OF_NOBODY,
    "look_up_key.key": OF_NOBODY,
}
"""By "table.column"."""
