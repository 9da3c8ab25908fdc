"""The pages of postponement: form, preview, order, progress, undo; longer, open again, urgent; who may."""

import re

import pytest
from sqlmodel import col
from starlette.testclient import TestClient

from scheduler.db.models import Closure, Message, Postponement, UrgentSeat
from scheduler.domain.text.codes import written_short
from scheduler.flow.calendar.closures import NewClosure, shut
from tests.scenes.factories import EARLY, World
from tests.scenes.postponements import FRIDAY, REASON, WEDNESDAY, closed, postpone, rows_of, time_of, times, work_off
from tests.support.patience import wait_until
from tests.web.staff.members import sign_in, text_of

WISH = {"kind": "closing", "service": "C", "starts_on": "2026-12-02", "ends_on": "2026-12-04", "reason": REASON}
HERE = "/office/postponements"


@pytest.fixture
def supervisor(client, office: World):
    sign_in(client, office, role="supervisor")
    return client


def order(client, office: World, **facts) -> Postponement:
    """Send the form of the preview, and let the work be done."""
    answer = client.post(HERE, data={**WISH, **facts})
    assert answer.status_code == 303, text_of(answer)
    number = int(answer.headers["Location"].rsplit("/", 1)[1])
    return work_off(office, office.rows(Postponement, col(Postponement.id) == number)[0])


def short(office: World, pass_code: str) -> str:
    return written_short(office.booking(pass_code).short)


def test_preview_shows_who_moves_from_when_to_when_and_no_name(supervisor, office: World):
    booked = office.booked(9, day=2, service="C", holder="Siti Rahmawati")

    answer = supervisor.get(f"{HERE}/preview", params=WISH)

    said = text_of(answer)
    assert answer.status_code == 200
    assert "Tutup C: 1 kunjungan" in said
    assert "Tutup Rabu, 2 Desember 2026 sampai Jumat, 4 Desember 2026." in said
    assert f"{short(office, booked)} C 09.00 Senin, 7 Desember 2026 pukul 09.00 WIB" in said
    assert "Siti" not in answer.text
    assert office.rows(Postponement) == []


@pytest.mark.postgres("statements")
def test_order_is_carried_out_and_told(supervisor, office: World):
    passes = [office.booked(hour, day=2, service="C") for hour in (9, 10)]

    postponement = order(supervisor, office)

    assert times(office, *passes) == ["7 09.00", "7 10.00"]
    said = text_of(supervisor.get(f"{HERE}/{postponement.id}"))
    assert f"{REASON}: selesai" in said
    assert "2 dapat jadwal baru" in said
    assert "Batalkan pengunduran" in said
    assert f"Tutup C {REASON} 2 selesai" in text_of(supervisor.get(HERE))


def test_progress_is_asked_again_while_it_is_worked_off(app, office: World):
    supervisor = TestClient(app, base_url="http://testserver", follow_redirects=False)  # its loop does no work
    sign_in(supervisor, office, role="supervisor")
    for hour in (9, 10):
        office.booked(hour, day=2, service="C")
    answer = supervisor.post(HERE, data=WISH)
    here = answer.headers["Location"]

    page = supervisor.get(here)
    part = supervisor.get(here, headers={"HX-Request": "true"})

    assert 'hx-trigger="every 1s"' in page.text
    assert '<meta http-equiv="refresh" content="5">' in page.text
    assert "0 dari 2 kunjungan" in text_of(part)
    assert "<html" not in part.text
    work_off(office, office.rows(Postponement)[0])
    assert "hx-trigger" not in supervisor.get(here, headers={"HX-Request": "true"}).text


def test_undo_puts_everybody_back(supervisor, office: World):
    booked = office.booked(9, day=2, service="C")
    postponement = order(supervisor, office)

    answer = supervisor.post(f"{HERE}/{postponement.id}/undoing")
    work_off(office, postponement)

    assert answer.headers["Location"] == f"{HERE}/{postponement.id}"
    assert time_of(office, booked) == "2 09.00"
    said = text_of(supervisor.get(f"{HERE}/{postponement.id}"))
    assert ("1 kembali ke jadwal lama" in said, "Batalkan pengunduran" in said) == (True, False)


