"""SMS by any gateway that takes a request over HTTP: what it wants is written in the account."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from scheduler.domain.channels.accounts import filled
from scheduler.domain.channels.gateways import form_of, json_of
from scheduler.domain.refusals import N_
from scheduler.messages.channels import loose
from scheduler.messages.channels.base import Account, Heard, Kind, Letter, Receipt, Told
from scheduler.messages.channels.client import Client
from scheduler.messages.channels.exchange import Answer, ask, by_status

KIND = Kind("sms", N_("SMS"), "phone", takes_key=True)
"""Of delivery a gateway may tell, but not every one does: nothing waits for that."""


class Sms:
    """One gateway. The connections are the worker's."""

    def __init__(self, account: Account, http: Client) -> None:
        self._http, self._account = http, account
        self._good = {int(status) for status in account["success"].split(",")}

    async def send(self, letter: Letter) -> Receipt:
        """Send a letter's text; its key goes along as Idempotency-Key, and where the template has {key}."""
        account = self._account
        answer = await ask(
            self._http, account["method"], account["url"], headers=self._headers(letter), **self._body(letter)
        )
        return answer if isinstance(answer, Receipt) else self._receipt_of(answer)

    async def close(self) -> None:
        """The connections are closed by whoever opened them."""

    def _headers(self, letter: Letter) -> dict[str, str]:
        headers = {"Idempotency-Key": letter.key}
        if self._account["format"] == "form" and self._account["method"] != "GET":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        if self._account["header_value"]:
            headers[self._account["header"]] = self._account["header_value"]
        return headers

    def _body(self, letter: Letter) -> dict[str, Any]:
        template, facts = self._account["body"], {"to": self._number(letter.to), "text": letter.text, "key": letter.key}
        if self._account["format"] == "json":
            return {"json": json_of(template, facts)}
        form = form_of(template, facts)
        if self._account["method"] == "GET":
            return {"params": form}
        return {"data": urlencode(form).encode()}

    def _number(self, phone: str) -> str:
        """A phone in the form that the gateway wants: +62812, 62812 or 0812."""
        if self._account["number"] == "62812":
            return phone.removeprefix("+")
        if self._account["number"] == "0812" and phone.startswith("+62"):
            return f"0{phone.removeprefix('+62')}"
        return phone

    def _receipt_of(self, answer: Answer) -> Receipt:
        if answer.status in self._good:
            return Receipt("accepted", self._id_in(answer.json))
        if answer.is_good:
            return Receipt("refused", code=f"http_{answer.status}")
        return by_status(answer)

    def _id_in(self, said: Any) -> str | None:
        path = [int(step) if step.isdigit() else step for step in self._account["id_path"].replace("/", ".").split(".")]
        return loose.text(said, *path, most=255) or None


def read_hook(form: Any, account: Account | None = None, *, now: datetime | None = None) -> list[Told | Heard]:
    """A delivery report, as JSON or as a form; the account says under which names its id and its state stand.

    now: when the report came. Nothing for a state that neither list of the account names: the letter is under way yet.
    """
    names = filled("sms", account or {})
    external_id = _at(form, names["report_id"], 255)
    said = _at(form, names["report_state"], 40).lower()
    came = now or datetime.now(UTC)
    if external_id and said in _words(names["report_delivered"]):
        return [Told(external_id, "delivered", came)]
    if external_id and said in _words(names["report_failed"]):
        return [Told(external_id, "failed", came, said)]
    return []


def _at(form: Any, path: str, most: int) -> str:
    return loose.text(form, *(int(step) if step.isdigit() else step for step in path.split(".")), most=most)


def _words(listed: str) -> list[str]:
    return [word.strip().lower() for word in listed.split(",")]
