"""E-mail, against a real mail server on this machine (aiosmtpd)."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult

from scheduler.messages.channels import open_channel
from scheduler.messages.channels.base import Letter, Receipt
from scheduler.messages.channels.mail.smtp import Smtp
from tests.messages.channels.drawn import PICTURE, PNG
from tests.support.mail_server import Mailbox, serving

LETTER = Letter(
    key="booked:7",
    to="siti@example.id",
    subject="Disdukcapil Tanjungpinang: jadwal Anda",
    text="Jadwal Anda: Senin – pukul 09.00.\nBawa: <KTP lama> & KK. QR: https://giliran.example/t/7KQ2.",
)


def account(port: int, **facts: str) -> dict[str, str]:
    return {
        "host": "127.0.0.1",
        "port": str(port),
        "security": "none",
        "sender": "layanan@disduk.example.id",
        "sender_name": "Disdukcapil – Layanan",
        "reply_to": "",
        "user": "",
        "password": "",
        **facts,
    }


async def send(mailbox: Mailbox, letter: Letter = LETTER, **facts: Any) -> Receipt:
    """Send a letter to a server that does as the mailbox says."""
    async with serving(mailbox, **facts) as port:
        return await Smtp(account(port)).send(letter)


async def test_letter_arrives_plain_and_in_html():
    mailbox = Mailbox()

    receipt = await send(mailbox)

    mail = mailbox.mail()
    plain, page = mail.get_body(("plain",)), mail.get_body(("html",))
    assert receipt == Receipt("accepted", mail["Message-ID"])
    assert (mail["To"], mail["Subject"]) == ("siti@example.id", LETTER.subject)
    assert mail["From"] == "Disdukcapil – Layanan <layanan@disduk.example.id>"
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "id")
    assert mail["Date"] is not None
    assert plain is not None
    assert page is not None
    assert plain.get_content().splitlines() == LETTER.text.splitlines()
    assert page.get_content().replace("\r\n", "\n") == (
        "<!doctype html>\n"
        '<html lang="id">\n'
        '<head><meta charset="utf-8"><title>Disdukcapil Tanjungpinang: jadwal Anda</title></head>\n'
        "<body>\n"
        "<p>Jadwal Anda: Senin – pukul 09.00.</p>\n"
        "<p>Bawa: &lt;KTP lama&gt; &amp; KK. QR: "
        '<a href="https://giliran.example/t/7KQ2">https://giliran.example/t/7KQ2</a>.</p>\n'
        "</body>\n"
        "</html>\n"
    )


async def test_picture_lies_inside():
    mailbox = Mailbox()

    await send(mailbox, replace(LETTER, picture=PICTURE))

    mail = mailbox.mail()
    page = mail.get_body(("html",))
    (picture,) = (part for part in mail.walk() if part.get_content_type() == "image/png")
    assert page is not None
    assert f'<img src="cid:{picture["Content-ID"].strip("<>")}" alt="QR"' in page.get_content()
    assert picture.get_content() == PNG
    assert picture.get_content_disposition() == "inline"


async def test_every_try_has_the_same_id():
    first, again, other = Mailbox(), Mailbox(), Mailbox()

    await send(first)
    await send(again)
    await send(other, replace(LETTER, key="booked:8"))

    assert first.mail()["Message-ID"] == again.mail()["Message-ID"] != other.mail()["Message-ID"]
    assert first.mail()["Message-ID"].endswith("@disduk.example.id>")


@pytest.mark.parametrize(
    ("command", "answer", "receipt"),
    [
        ("MAIL", "553 5.1.8 Sender", Receipt("refused", code="smtp_553")),
        ("RCPT", "550 5.1.1 No such user", Receipt("refused", code="smtp_550")),
        ("RCPT", "450 4.2.0 Greylisted", Receipt("failed", code="smtp_450")),
        ("RCPT", "421 4.3.2 Closing", Receipt("failed", code="smtp_421")),
        ("DATA", "554 5.7.1 Spam", Receipt("refused", code="smtp_554")),
        ("DATA", "452 4.2.2 Mailbox full", Receipt("failed", code="smtp_452")),
    ],
)
async def test_what_the_server_says(command, answer, receipt):
    assert await send(Mailbox(**{command: answer})) == receipt


async def test_nobody_listens():
    async with serving(Mailbox()) as port:
        pass

    assert await Smtp(account(port)).send(LETTER) == Receipt("failed", code="no_connection")


async def test_server_that_hangs_before_the_letter_has_surely_not_taken_it():
    gone = asyncio.Event()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()
        gone.set()

    async with await asyncio.start_server(hang, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]

        receipt = await Smtp(account(port), connect=0.1).send(LETTER)
        await gone.wait()

    assert receipt == Receipt("failed", code="no_connection")


async def test_server_that_hangs_after_the_letter_has_perhaps_taken_it():
    mailbox = Mailbox(DATA="nothing")

    async with serving(mailbox) as port:
        receipt = await Smtp(account(port), whole=0.5).send(LETTER)

    assert receipt == Receipt("unknown", code="no_answer")
    assert len(mailbox.came) == 1


@pytest.mark.parametrize("to", ["siti", "siti@", "@example.id", "a@b.id\nBcc: c@d.id", "a b@example.id", "a@b,c@d"])
async def test_address_that_is_none(to):
    assert await send(Mailbox(), replace(LETTER, to=to)) == Receipt("refused", code="address")


async def test_domain_in_any_script():
    mailbox = Mailbox()

    await send(mailbox, replace(LETTER, to="siti@bücher.example"))

    assert mailbox.came[0].rcpt_tos == ["siti@xn--bcher-kva.example"]


@pytest.mark.parametrize(("enabled", "receipt"), [(True, "accepted"), (False, "refused")])
async def test_name_in_any_script_where_the_server_takes_it(enabled, receipt):
    letter = replace(LETTER, to="sítí@example.id")

    assert (await send(Mailbox(), letter, enable_SMTPUTF8=enabled)).outcome == receipt


async def test_subject_and_text_of_a_stranger_make_no_headers():
    mailbox = Mailbox()

    await send(mailbox, replace(LETTER, subject="a\r\nBcc: b@c.id", text="\r\n.\r\nQUIT\r\n"))

    assert mailbox.mail()["Bcc"] is None
    assert mailbox.mail()["Subject"] == "a Bcc: b@c.id"


# --- who we are, and who the server is


async def test_starttls_and_a_password(at_server, trusting):
    mailbox, asked = Mailbox(), []

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        asked.append((session.ssl is not None, data.login, data.password))
        return AuthResult(success=data.password == "sandi ü".encode(), handled=False)

    facts = {"tls_context": at_server, "require_starttls": True, "authenticator": check, "auth_required": True}
    async with serving(mailbox, **facts) as port:
        login = account(port, security="starttls", user="layanan", password="sandi ü")
        right = await Smtp(login, tls=trusting).send(LETTER)
        wrong = await Smtp({**login, "password": "salah"}, tls=trusting).send(LETTER)

    assert right.outcome == "accepted"
    assert wrong == Receipt("refused", code="smtp_535")
    assert asked[0] == (True, b"layanan", "sandi ü".encode())


async def test_tls_from_the_start(at_server, trusting):
    async with serving(Mailbox(), ssl_context=at_server) as port:
        receipt = await Smtp(account(port, security="tls"), tls=trusting).send(LETTER)

    assert receipt.outcome == "accepted"


@pytest.mark.parametrize("security", ["tls", "starttls"])
async def test_server_that_nobody_vouches_for_gets_nothing(at_server, security):
    mailbox = Mailbox()
    facts = {"ssl_context": at_server} if security == "tls" else {"tls_context": at_server}

    async with serving(mailbox, **facts) as port:
        receipt = await Smtp(account(port, security=security)).send(LETTER)

    assert receipt == Receipt("failed", code="tls")
    assert mailbox.came == []


async def test_server_without_starttls_gets_nothing():
    mailbox = Mailbox()

    async with serving(mailbox) as port:
        receipt = await Smtp(account(port, security="starttls")).send(LETTER)

    assert receipt == Receipt("refused", code="not_supported")
    assert mailbox.came == []


async def test_account_is_opened_with_what_is_usual(http):
    channel = open_channel("smtp", {"host": "127.0.0.1", "port": "1", "sender": "a@example.id"}, http=http)

    assert await channel.send(LETTER) == Receipt("failed", code="no_connection")
    await channel.close()
