"""The page on which supervisors say by which channels people are told, and give the office's accounts there."""

import re
from datetime import time, timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from scheduler.db.models import ChannelAccount, Message, Office
from scheduler.domain.channels.accounts import ACCOUNTS
from scheduler.flow.channels import accounts
from scheduler.messages.channels import KINDS
from tests.conftest import Stopwatch
from tests.scenes.factories import EARLY, NINE, World
from tests.web.messages.test_messages_page import attempt
from tests.web.staff.members import sign_in, text_of

PAGE = "/office/messages/channels"
ACCOUNT = f"{PAGE}/accounts"
SMS = {"url": "https://sms.example.id/send", "body": "to={to}&text={text}"}
WHATSAPP = {"phone_number_id": "123456789", "token": "a token", "app_secret": "a secret of Meta"}


@pytest.fixture
def sari(client: Any, office: World, clock: Stopwatch) -> Any:
    """A supervisor at nine."""
    sign_in(client, office, name="Sari", role="supervisor manager")
    clock.now = NINE
    return client


def account(office: World, channel: str = "sms", **given: str) -> None:
    values = {**{"sms": SMS, "whatsapp": WHATSAPP}[channel], **given}
    office.database.run(accounts.set_account, office.office, channel, values, by="staff:1", now=EARLY)


def ladder(office: World) -> list[tuple[str, int]]:
    return [(rung["channel"], rung["wait_minutes"]) for rung in office.rows(Office)[0].ladder]


def press(client: Any, path: str, **data: str) -> Any:
    answer = client.post(PAGE + path, data=data)
    assert answer.status_code == 303, text_of(answer)
    return answer


def test_page_says_that_nothing_leaves_and_what_can_be_added(sari: Any, office: World) -> None:
    page = sari.get(PAGE)

    assert "Sekarang tidak ada pesan yang keluar dari komputer ini" in text_of(page)
    assert re.findall(r'<option value="(\w+)">', page.text) == ["webpush", "wa_me"]
    assert "Isi dahulu akunnya di bawah: WhatsApp, WhatsApp lewat Fonnte, SMS, E-mail." in text_of(page)


def test_page_says_that_it_is_training(sari: Any, app: Any) -> None:
    app.state.training = True

    assert "Ini latihan: apa pun yang diatur di sini, tidak ada pesan yang keluar" in text_of(sari.get(PAGE))


def test_ladder_is_built_by_buttons(sari: Any, office: World) -> None:
    account(office, "sms")
    account(office, "whatsapp")

    press(sari, "/rungs", channel="sms", wait_minutes="0")
    press(sari, "/rungs", channel="whatsapp", wait_minutes="60")
    press(sari, "/rungs/whatsapp/place", by="-1")
    answer = press(sari, "/rungs/whatsapp/wait", wait_minutes="30")

    assert ladder(office) == [("whatsapp", 30), ("sms", 0)]
    page = text_of(sari.get(answer.headers["location"]))
    assert "Urutan saluran tersimpan." in page
    assert "1. WhatsApp" in page
    assert "2. SMS" in page
    assert "Sekarang tidak ada pesan yang keluar" not in page
    press(sari, "/rungs/sms/place", by="1")
    press(sari, "/rungs/whatsapp/removal")
    press(sari, "/rungs/whatsapp/removal")
    assert ladder(office) == [("sms", 0)]


