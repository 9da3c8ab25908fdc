"""What the form of a route may say, derived from the models that it reads: which fields are ids, which are not."""

import sys
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import BaseModel

from scheduler.web.shared import forms
from tests.web.sweep.ids import FIELDS

PEOPLE = """again applicant auth born collector collector_letter collector_name email endpoint holder kk name nik nik4
old p256dh password phone phone4 proof ref4 relation roles taken_by to told_by topic type ending unlock_password
proof_password who"""
WORDS = """about address asks beyond_cap bring_changed bring_damaged bring_first bring_lost bring_moved_in example
explains hours keep_reason letter letters note old_card_letter reason signature steps substitute_en substitute_id text
text_en title why with_family with_guardian with_holder with_parent with_proxy without_card words words_en words_id
courier name_en short_name short_name_en spellings kelurahan rt rw"""
NUMBERS = """days after ago by counted digits ends_at lapse_days lock_minutes minutes
most_pages paper page party party_more people per_day per_minute percent pieces remind_minutes seconds share_changed
share_damaged share_first share_lost share_moved_in soon_minutes starts_at unanswered_days uncollected_days units visit
volume waiting oldest battery at period wait_minutes walk_ins weekday working_days year
reserved slot_minutes threshold lobby_limit full overtime wait"""
PROGRAM = """channel collectors ends kind material nonce places scopes service shelf shelves state take_back
police_letter file_page preset edited_service counters whose outcome build trouble timezone"""
PLAIN: dict[str, str] = {
    **dict.fromkeys(PEOPLE.split(), "who somebody is"),
    **dict.fromkeys(WORDS.split(), "words"),
    **dict.fromkeys(NUMBERS.split(), "numbers, amounts and times"),
    **dict.fromkeys(PROGRAM.split(), "the same in all offices, or no more than a label"),
    **dict.fromkeys(("passphrase", "passphrase_again"), "what seals a file, kept nowhere"),
    "answer": "only which answer the page goes back to",
    "code": "of a television that is nobody's yet, or what proves who somebody is",
    "challenge": "chance, which a device signs",
    "credential": "what a device has signed",
    "cursor": "where a page of a list begins, of what was found in one's own office",
    "back": "a page to go to",
    "next": "a page to go to",
    "unlock_to": "a page to go to",
    "office": "whoever signs in says where",
    "account.ElsewhereForm.to": "a page to go to",
    "office.regency.adding.OfficeForm.code": "of an office that is new; one that is there is refused, whosever it is",
    "office.regency.transfers.SendForm.to": "which office, of which anybody may know that it is there",
    "api.requests.SendingRequest.to": "which office, of which anybody may know that it is there",
    "account.ElsewhereForm.days": "days to be shown",
    "seen": "what somebody saw when they decided, compared and not looked up",
    "was": "whose it was when somebody decided, compared and not looked up",
    "typed": "settings by their own names, none of which is an id",
    "office.settings.forms.TopicForm.shown": "what somebody saw when they decided, compared and not looked up",
    "office.settings.counter_forms.CountForm.counters": "how many there are to be",
    "office.roster.forms.GridForm.cell": "the number of a counter of one's own office, and an hour",
    "office.roster.forms.GridForm.also": "weekdays",
    "office.delivery.requests.ParcelForm.number": "of a parcel of a courier",
    "api.requests.DocumentRequest.reference": "of a document that is new",
    "shared.booking.answers._Look.day": "a date to be shown",
    "shared.booking.answers._Look.shown": "the date that is shown",
    "shared.booking.answers._Look.days": "whether every day is shown",
    "office.screens.media.PlaceForm.place": "the place in an order",
    "office.documents.new_document.NewForm.reference": "of a document that is new",
    "office.audit.handlers.FileForm.format": "one of the formats that the program writes",
    "office.figures.handlers.FileForm.format": "one of the formats that the program writes",
    "office.figures.handlers.FileForm.table": "a table of a page, by the word that the program gave it",
    "office.audit.handlers.FileForm.first": "a date",
    "office.audit.handlers.FileForm.last": "a date",
    "office.figures.month.PdfForm.month": "a month",
    "office.figures.month.PdfForm.signer": "who signs, kept nowhere",
    "office.figures.month.PdfForm.nip": "of who signs, kept nowhere",
    "office.figures.uncollected.ListForm.kelurahan": "a name on the documents of one's own office",
    "office.figures.uncollected.ListForm.format": "print or csv",
    "office.figures.proxies.FileForm.first": "a date",
    "office.figures.proxies.FileForm.last": "a date",
    "office.privacy.person.PersonForm.person": "a NIK or a code; another office's finds nobody, as its own test holds",
    "signin.SignInForm.place": "where somebody works",
    "shared.staff.entering.WhereForm.place": "where somebody works",
    "passkeys.PasskeyForm.place": "where somebody works",
}
"""Fields that are no ids, by their name or by the whole name of one model's, and why no thing is looked up by them."""


@dataclass(frozen=True)
class Field:
    """A field of a model that a route reads. path: its name as it is sent, behind those of the models around it."""

    model: type[BaseModel]
    path: str

    @property
    def names(self) -> tuple[str, str]:
        """By what it may stand in a table, the narrower first."""
        name = self.path.rpartition(".")[2]
        module = self.model.__module__.removeprefix("scheduler.web.")
        return f"{module}.{self.model.__name__}.{name}", name

    @property
    def entry(self) -> str | None:
        """By what it does stand in a table."""
        return next((name for name in self.names if name in FIELDS or name in PLAIN), None)

    @property
    def id(self) -> str | None:
        """The name of the id that stands in it."""
        return FIELDS.get(self.entry or "")


def undecided(read: Iterable[Field]) -> list[str]:
    """What must be said of fields before they can be swept."""
    return [
        f"{field.names[0]}: nobody knows whether it is an id. Add {field.names[1]!r}, or all of that name, to FIELDS in"
        " tests/web/sweep/ids.py with the name of an id that filled.py or named.py gives, or to PLAIN in"
        " tests/web/sweep/fields.py if no thing of an office is looked up by it."
        for field in read
        if field.entry is None
    ]


def spied(patch: pytest.MonkeyPatch) -> list[type[BaseModel]]:
    """The models that forms and bodies are read as from now on, in a list that grows."""
    read: list[type[BaseModel]] = []
    real = forms.parsed

    def parsed(model: Any, value: Any) -> Any:
        read.append(model)
        return real(model, value)

    for module in list(sys.modules.values()):
        if getattr(module, "parsed", None) is real:
            patch.setattr(module, "parsed", parsed)
    return read


def fields_of(model: type[BaseModel], before: str = "") -> Iterator[Field]:
    """The fields of a model, and of the models in it, that may be ids: texts, numbers and lists of them."""
    for name, field in model.model_fields.items():
        path, kinds = before + (field.alias or name), _kinds(field.annotation)
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from fields_of(kind, f"{path}.")
        if kinds & {str, int}:
            yield Field(model, path)


def _kinds(annotation: Any) -> set[Any]:
    """The types in an annotation, also those in a list; words that are written out are none."""
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return set()
    if origin is typing.Annotated:
        return _kinds(inner[0])
    return set().union(*map(_kinds, inner)) if inner else {annotation}
