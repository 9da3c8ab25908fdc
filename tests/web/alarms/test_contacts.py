"""The list of whom alarms reach, on the page of alarms: kept by supervisors, and tried."""

import re
from typing import Any

import pytest
from sqlmodel import col

from scheduler.db.models import AlarmContact, Message
from scheduler.domain.alarms.kinds import Alarm
from scheduler.flow.core import opt_outs
from scheduler.flow.screens import alarm_contacts
from scheduler.flow.screens.alarm_contacts import NewContact
from scheduler.web.shared.throttling import MOST
from tests.conftest import Stopwatch
from tests.flow.screens.test_screens import paired
from tests.scenes.alarms import switched_on
from tests.scenes.factories import NINE, World
from tests.scenes.outbox import sends_by
from tests.web.staff.members import sign_in, text_of

PAGE, LIST = "/office/settings/alarms", "/office/settings/alarms/contacts"
BUDI = {"name": "Budi", "phone": "0812-3456-7890"}
NOBODY = "Kalau TV, tablet, atau kios diam, belum ada yang diberi tahu lewat pesan."


@pytest.fixture(autouse=True)
def _supervisor(client: Any, office: World, clock: Stopwatch) -> None:
    sign_in(client, office, name="Sari", role="supervisor")
    clock.now = NINE


def named(office: World, phone: str = "0812-3456-7890", email: str = "") -> int:
    added: AlarmContact = office.do(alarm_contacts.add_contact, NewContact("Budi", phone, email))
    return added.id


def shown(client: Any) -> str:
    """What the section of the list says."""
    found = re.search(r'<section[^>]*aria-labelledby="contacts".*?</section>', client.get(PAGE).text, re.DOTALL)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0]))


def post(client: Any, path: str = "", **fields: str) -> Any:
    answer = client.post(f"{LIST}{path}", data=fields)
    return client.get(answer.headers["location"]) if answer.status_code == 303 else answer


def trials(office: World) -> list[Message]:
    return office.rows(Message, col(Message.cause) == "alarm_test")


def test_supervisor_names_somebody_and_sees_them_masked(client: Any, office: World) -> None:
    page = post(client, name="Budi", phone="0812-3456-7890", email="budi@contoh.go.id")

    assert "Sudah masuk daftar." in text_of(page)
    assert "0812-****-7890 · b***@contoh.go.id" in shown(client)
    assert "81234567890" not in page.text


@pytest.mark.postgres("statements")
def test_form_that_is_sent_twice_names_once(client: Any, office: World) -> None:
    assert [client.post(LIST, data={"nonce": "n1", **BUDI}).status_code for _ in range(2)] == [303, 303]
    assert len(office.rows(AlarmContact)) == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"phone": "0771-22334"}, "Itu bukan nomor ponsel. Contoh: 0812-3456-7890."),
        ({"phone": ""}, "Isi nomor ponsel atau e-mail."),
        ({"email": "budi@"}, "Alamat e-mail itu belum benar."),
        ({"name": ""}, "Isi nama, paling panjang 60 huruf."),
    ],
)
def test_refusal_says_what_to_do_and_keeps_what_was_typed(
    client: Any, office: World, typed: dict[str, str], said: str
) -> None:
    fields = {**BUDI, **typed}

    page = post(client, **fields)

    assert page.status_code == 422
    assert said in text_of(page)
    wrong = next(name for name in typed)
    assert re.search(rf'id="contact-{wrong}"[^>]*aria-invalid="true"', page.text)
    assert all(f'value="{value}"' in page.text for value in fields.values() if value)


def test_somebody_else_with_the_same_number_is_named(client: Any, office: World) -> None:
    named(office)

    page = post(client, name="Cici", phone="081234567890")

    assert page.status_code == 409
    assert "Nomor atau e-mail itu sudah ada di daftar, atas nama Budi." in text_of(page)


def test_who_is_removed_is_on_the_list_no_more(client: Any, office: World) -> None:
    contact = named(office)

    page = post(client, f"/{contact}/removal")

    assert "Sudah dihapus dari daftar." in text_of(page)
    assert "Budi" not in shown(client)
    assert post(client, f"/{contact}/removal").status_code == 404
    assert post(client, f"/{10**12}/removal").status_code == 404