def test_same_button_pressed_twice_moves_once(sari: Any, office: World) -> None:
    press(sari, "/rungs", channel="wa_me", nonce="one")
    press(sari, "/rungs", channel="wa_me", nonce="one")
    press(sari, "/rungs", channel="webpush")
    press(sari, "/rungs", channel="console")

    for _ in range(2):
        press(sari, "/rungs/console/place", by="-1", nonce="two")

    assert [channel for channel, _ in ladder(office)] == ["wa_me", "console", "webpush"]


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("/rungs", {"channel": "sms"}, "Saluran itu belum punya akun. Isi akunnya dahulu."),
        ("/rungs", {"channel": "wa_me"}, "Saluran itu sudah ada dalam urutan."),
        ("/rungs", {"channel": "pigeon"}, "Saluran itu tidak dikenal."),
        ("/rungs/wa_me/wait", {"wait_minutes": "9999"}, "Waktu tunggu dari 0 sampai 2880 menit."),
        ("/rungs/sms/place", {"by": "1"}, "Saluran itu tidak dikenal."),
        ("/rungs/pigeon/removal", {}, "Saluran itu tidak dikenal."),
        ("/rungs", {"channel": "webpush", "wait_minutes": "soon"}, "Isian belum benar."),
    ],
)
def test_ladder_that_cannot_be_is_refused_in_place(
    sari: Any, office: World, path: str, data: dict[str, str], said: str
) -> None:
    press(sari, "/rungs", channel="wa_me")

    answer = sari.post(PAGE + path, data=data)

    assert answer.status_code in (404, 422)
    assert said in text_of(answer)
    assert "Urutan saluran" in text_of(answer)
    assert ladder(office) == [("wa_me", 0)]


def test_hours_and_consent_are_set(sari: Any, office: World) -> None:
    answer = press(sari, "/hours", messages_from="06:30", messages_until="21:00", asks_consent="true")

    row = office.rows(Office)[0]
    assert (row.messages_from, row.messages_until, row.asks_consent) == (time(6, 30), time(21), True)
    page = sari.get(answer.headers["location"])
    assert "Jam kirim dan persetujuan tersimpan." in text_of(page)
    assert re.search(r'name="asks_consent" value="true" checked', page.text)


def test_reminders_are_set_and_left_out(sari: Any, office: World) -> None:
    press(sari, "/reminders", remind_at="15:00", remind_minutes="90", soon_minutes="5", uncollected_days="60, 7")
    row = office.rows(Office)[0]
    assert (row.remind_at, row.remind_minutes, row.soon_minutes) == (time(15), 90, 5)
    assert row.uncollected_days == [7, 60]

    press(sari, "/reminders", remind_at="", remind_minutes="0", soon_minutes="0", uncollected_days="")

    row = office.rows(Office)[0]
    assert (row.remind_at, row.remind_minutes, row.soon_minutes, row.uncollected_days) == (None, 0, 0, [])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"uncollected_days": "two weeks"}, "Tulis angka hari, dipisahkan koma: 14, 30, 60."),
        ({"uncollected_days": "0"}, "Paling banyak enam angka hari, dari 1 sampai 365."),
        (
            {"remind_minutes": "5000", "soon_minutes": "99"},
            "dari 0 sampai 1440. Menit sebelum giliran dari 0 sampai 60.",
        ),
    ],
)
def test_reminders_that_cannot_be_are_refused(sari: Any, office: World, data: dict[str, str], said: str) -> None:
    answer = sari.post(f"{PAGE}/reminders", data={"remind_minutes": "0", "soon_minutes": "0", **data})

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert office.rows(Office)[0].remind_minutes == 120


# --- accounts


def test_account_is_given_and_its_secrets_are_never_shown(sari: Any, office: World) -> None:
    answer = sari.post(f"{ACCOUNT}/whatsapp", data={**WHATSAPP, "per_minute": "30"})

    page = sari.get(answer.headers["location"])
    assert "Akun tersimpan." in text_of(page)
    assert 'value="123456789"' in page.text
    assert page.text.count('placeholder="tersimpan"') == 2
    assert "a token" not in page.text
    assert "a secret of Meta" not in page.text
    assert office.rows(ChannelAccount)[0].per_minute == 30
    assert "WhatsApp tersimpan, 30 November 30 pesan per menit" in text_of(sari.get(PAGE))


def test_secret_left_empty_stays_and_what_is_emptied_goes(sari: Any, office: World) -> None:
    account(office, "whatsapp", base_url="https://example.id/v1")
    sari.post(f"{ACCOUNT}/whatsapp", data={"phone_number_id": "987654321", "token": "new", "app_secret": ""})

    sari.post(
        f"{ACCOUNT}/whatsapp", data={"phone_number_id": "987654321", "token": "", "app_secret": "", "base_url": ""}
    )

    found = office.read(lambda session: accounts.account_of(session, office.office.id, "whatsapp"))
    assert found is not None
    assert found.account["token"] == "new"
    assert found.account["app_secret"] == WHATSAPP["app_secret"]
    assert found.account["base_url"].startswith("https://graph.facebook.com")


