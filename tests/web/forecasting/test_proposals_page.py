"""Proposals: asked for, looked at while they are searched, stopped; and where what was found is applied."""

import re
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest

from scheduler.db.models import ForecastRun
from scheduler.domain.forecasting.proposing.asked import Asked
from scheduler.domain.forecasting.proposing.proposal import Proposal
from scheduler.domain.forecasting.proposing.stages import RunStage, Why
from scheduler.flow.forecasting import proposals
from tests.flow.forecasting.test_proposals import ASKED, found
from tests.scenes.factories import NINE, World
from tests.web.staff.members import sign_in, text_of

HERE = "/office/forecast/proposals"
HALVES = ("0800", "0830", "0900", "0930", "1000", "1030")
TYPED = {"wait": "25", "overtime": "15", "full": "40"}


@pytest.fixture(autouse=True)
def _supervisor(client: Any, office: World) -> None:
    sign_in(client, office, name="Sari", role="supervisor")


def row(office: World) -> ForecastRun:
    [only] = office.rows(ForecastRun)
    return only


def done(office: World, what: Proposal | None = None) -> str:
    number = office.database.run(proposals.ask, office.office, ASKED, by="staff:1", now=NINE)
    office.database.run(proposals.take, "one", now=NINE)
    office.database.run(proposals.finish, number, "one", what or found(), now=NINE)
    return f"{HERE}/{number}"


@pytest.mark.postgres("statements")
def test_what_is_asked_is_written_down_and_its_page_says_how_far_it_is(client: Any, office: World) -> None:
    page = client.post(HERE, data=TYPED, follow_redirects=True)

    assert proposals.asked_in(row(office)) == Asked(25, 15, 0.4)
    assert page.url.path == f"{HERE}/{row(office).id}"
    assert "menunggu" in text_of(page)
    assert "<progress" in page.text
    assert "hx-get" in client.get(page.url.path, params={"part": "now"}).text


def test_the_form_has_what_the_office_asks(client: Any, office: World) -> None:
    page = client.get(HERE)
    wait = office.office.most_wait_minutes
    assert re.search(rf'name="wait"[^>]*value="{wait}"', page.text)


@pytest.mark.parametrize(("name", "value"), [("wait", "0"), ("overtime", "x"), ("full", "101")])
def test_a_number_that_is_none_is_named_and_the_others_stay(client: Any, office: World, name: str, value: str) -> None:
    page = client.post(HERE, data={**TYPED, name: value})

    assert page.status_code == 422
    assert "tulis angka" in text_of(page)
    for each, typed in {**TYPED, name: value}.items():
        assert re.search(rf'name="{each}"[^>]*value="{typed}"', page.text)
    assert office.rows(ForecastRun) == []


def test_a_second_one_is_refused_while_one_is_under_way(client: Any, office: World) -> None:
    client.post(HERE, data=TYPED)
    page = client.post(HERE, data=TYPED)
    assert page.status_code == 409
    assert "sedang dihitung" in text_of(page)


def test_it_is_stopped_once(client: Any, office: World) -> None:
    client.post(HERE, data=TYPED)
    stopping = f"{HERE}/{row(office).id}/stopping"
    assert "dihentikan" in text_of(client.post(stopping, data={}, follow_redirects=True))
    assert row(office).state == RunStage.STOPPED
    assert client.post(stopping, data={}).status_code == 409


def test_what_was_found_stands_beside_today_and_leads_to_the_calendars_preview(client: Any, office: World) -> None:
    page = client.get(done(office))
    text = text_of(page)

    assert "Yang diubah" in text
    assert "Pengambilan sehari dan tunggu 95% warga" in text
    link = re.search(r'href="(/office/calendar/settings\?[^"]+)"', page.text)
    assert link is not None
    address = link[1].replace("&amp;", "&")
    asked = parse_qs(address.partition("?")[2])
    assert asked["look"] == ["1"]
    assert asked["units_A"] == [str(dict(found().best.choice.slots)["A"].units)]  # type: ignore[union-attr]
    preview = client.get(address)
    assert preview.status_code == 200
    assert office.office.slot_minutes