def test_ticked_and_named_visits_stay_as_urgent(supervisor, office: World):
    ticked, named, other = (office.booked(9, day=2, service="C") for _ in range(3))

    order(supervisor, office, keep=[office.booking(ticked).id], shorts=short(office, named), keep_reason="operasi")

    assert times(office, ticked, named, other) == ["2 09.00", "2 09.00", "7 09.00"]
    assert [seat.reason for seat in office.rows(UrgentSeat)] == ["operasi"] * 2
    assert "C: 0 dari 3 hari ini" in text_of(supervisor.get(HERE))


def test_urgent_visit_without_a_reason_is_refused_in_words(supervisor, office: World):
    booked = office.booked(9, day=2, service="C")

    answer = supervisor.post(HERE, data={**WISH, "keep": [office.booking(booked).id]})

    assert answer.status_code == 422
    assert "Alasan wajib diisi" in text_of(answer)
    assert office.rows(Closure) == office.rows(Postponement) == []


def test_visit_gets_an_earlier_slot_as_urgent(client, office: World):
    sign_in(client, office, role="clerk")
    booked = office.booked(10, day=2)
    form = {"short": short(office, booked), "starts_at": "2026-12-01T09:00", "reason": "sekolah"}

    answer = client.post(f"{HERE}/urgent", data=form)

    assert (answer.status_code, time_of(office, booked)) == (303, "1 09.00")
    assert "Kunjungan mendesak tercatat." in text_of(client.get(answer.headers["Location"]))
    assert client.post(f"{HERE}/urgent", data={**form, "starts_at": "2026-12-01T09:07"}).status_code == 404


def test_full_contingent_is_said_with_its_day(client, office: World):
    sign_in(client, office, role="clerk")
    for _ in range(3):
        client.post(f"{HERE}/urgent", data={"short": short(office, office.booked(10, day=2)), "reason": "sakit"})

    answer = client.post(f"{HERE}/urgent", data={"short": short(office, office.booked(10, day=2)), "reason": "sakit"})

    assert answer.status_code == 409
    assert "Jatah mendesak untuk Rabu, 2 Desember 2026 sudah habis (3 kunjungan)." in text_of(answer)


def test_closure_is_made_longer(supervisor, office: World):
    booked = office.booked(9, day=2, service="C")
    first = postpone(office, closed(office))
    wish = {"kind": "extending", "closure": first.closure_id, "ends_on": "2026-12-11"}
    assert f'name="closure" value="{first.closure_id}"' in supervisor.get(HERE).text

    assert "Senin, 14 Desember 2026 pukul 09.00 WIB" in text_of(supervisor.get(f"{HERE}/preview", params=wish))
    answer = supervisor.post(HERE, data=wish)
    work_off(office, office.rows(Postponement)[-1])

    assert (answer.status_code, time_of(office, booked)) == (303, "14 09.00")


def test_service_closed_without_end_is_opened_again(supervisor, office: World):
    booked = office.booked(9, day=2, service="C")
    shut_for_good = postpone(office, closed(office, None))
    assert "1 kunjungan belum punya tanggal." in text_of(supervisor.get(HERE))
    wish = {"kind": "reopening", "closure": shut_for_good.closure_id, "starts_on": "2026-12-08", "percent": 50}

    assert "1 dapat jadwal baru" in text_of(supervisor.get(f"{HERE}/preview", params=wish))
    supervisor.post(HERE, data=wish)
    work_off(office, office.rows(Postponement)[-1])

    assert time_of(office, booked) == "8 09.00"
    assert "belum punya tanggal" not in text_of(supervisor.get(HERE))


def test_who_lost_a_slot_to_other_hours_is_placed(supervisor, office: World):
    booked = office.booked(9, day=2, service="C")
    office.do(shut, NewClosure(WEDNESDAY, FRIDAY, "rapat"), now=EARLY)
    assert "1 kunjungan ada di slot yang sudah dilepas." in text_of(supervisor.get(HERE))
    wish = {"kind": "placing", "reason": "jam baru"}

    assert "Diberi jadwal Seluruh kantor: 1 kunjungan" in text_of(supervisor.get(f"{HERE}/preview", params=wish))
    supervisor.post(HERE, data=wish)
    postponement = work_off(office, office.rows(Postponement)[-1])

    assert (time_of(office, booked), rows_of(office, postponement)) == ("7 09.00", [("moved", None)])