def test_account_that_cannot_be_right_keeps_what_was_typed_but_no_secret(sari: Any, office: World) -> None:
    answer = sari.post(
        f"{ACCOUNT}/whatsapp", data={"phone_number_id": "twelve", "token": "hush", "base_url": "ftp://x"}
    )

    assert answer.status_code == 422
    said = text_of(answer)
    assert "Hanya angka." in said
    assert "Bukan alamat web." in said
    assert "Wajib diisi." in said
    assert 'value="twelve"' in answer.text
    assert "hush" not in answer.text
    assert office.rows(ChannelAccount) == []


def test_amount_that_cannot_be_keeps_what_was_typed(sari: Any, office: World) -> None:
    for amount, said in (("0", "Dari 1 sampai 6000."), ("many", "Isian belum benar.")):
        answer = sari.post(f"{ACCOUNT}/whatsapp", data={**WHATSAPP, "per_minute": amount})

        assert answer.status_code == 422
        assert said in text_of(answer)
        assert 'value="123456789"' in answer.text
    assert office.rows(ChannelAccount) == []


@pytest.mark.postgres("statements")
def test_rung_whose_account_was_taken_away_is_named(sari: Any, office: World) -> None:
    account(office)
    press(sari, "/rungs", channel="sms")
    office.database.run(accounts.drop_account, office.office, "sms")

    assert "1. SMS tanpa akun, dilewati" in text_of(sari.get(PAGE))


def test_rung_that_tells_nothing_of_delivery_says_that_it_is_not_waited_for(sari: Any, office: World) -> None:
    account(office, "whatsapp")
    account(office, "sms")
    for channel, wait in (("whatsapp", "60"), ("sms", "30"), ("wa_me", "0")):
        press(sari, "/rungs", channel=channel, wait_minutes=wait)

    page = text_of(sari.get(PAGE))
    assert "2. SMS tidak memberi kabar bila sudah sampai, jadi tidak ditunggu" in page
    assert page.count("tidak ditunggu") == 1

    account(office, "sms", hook_secret="a-secret-of-letters", id_path="id")
    assert "tidak ditunggu" not in text_of(sari.get(PAGE))


def test_every_channel_with_an_account_has_a_form(sari: Any) -> None:
    for kind in KINDS.values():
        page = sari.get(f"{ACCOUNT}/{kind.name}")
        assert page.status_code == (200 if kind.needs_account else 404), kind.name
        for field in ACCOUNTS[kind.name]:
            assert f'name="{field.name}"' in page.text


def test_address_for_the_far_side_is_shown_without_its_secret(sari: Any, office: World) -> None:
    account(office, "sms", hook_secret="open-sesame-open-sesame")

    whatsapp, sms = (sari.get(f"{ACCOUNT}/{channel}").text for channel in ("whatsapp", "sms"))

    assert 'value="http://testserver/hooks/whatsapp/tanjungpinang"' in whatsapp
    assert 'value="http://testserver/hooks/sms/tanjungpinang/{hook_secret}"' in sms
    assert "open-sesame-open-sesame" not in sms
    assert "Alamat webhook" not in sari.get(f"{ACCOUNT}/smtp").text


def test_account_is_dropped_and_leaves_the_ladder(sari: Any, office: World) -> None:
    account(office)
    press(sari, "/rungs", channel="sms")
    press(sari, "/rungs", channel="wa_me")

    answer = press(sari, "/accounts/sms/removal")

    assert "Akun dihapus." in text_of(sari.get(answer.headers["location"]))
    assert office.rows(ChannelAccount) == []
    assert ladder(office) == [("wa_me", 0)]


# --- a message to try it


