"""WhatsApp by Meta's Cloud API: approved texts at any time, free words within 24 hours of what a citizen wrote."""

import re
from typing import Any

from scheduler.domain.refusals import N_
from scheduler.messages.channels import loose
from scheduler.messages.channels.base import Account, ApprovedTemplate, Kind, Letter, Picture, Receipt
from scheduler.messages.channels.client import Client, form_with_file
from scheduler.messages.channels.download import download
from scheduler.messages.channels.exchange import Answer, ask
from scheduler.messages.channels.whatsapp.faults import receipt_of
from scheduler.messages.channels.whatsapp.hook import read_hook, signature_ok

__all__ = ["KIND", "WhatsApp", "read_hook", "signature_ok"]

KIND = Kind("whatsapp", N_("WhatsApp"), "phone", reports=True)
LONGEST_CAPTION = 1024
MEDIA_ID = re.compile(r"[A-Za-z0-9_-]{1,255}", re.ASCII)
OWN_HOSTS = ("fbsbx.com", "facebook.com", "whatsapp.net")
"""Hosts of Meta's, with all below them: Meta tells where a file lies, and the token goes nowhere else."""


class WhatsApp:
    """One number of an office. The connections are the worker's."""

    def __init__(self, account: Account, http: Client) -> None:
        self._http = http
        self._base = account["base_url"].rstrip("/")
        self._url = f"{self._base}/{account['phone_number_id']}"
        self._headers = {"Authorization": f"Bearer {account['token']}"}

    async def send(self, letter: Letter) -> Receipt:
        """Upload a letter's picture, if it has one, then send it; `accepted` has the id that webhooks name it by."""
        picture = await self._upload(await letter.picture.drawn()) if letter.picture else None
        if isinstance(picture, Receipt):
            return picture
        body = body_of(letter, picture)
        answer = await ask(self._http, "POST", f"{self._url}/messages", json=body, headers=self._headers)
        if isinstance(answer, Receipt):
            return answer
        if not answer.is_good:
            return receipt_of(answer)
        return Receipt("accepted", loose.text(answer.json, "messages", 0, "id", most=255) or None)

    async def fetch(self, picture: Picture) -> Receipt:
        """Ask where the file of an id lies, which holds for minutes, and bring it."""
        if not MEDIA_ID.fullmatch(picture.media):
            return Receipt("refused", code="address")
        answer = await ask(self._http, "GET", f"{self._base}/{picture.media}", headers=self._headers)
        if isinstance(answer, Receipt):
            return _to_be_asked_again(answer)
        if not answer.is_good:
            return Receipt("refused", code="gone") if answer.status == 404 else _to_be_asked_again(receipt_of(answer))
        url = loose.text(answer.json, "url")
        if not url:
            return Receipt("failed", code="no_json")
        return await download(
            self._http, url, picture.into, most=picture.most, base=self._base, is_own=_is_own, headers=self._headers
        )

    async def close(self) -> None:
        """The connections are closed by whoever opened them."""

    async def _upload(self, picture: bytes) -> str | Receipt:
        """The id of a picture, or why there is none; the letter has surely not gone out then."""
        fields = {"messaging_product": "whatsapp", "type": "image/png"}
        form = form_with_file(fields, "file", picture, "qr.png", "image/png")
        answer = await ask(self._http, "POST", f"{self._url}/media", headers=self._headers, data=form)
        said = _said_of_picture(answer)
        if isinstance(said, Receipt) and said.outcome == "unknown":
            return Receipt("failed", code="picture", pause=said.pause)
        return said


def _is_own(host: str) -> bool:
    return any(host == own or host.endswith(f".{own}") for own in OWN_HOSTS)


def _to_be_asked_again(receipt: Receipt) -> Receipt:
    """To ask where a file lies takes nothing, and an account can be put right while the file is kept there."""
    return Receipt("failed", code=receipt.code, pause=receipt.pause)


def _said_of_picture(answer: Answer | Receipt) -> str | Receipt:
    if isinstance(answer, Receipt):
        return answer
    if not answer.is_good:
        return receipt_of(answer)
    return loose.text(answer.json, "id", most=255) or Receipt("failed", code="picture")


def body_of(letter: Letter, picture: str | None = None) -> dict[str, Any]:
    """The JSON of a letter. picture: the id of one that was uploaded."""
    body = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": letter.to.removeprefix("+"),
        "biz_opaque_callback_data": letter.key[:512],
    }
    if letter.template:
        return {**body, "type": "template", "template": _template(letter.template, picture)}
    if picture and len(letter.text) <= LONGEST_CAPTION:
        return {**body, "type": "image", "image": {"id": picture, "caption": letter.text}}
    return {**body, "type": "text", "text": {"body": letter.text, "preview_url": False}}


def _template(template: ApprovedTemplate, picture: str | None) -> dict[str, Any]:
    components: list[dict[str, Any]] = []
    if picture:
        components.append({"type": "header", "parameters": [{"type": "image", "image": {"id": picture}}]})
    if template.values:
        components.append({"type": "body", "parameters": [_parameter(value) for value in template.values]})
    if template.button is not None:
        link = [_parameter(template.button)]
        components.append({"type": "button", "sub_type": "url", "index": "0", "parameters": link})
    return {"name": template.name, "language": {"code": template.language}, "components": components}


def _parameter(value: str) -> dict[str, str]:
    """A value as WhatsApp takes it: on one line, and never empty."""
    return {"type": "text", "text": " ".join(value.split()) or "-"}
