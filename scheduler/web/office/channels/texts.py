"""What citizens are told, in the office's own words or everybody's: clerks look, supervisors write."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from scheduler.db.models import Office
from scheduler.domain.audit.deeds import Deed
from scheduler.domain.channels.refusals import TextFaulty
from scheduler.domain.refusals import N_, Refusal, Unknown
from scheduler.domain.text.patterns import LONGEST, Fault
from scheduler.flow.channels.texts import Places, reset_text, set_text
from scheduler.flow.staff import SignedIn
from scheduler.messages.notices.samples import MEANINGS
from scheduler.messages.notices.table import TEMPLATES
from scheduler.messages.notices.template import Template
from scheduler.translations import LANGUAGES, translations
from scheduler.web.office.channels.texts_view import one_text, texts_listed
from scheduler.web.shared.forms import asked_for, form_of
from scheduler.web.shared.refusal_responses import page_of
from scheduler.web.shared.staff.access import staff_of
from scheduler.web.shared.staff.changing import changed
from scheduler.web.shared.staff.fields import NonceForm
from scheduler.web.shared.staff.pages import actor, in_place, now_of, see_other, staff_at, staff_page
from scheduler.web.shared.told import sentence
from scheduler.web.shared.wording import Wording

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000, pattern=r"^[^\x00]*$")]

FAULTS: Mapping[Fault, str] = {
    "missing": N_("Teksnya kosong."),
    "too_long": N_("Paling panjang {about} huruf."),
    "broken": N_("Kurung kurawal tidak berpasangan, atau isinya bukan nama saja."),
    "unknown": N_("Bagian ini tidak dikenal di teks ini: {about}."),
    "needed": N_("Bagian ini harus ada: {about}."),
    "link": N_('"{about}" tampak seperti tautan. Satu-satunya tautan adalah bagian {{url}}.'),
    "unkind": N_('Jangan menulis "{about}" dalam pesan kepada warga.'),
}
NAMES = {"id": N_("Bahasa Indonesia"), "en": N_("Bahasa Inggris")}


class WordsForm(NonceForm):
    """The words of a text in both languages; those of the catalogue are not the office's own."""

    words_id: Text = ""
    words_en: Text = ""

    @property
    def words(self) -> dict[str, str]:
        """Language -> words."""
        return {language: getattr(self, f"words_{language}").replace("\r\n", "\n") for language in LANGUAGES}


async def page(request: Request) -> Response:
    """Every text, in the order in which a citizen would meet them; with `?q=` those that have all its words."""
    staff = await staff_of(request, "documents")
    wanted = asked_for(request)
    rows = await request.app.state.db.read(texts_listed, staff.office, request.app.state.settings.base_url, wanted)
    return staff_page(
        request,
        staff,
        "office/channels/texts.html",
        groups=rows,
        wanted=wanted,
        done=TEMPLATES.get(request.query_params.get("done", "")),
    )


async def one(request: Request) -> Response:
    """One text, to be read, looked at with sample values, and written."""
    staff = await staff_of(request, "documents")
    return await _rendered(request, staff, _template(request))


async def look(request: Request) -> Response:
    """The form as it was typed, with what a citizen would read; nothing is kept."""
    staff = await staff_of(request, "office")
    form = await form_of(request, WordsForm)
    return await _rendered(request, staff, _template(request), typed=form.words)


async def change(request: Request) -> Response:
    """The office's words for a text from now on. Raises TextFaulty."""
    staff = await staff_of(request, "office")
    template, form = _template(request), await form_of(request, WordsForm)
    request.state.typed = form.words
    facts = {"about": template.name, "by": actor(staff), "now": now_of(request)}
    await changed(request, staff, Deed.TEXT_CHANGED, set_all, template, form.words, **facts)
    return see_other(request, "texts", done=template.name)


async def reset(request: Request) -> Response:
    """A text goes back to the words that everybody starts with, in both languages."""
    staff = await staff_of(request, "office")
    template = _template(request)
    await changed(request, staff, Deed.TEXT_CHANGED, reset_all, template, about=template.name)
    return see_other(request, "texts", done=template.name)


@in_place(staff_at("documents"))
async def refused(request: Request, staff: SignedIn, refusal: Refusal) -> Response:
    """A refusal stands above the form, which keeps what was typed."""
    template = TEMPLATES.get(request.path_params.get("name", ""))
    if template is None:
        return page_of(request, refusal)
    return await _rendered(request, staff, template, typed=getattr(request.state, "typed", None), refusal=refusal)


def set_all(
    session: Session, office: Office, template: Template, words: Mapping[str, str], *, by: str, now: datetime
) -> None:
    """Keep a text's words in every language; the catalogue's are not kept as the office's. Raises TextFaulty."""
    places = Places(template.may, template.must)
    for language, text in words.items():
        if text == translations(language).gettext(template.text):
            reset_text(session, office, template.name, language)
        else:
            set_text(session, office, template.name, language, text, places=places, by=by, now=now)


def reset_all(session: Session, office: Office, template: Template) -> None:
    """Give a text the catalogue's words in every language."""
    for language in LANGUAGES:
        reset_text(session, office, template.name, language)


def _template(request: Request) -> Template:
    """The text that the address names. Raises Unknown."""
    template = TEMPLATES.get(request.path_params["name"])
    if template is None:
        raise Unknown
    return template


async def _rendered(
    request: Request,
    staff: SignedIn,
    template: Template,
    *,
    typed: Mapping[str, str] | None = None,
    refusal: Refusal | None = None,
) -> Response:
    base_url = request.app.state.settings.base_url
    found = await request.app.state.db.read(one_text, staff.office, template, typed, base_url)
    return staff_page(
        request,
        staff,
        "office/channels/text.html",
        refusal,
        told=_told,
        text=found,
        longest=LONGEST,
        meanings=MEANINGS,
        looked=typed is not None and refusal is None,
        faults=fault_told,
        names=NAMES,
    )


def _told(refusal: Refusal, say: Wording) -> str:
    if not isinstance(refusal, TextFaulty):
        return sentence(refusal, say)
    language = say.text(NAMES[refusal.facts["language"]])
    return f"{language}: {fault_told(refusal.facts['errors'], say)}"


def fault_told(errors: Mapping[Fault, str], say: Wording) -> str:
    """What is wrong with words, for people."""
    return " ".join(say.text(FAULTS[fault]).format(about=_written(fault, about)) for fault, about in errors.items())


def _written(fault: str, about: str) -> str:
    """Places as they are written in a text."""
    if fault not in ("unknown", "needed"):
        return about
    return ", ".join(f"{{{name}}}" for name in about.split(", "))


def _nothing(say: Wording) -> str:
    return ""


ROUTES: list[BaseRoute] = [
    Route("/office/messages/texts", page, name="texts"),
    Route("/office/messages/texts/{name}", one, name="text"),
    Route("/office/messages/texts/{name}", change, methods=["POST"], name="text_changes"),
    Route("/office/messages/texts/{name}/look", look, methods=["POST"], name="text_look"),
    Route("/office/messages/texts/{name}/reset", reset, methods=["POST"], name="text_reset"),
]