@pytest.fixture
def gateway(office: World, httpserver: HTTPServer) -> HTTPServer:
    """An SMS gateway, and the office's account at it."""
    account(office, "sms", url=httpserver.url_for("/send"))
    return httpserver


def test_message_is_sent_to_whoever_tries(sari: Any, office: World, gateway: HTTPServer) -> None:
    gateway.expect_request("/send", method="POST").respond_with_json({"id": 1})

    answer = press(sari, "/accounts/sms/test", to="0812-3456-7890")

    (request, _), *_ = gateway.log
    assert request.form["to"] == "+6281234567890"
    assert request.form["text"].startswith(f"{office.office.name}: ini pesan percobaan.")
    assert "7890" not in answer.headers["location"]
    assert "Diterima saluran. Lihat apakah pesannya sampai" in text_of(sari.get(answer.headers["location"]))


def test_what_came_back_is_explained(sari: Any, gateway: HTTPServer) -> None:
    gateway.expect_request("/send").respond_with_data("", status=401)

    answer = press(sari, "/accounts/sms/test", to="081234567890")

    page = text_of(sari.get(answer.headers["location"]))
    assert "Ditolak saluran. Akun ditolak: kunci atau kata sandinya keliru. (http_401)" in page


def test_nothing_is_sent_in_training(sari: Any, gateway: HTTPServer, clock: Stopwatch) -> None:
    clock.is_training = True

    answer = press(sari, "/accounts/sms/test", to="081234567890")

    assert gateway.log == []
    assert "Hanya tampil di layar komputer: tidak ada yang dikirim." in text_of(sari.get(answer.headers["location"]))


def test_test_needs_a_number_and_an_account(sari: Any, office: World) -> None:
    without = sari.post(f"{ACCOUNT}/sms/test", data={"to": "081234567890"})
    account(office)

    unreadable = sari.post(f"{ACCOUNT}/sms/test", data={"to": "nobody"})

    assert (without.status_code, unreadable.status_code) == (422, 422)
    assert "Saluran itu belum punya akun." in text_of(without)
    assert "Tulis nomor ponsel" in text_of(unreadable)


def test_too_many_tests_are_refused(sari: Any, gateway: HTTPServer) -> None:
    gateway.expect_request("/send").respond_with_json({})
    for _ in range(20):
        press(sari, "/accounts/sms/test", to="081234567890")

    assert sari.post(f"{ACCOUNT}/sms/test", data={"to": "081234567890"}).status_code == 429
    assert len(gateway.log) == 20


def test_code_in_the_address_is_only_shown_if_it_is_one(sari: Any) -> None:
    page = sari.get(f"{ACCOUNT}/sms", params={"outcome": "refused", "code": "<b>pay here</b>"})

    assert "pay here" not in page.text
    assert "Ditolak saluran." in text_of(page)


@pytest.mark.parametrize("path", ["", "/accounts/sms"])
def test_only_supervisors_see_and_change_channels(client: Any, office: World, path: str) -> None:
    sign_in(client, office)

    assert client.get(PAGE + path).status_code == 403
    assert client.post(f"{PAGE}/rungs", data={"channel": "wa_me"}).status_code == 403
    assert client.post(f"{PAGE}/accounts/sms", data=SMS).status_code == 403
    assert ladder(office) == []


def test_rung_that_never_told_of_delivery_though_it_could_is_named(sari: Any, office: World, clock: Stopwatch) -> None:
    account(office, "whatsapp")
    press(sari, "/rungs", channel="whatsapp", wait_minutes="60")
    office.booked()
    letter = office.rows(Message)[0]
    for number in range(1, 6):
        attempt(office, letter, number)
    unheard = "1. WhatsApp belum ada kabar sampai: periksa alamat webhook"

    clock.now = NINE + timedelta(minutes=59)
    assert unheard not in text_of(sari.get(PAGE))
    clock.now = NINE + timedelta(hours=1)
    assert unheard in text_of(sari.get(PAGE))
    attempt(office, letter, 6, state="delivered", delivered_at=NINE)
    assert unheard not in text_of(sari.get(PAGE))
