"""The pages of messages and channels: no barriers, by keyboard alone, without scripts, and on paper."""

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session

from scheduler.db.models import Attempt, Message, Office
from scheduler.flow.channels import accounts, ladder
from scheduler.flow.channels.ladder import Rung
from scheduler.flow.talks import conversations
from scheduler.messages.sending import transitions
from tests.browser.conftest import NewContext
from tests.browser.serving import LiveServer
from tests.browser.test_accessibility import LANGUAGES, no_barriers
from tests.scenes.factories import EARLY, NINE, World, at

PAGE = "/office/messages"
STATES = ("new", "sending", "sent", "delivered", "read", "unreached", "moot")
WIDTH = 1366
SMS = {"url": "https://sms.example.id/send", "body": "to={to}&message={text}"}


@pytest.fixture
def outbox(live_server: LiveServer) -> World:
    """A message in every state, each tried once; a citizen who was answered; an account for SMS in the ladder."""
    office = live_server.office
    documents = [office.document(stage="received", holder="Siti Rahmawati") for _ in STATES]

    def fill(session: Session) -> None:
        for number, (state, document) in enumerate(zip(STATES, documents, strict=True), 1):
            why = {"unreached": "exhausted", "moot": "untrue"}.get(state)
            row = Message(
                office_id=office.office.id,
                key=f"test:{number}",
                cause="received",
                document_id=document.id,
                state=state,
                why=why,
                channel="sms",
                attempts=1,
                created_at=NINE,
            )
            session.add(row)
            session.flush()
            tried = "failed" if state == "unreached" else "accepted"
            session.add(
                Attempt(
                    office_id=row.office_id,
                    message_id=row.id,
                    number=1,
                    channel="sms",
                    state=tried,
                    code="http_503" if tried == "failed" else None,
                    started_at=at(8, number),
                )
            )
        accounts.set_account(session, office.office, "sms", SMS, by="staff:3", now=EARLY)
        ladder.set_ladder(session, office.office, [Rung("wa_me"), Rung("sms", 30)])
        found = conversations.conversation_with(session, office.office.id, "+6281234567890", channel="sms", now=EARLY)
        conversations.write_out(session, found, "Jadi?", by="citizen", now=at(8)).direction = "in"
        conversations.write_out(session, found, "Sudah.", by="staff:1", now=at(8, 20))

    office.database.run(fill)
    return office


def lost(office: World) -> int:
    """The message that no channel could bring."""
    return next(each.id for each in office.rows(Message) if each.state == "unreached")


@LANGUAGES
def test_pages_have_no_barriers(live_server: LiveServer, desk: Page, outbox: World, language: str) -> None:
    live_server.sign_in(desk, "Sari", "office")
    pages = {
        "list": "",
        "unreached": "?state=unreached",
        "message": f"/{lost(outbox)}",
        "figures": "/figures",
        "a month": "/figures?days=30",
        "channels": "/channels",
        "sms": "/channels/accounts/sms",
        "whatsapp": "/channels/accounts/whatsapp",
    }

    with no_barriers() as barriers:
        for name, path in pages.items():
            desk.goto(f"{PAGE}{path}{'&' if '?' in path else '?'}lang={language}")
            barriers.look(desk, name)
            if desk.evaluate("document.documentElement.scrollWidth") > WIDTH:
                barriers.found.append(f"{name}: wider than the screen")


def test_ladder_is_changed_by_keyboard_without_scripts(
    live_server: LiveServer, new_context: NewContext, outbox: World
) -> None:
    plain = new_context(viewport={"width": WIDTH, "height": 768}, java_script_enabled=False).new_page()
    live_server.sign_in(plain, "Sari", "office")

    plain.goto(f"{PAGE}/channels")
    plain.get_by_label("Naikkan SMS").focus()
    plain.keyboard.press("Enter")
    expect(plain.get_by_text("Urutan saluran tersimpan.")).to_be_visible()
    expect(plain.locator(".rungs li").first).to_contain_text("SMS")
    plain.locator("#wait-sms").focus()
    plain.keyboard.press("Control+a")
    plain.keyboard.type("45")
    plain.keyboard.press("Enter")
    expect(plain.locator("#wait-sms")).to_have_value("45")

    assert outbox.rows(Office)[0].ladder[0] == {"channel": "sms", "wait_minutes": 45}


def test_message_is_found_and_sent_again_without_scripts(
    live_server: LiveServer, new_context: NewContext, outbox: World
) -> None:
    plain = new_context(viewport={"width": WIDTH, "height": 768}, java_script_enabled=False).new_page()
    live_server.sign_in(plain, "Rina", "office")
    number = lost(outbox)

    plain.goto(PAGE)
    plain.get_by_role("link", name="Tidak terjangkau 1").click()
    plain.get_by_role("link", name="Permohonan diterima").click()
    plain.get_by_role("button", name="Kirim lagi").press("Enter")

    expect(plain.get_by_role("status")).to_have_text("Pesan dikirim lagi dari saluran pertama.")
    sent = next(each for each in outbox.rows(Message) if each.id == number)
    assert sent.facts[transitions.AGAIN] == 1, (
        "the worker may have tried all channels again by now: the state says nothing"
    )


def test_list_of_the_unreached_prints_as_a_list_alone(live_server: LiveServer, desk: Page, outbox: World) -> None:
    live_server.sign_in(desk, "Rina", "office")
    desk.goto(f"{PAGE}?state=unreached")
    desk.emulate_media(media="print")

    expect(desk.locator("table.messages")).to_be_visible()
    expect(desk.locator("header, .places, .topics, .filter, [data-print]").filter(visible=True)).to_have_count(0)
    assert outbox.rows(Message)[0].id