def test_day_of_the_preview_is_chosen(supervisor, office: World):
    first, second = office.booked(9, day=2, service="C"), office.booked(9, day=3, service="C")

    answer = supervisor.get(f"{HERE}/preview", params={**WISH, "day": "2026-12-03"})

    said = text_of(answer)
    assert (short(office, first) in said, short(office, second) in said) == (False, True)
    assert re.search(r'href="[^"]*starts_on=2026-12-02[^"]*&amp;day=2026-12-02#visits"', answer.text)


@pytest.mark.postgres("statements")
def test_page_says_who_has_heard_by_what_and_whom_nothing_reaches(supervisor, office: World):
    told, by_clerk, waits, unreached, silent = (
        office.booked(*divmod(hour, 100), day=2, service="C", phone=f"+6281234567{hour:04}")
        for hour in (800, 830, 900, 1000, 1100)
    )
    postponement = postpone(office, closed(office))
    sent = {message.booking_id: message.id for message in office.rows(Message, col(Message.cause) == "moved")}
    for each, facts in (
        (told, {"state": "delivered", "channel": "whatsapp"}),
        (by_clerk, {"state": "sent", "channel": "by_hand"}),
        (unreached, {"state": "unreached", "why": "no_address"}),
        (silent, {"booking_id": None}),
    ):
        office.change(Message, sent[office.booking(each).id], **facts)

    said = text_of(supervisor.get(f"{HERE}/{postponement.id}"))

    assert "1 lewat WhatsApp 1 lewat Petugas sendiri 1 pesan menunggu dikirim 2 belum terjangkau" in said
    for each, hour in ((unreached, 10), (silent, 11)):
        assert f"{short(office, each)} , Rabu, 2 Desember 2026 pukul {hour}.00 WIB → Senin, 7 Desember" in said
    for each in (told, by_clerk, waits):
        assert short(office, each) not in said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"reason": ""}, "wajib diisi"),
        ({"starts_on": "2026-12-09"}, "harus setelah awalnya"),
        ({"starts_on": ""}, "wajib diisi"),
        ({"starts_on": "2026-11-01", "ends_on": "2026-11-02"}, "sudah lewat"),
        ({"service": "Z"}, "tidak dikenal"),
        ({"starts_on": "besok"}, "belum benar"),
    ],
)
def test_nonsense_is_said_beside_its_field(supervisor, facts, said):
    answer = supervisor.get(f"{HERE}/preview", params={**WISH, **facts})

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert REASON in answer.text or facts.get("reason") == ""


def test_clerk_sees_and_does_not_postpone(client, office: World):
    sign_in(client, office, role="clerk")
    office.booked(9, day=2, service="C")
    postponement = postpone(office, closed(office))

    assert "Tutup beberapa hari" not in text_of(client.get(HERE))
    assert "Batalkan pengunduran" not in text_of(client.get(f"{HERE}/{postponement.id}"))
    for answer in (
        client.get(f"{HERE}/preview", params=WISH),
        client.post(HERE, data=WISH),
        client.post(f"{HERE}/{postponement.id}/undoing"),
    ):
        assert answer.status_code == 403
    assert len(office.rows(Postponement)) == 1


def test_postponement_of_another_office_is_unknown(supervisor, office: World, elsewhere: World):
    elsewhere.booked(9, day=2, service="C")
    foreign = postpone(elsewhere, closed(elsewhere))

    assert supervisor.get(f"{HERE}/{foreign.id}").status_code == 404
    assert supervisor.post(f"{HERE}/{foreign.id}/undoing").status_code == 404
    assert supervisor.get(f"{HERE}/preview", params={**WISH, "kind": "extending", "closure": foreign.closure_id})


def test_signed_out_is_led_to_the_sign_in(client, office: World):
    assert client.get(HERE).headers["Location"].startswith("/login")


@pytest.mark.usefixtures("at_work")
def test_order_is_worked_off_by_the_server_itself(supervisor, office: World):
    booked = office.booked(9, day=2, service="C")

    supervisor.post(HERE, data=WISH)

    wait_until(lambda: office.rows(Postponement)[0].stage == "applied")
    assert (office.rows(Postponement)[0].stage, time_of(office, booked)) == ("applied", "7 09.00")
