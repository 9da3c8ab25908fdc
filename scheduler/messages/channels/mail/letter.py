"""A letter as an e-mail: plain and in HTML, with its picture inside, under an id that is the same for every try."""

import hashlib
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import localtime

from jinja2 import Environment

from scheduler.messages.channels.base import Account, Letter

LINK = re.compile(r"(https?://[^\s<>\"]+[^\s<>\".,;:!?)])")

PAGE = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string("""\
<!doctype html>
<html lang="{{ language }}">
<head><meta charset="utf-8"><title>{{ subject }}</title></head>
<body>
{% for paragraph in paragraphs %}
<p>
{%- for piece in paragraph %}{% if loop.index is even %}<a href="{{ piece }}">{{ piece }}</a>{% else %}{{ piece }}
{%- endif %}{% endfor -%}
</p>
{% endfor %}
{% if picture %}
<p><img src="cid:{{ picture }}" alt="QR" width="240" height="240"></p>
{% endif %}
</body>
</html>
""")


def mail_of(letter: Letter, account: Account, picture: bytes | None = None) -> EmailMessage:
    """The whole e-mail, with its picture drawn. Raises ValueError for an address that is none."""
    mail = EmailMessage(policy=SMTP if is_ascii(letter.to) and is_ascii(account["sender"]) else SMTPUTF8)
    mail["Message-ID"] = message_id(letter.key, account["sender"])
    mail["Date"] = localtime()
    mail["From"] = address_of(account["sender"], account["sender_name"])
    mail["To"] = address_of(letter.to)
    if account["reply_to"]:
        mail["Reply-To"] = address_of(account["reply_to"])
    mail["Subject"] = _line(letter.subject) or _line(letter.text)[:70]
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.text, cte="quoted-printable")
    cid = f"qr.{mail['Message-ID'].strip('<>')}" if picture else None
    mail.add_alternative(html_of(letter, cid), subtype="html", cte="quoted-printable")
    if picture:
        page = mail.get_payload()[1]  # type: ignore[index]
        page.add_related(  # type: ignore[union-attr, attr-defined, unused-ignore]
            picture, "image", "png", cid=f"<{cid}>", filename="qr.png", disposition="inline"
        )
    mail["Content-Language"] = letter.language  # at the end: whoever sets content takes such headers away
    return mail


def message_id(key: str, sender: str) -> str:
    """The id of an e-mail by its letter's key: it tells a repetition, and nobody what the letter is about."""
    return f"<{hashlib.sha256(f'{sender} {key}'.encode()).hexdigest()[:32]}@{domain_of(sender)}>"


def is_ascii(address: str) -> bool:
    """Whether any server takes an address; a domain can always be written in ASCII, a name before the @ cannot."""
    return address.rpartition("@")[0].isascii()


def domain_of(address: str) -> str:
    """The part after the @, in ASCII. Raises ValueError."""
    return address.rpartition("@")[2].encode("idna").decode()


def address_of(address: str, name: str = "") -> Address:
    """An address as headers have it. Raises ValueError where it is none."""
    local, _, domain = address.rpartition("@")
    if not (local and domain) or re.search(r"[\s<>,;:\"()\\]", address):
        raise ValueError("no e-mail address")
    return Address(_line(name), local, domain_of(address))


def html_of(letter: Letter, picture: str | None) -> str:
    """The letter as a page without any style; web addresses can be pressed, and everything is escaped."""
    paragraphs = [LINK.split(line) for line in letter.text.splitlines() if line.strip()]
    return PAGE.render(language=letter.language, subject=_line(letter.subject), paragraphs=paragraphs, picture=picture)


def _line(text: str) -> str:
    return " ".join(text.split())
