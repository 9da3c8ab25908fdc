"""WhatsApp by Meta's Cloud API: approved texts at any time, free words within 24 hours of what a citizen wrote."""

from typing import Any

import httpx2

from scheduler.domain.errors import N_
from scheduler.messages.channel import Account, ApprovedTemplate, Kind, Letter, Receipt
from scheduler.messages.channels import loose
from scheduler.messages.channels.exchange import Answer, ask
from scheduler.messages.channels.whatsapp_faults import receipt_of
from scheduler.messages.channels.whatsapp_hook import read_hook, signature_ok

__all__ = ["KIND", "WhatsApp", "read_hook", "signature_ok"]

KIND = Kind("whatsapp", N_("WhatsApp"), "phone", reports=True)
LONGEST_CAPTION = 1024


class WhatsApp:
    """One number of an office. The connections are the worker's."""

    def __init__(self, account: Account, http: httpx2.AsyncClient) -> None:
        self._http = http
        self._url = f"{account['base_url'].rstrip('/')}/{account['phone_number_id']}"
        self._headers = {"Authorization": f"Bearer {account['token']}"}

    async def send(self, letter: Letter) -> Receipt:
        """Upload its picture, if it has one, then send it; `accepted` has the id that webhooks name it by."""
        picture = await self._upload(letter.picture) if letter.picture else None
        if isinstance(picture, Receipt):
            return picture
        body = body_of(letter, picture)
        answer = await ask(self._http, "POST", f"{self._url}/messages", json=body, headers=self._headers)
        if isinstance(answer, Receipt):
            return answer
        if not answer.is_good:
            return receipt_of(answer)
        return Receipt("accepted", loose.text(answer.json, "messages", 0, "id", most=255) or None)

    async def close(self) -> None:
        """The connections are closed by whoever opened them."""

    async def _upload(self, picture: bytes) -> str | Receipt:
        """The id of a picture, or why there is none; the letter has surely not gone out then."""
        answer = await ask(
            self._http, "POST", f"{self._url}/media", headers=self._headers,
            data={"messaging_product": "whatsapp", "type": "image/png"},
            files={"file": ("qr.png", picture, "image/png")},
        )  # fmt: skip
        said = _said_of_picture(answer)
        if isinstance(said, Receipt) and said.outcome == "unknown":
            return Receipt("failed", code="picture", pause=said.pause)
        return said


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