@pytest.mark.parametrize("role", ["clerk", "guard"])
def test_only_supervisors_keep_the_list(client: Any, office: World, role: str) -> None:
    contact = named(office)
    sign_in(client, office, name="Rina", role=role)

    for path in ("", f"/{contact}/removal", f"/{contact}/test"):
        assert client.post(f"{LIST}{path}", data=BUDI).status_code == 403
    assert [each.removed_at for each in office.rows(AlarmContact)] == [None]
    assert trials(office) == []


# --- trying it


@pytest.mark.postgres("statements")
def test_trial_says_how_far_it_came(client: Any, office: World) -> None:
    sends_by(office, "sms")
    contact = named(office)

    post(client, f"/{contact}/test")
    assert "Pesan uji 09.00: Menunggu." in shown(client)

    (trial,) = trials(office)
    office.change(Message, trial.id, state="sent", channel="sms", sent_at=NINE)
    assert "Pesan uji 09.00: Terkirim (SMS)." in shown(client)

    office.change(Message, trial.id, state="unreached", why="exhausted", sent_at=None)
    assert "Tidak terjangkau. Semua saluran sudah dicoba." in shown(client)

    office.change(Message, trial.id, why="for_clerk")
    assert "tidak ada yang dikirim" in shown(client)
    listed = text_of(client.get("/office/messages"))
    assert "Pesan uji kepada petugas Kantor sendiri Budi" in listed


def test_trial_that_is_sent_twice_is_one_message(client: Any, office: World) -> None:
    contact = named(office)

    for _ in range(2):
        post(client, f"/{contact}/test", nonce="n1")
        office.change(Message, trials(office)[0].id, state="sent")

    assert len(trials(office)) == 1


def test_trials_are_bounded(client: Any, office: World) -> None:
    contact = named(office)
    answers = [client.post(f"{LIST}/{contact}/test", data={}).status_code for _ in range(MOST["channel_test"] + 1)]

    assert answers == [303] * MOST["channel_test"] + [429]


# --- who would not be told


@pytest.mark.parametrize("where", ["/office/screens", "/office/hall"])
def test_office_that_named_nobody_is_told_so_where_silent_screens_are(client: Any, office: World, where: str) -> None:
    switched_on(office, Alarm.DEVICE_SILENT)
    assert NOBODY not in text_of(client.get(where)), "without screens there is nothing to tell"
    paired(office)
    assert NOBODY in text_of(client.get(where))
    assert f'<a href="{PAGE}#contacts">Sebutkan siapa</a>' in client.get(where).text

    contact = named(office)
    assert NOBODY not in text_of(client.get(where))
    office.do(alarm_contacts.remove_contact, contact)
    switched_on(office, Alarm.DEVICE_SILENT, is_on=False)
    assert NOBODY not in text_of(client.get(where)), "nobody is to be told"
    switched_on(office, Alarm.DEVICE_SILENT)
    office.edit(phone="0812-9876-5432")
    assert NOBODY not in text_of(client.get(where))


def test_list_without_names_says_who_is_told_instead(client: Any, office: World) -> None:
    assert "telepon kantor bukan nomor ponsel: tidak ada yang diberi tahu." in shown(client)

    office.edit(phone="0812-9876-5432")

    assert "Kabarnya ke nomor kantor, 0812-****-5432." in shown(client)


@pytest.mark.parametrize(
    ("ladder", "phone", "email", "reached"),
    [
        (("sms",), "0812-3456-7890", "", True),
        (("sms",), "", "budi@contoh.go.id", False),
        (("smtp",), "", "budi@contoh.go.id", True),
        (("smtp",), "0812-3456-7890", "", False),
        (("sms", "wa_me"), "", "budi@contoh.go.id", False),
    ],
)
def test_name_that_no_channel_reaches_says_so(
    client: Any, office: World, ladder: tuple[str, ...], phone: str, email: str, *, reached: bool
) -> None:
    sends_by(office, *ladder)
    named(office, phone, email)

    assert ("Tidak terjangkau: urutan saluran kantor" in shown(client)) is not reached


def test_office_from_which_nothing_leaves_says_so(client: Any, office: World) -> None:
    assert "belum punya saluran yang mengirim sendiri" in shown(client)

    sends_by(office, "sms")

    assert "belum punya saluran yang mengirim sendiri" not in shown(client)


def test_number_that_was_stopped_says_so(client: Any, office: World) -> None:
    sends_by(office, "sms")
    named(office)
    office.database.run(opt_outs.stop, office.office.id, "+6281234567890", why=opt_outs.STOP, now=NINE)

    assert "pernah meminta tidak dikirimi pesan lagi" in shown(client)