def test_figures_of_a_proposal_have_their_units(client: Any, office: World) -> None:
    text = text_of(client.get(done(office)))

    assert re.search(r"Dilayani .*? kunjungan [\d–]+ kunjungan", text)
    assert re.search(r"Tunggu 95% warga .*? menit [\d–]+ menit", text)


def test_hours_of_counters_lead_to_the_rosters_preview(client: Any, office: World) -> None:
    page = client.get(done(office))
    assert "Jam loket paling sedikit" in text_of(page)
    forms: list[str] = re.findall(r'<form method="post" action="/office/roster">(.*?)</form>', page.text, re.DOTALL)
    values = [re.findall(r'name="(\w+)" value="([^"]*)"', form) for form in forms]
    assert [dict(each)["weekday"] for each in values] == ["0", "1"]
    assert [value for name, value in values[0] if name == "cell"] == [f"1-{half}" for half in HALVES]


def test_hours_are_said_to_be_of_the_slots_that_they_are_of(client: Any, office: World) -> None:
    text = text_of(client.get(done(office, replace(found(), is_hours_of_best=True))))
    assert "dihitung untuk slot yang diusulkan di atas" in text
    assert "Terapkan dahulu slotnya" in text
    assert "Pilih satu" not in text


def test_hours_that_cannot_be_fewer_are_not_called_enough(client: Any, office: World) -> None:
    hours = [replace(each, is_kept=False, after=each.before) for each in found().hours]
    page = client.get(done(office, replace(found(), best=None, there=None, hours=hours)))
    assert "Tidak ada pengaturan di sekitar yang sekarang" in text_of(page)
    assert "permintaan tidak terpenuhi pada hari apa pun" in text_of(page)
    assert "cukup untuk memenuhi permintaan" not in text_of(page)
    assert 'action="/office/roster"' not in page.text


def test_a_proposal_of_another_office_is_not_there(client: Any, office: World, elsewhere: World) -> None:
    number = elsewhere.database.run(proposals.ask, elsewhere.office, ASKED, by="staff:9", now=NINE)
    assert client.get(f"{HERE}/{number}").status_code == 404
    assert client.post(f"{HERE}/{number}/stopping", data={}).status_code == 404
    assert row(office).state == RunStage.WAITING
    assert "sedang dihitung" not in text_of(client.get(HERE))


def test_who_is_not_signed_in_sees_and_asks_nothing(client: Any, office: World) -> None:
    address = done(office)
    client.cookies.clear()
    for answer in (client.get(HERE, follow_redirects=False), client.get(address, follow_redirects=False)):
        assert answer.status_code in {303, 401}
    client.post(HERE, data=TYPED, follow_redirects=False)
    assert len(office.rows(ForecastRun)) == 1


def test_why_one_failed_is_said_with_what_to_do(client: Any, office: World) -> None:
    client.post(HERE, data=TYPED)
    office.database.run(proposals.take, "one", now=NINE)
    office.database.run(proposals.fail, row(office).id, "one", Why.NO_WORK, now=NINE)
    assert "Periksa kalender dan loket" in text_of(client.get(f"{HERE}/{row(office).id}"))


def test_one_that_is_not_there_leads_to_the_list(client: Any, office: World) -> None:
    page = client.get(f"{HERE}/999")
    assert page.status_code == 404


def test_who_only_looks_has_no_form(client: Any, office: World) -> None:
    address = done(office)
    client.cookies.clear()
    sign_in(client, office, name="Tari", role="auditor")
    assert "Cari usulan</button>" not in client.get(HERE).text
    page = client.get(address)
    assert "Yang diubah" in text_of(page)
    assert "/office/calendar/settings?" not in page.text
    assert client.post(HERE, data=TYPED).status_code == 403
