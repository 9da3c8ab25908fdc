"""SMS by any gateway: what it wants is written in the account."""

from datetime import UTC, datetime

import pytest

from scheduler.domain.channels.gateways import template_fault
from scheduler.messages.channels import KINDS, open_channel
from scheduler.messages.channels.base import Receipt, Told
from scheduler.messages.channels.sms import read_hook

NOW = datetime(2026, 11, 30, 2, 5, tzinfo=UTC)
FORM = "to={to}&message={text}&ref={key}&from=DUKCAPIL"
JSON = '{"messages": [{"to": ["{to}"], "text": "{text}"}], "priority": 1}'


@pytest.fixture
def sms(http, httpserver):
    """Opens an account at the fake: `sms(body="...")`."""

    def open_account(**account):
        account = {"url": httpserver.url_for("/sms"), "body": FORM, **account}
        return open_channel("sms", account, http=http)

    return open_account


async def test_form_is_filled_and_the_key_goes_along(sms, httpserver, letter):
    httpserver.expect_request("/sms", method="POST").respond_with_json({"data": [{"id": 991}]}, 201)

    receipt = await sms(id_path="data.0.id", header="X-Api-Key", header_value="k3y").send(letter(text="Siap & gratis"))

    request, _ = httpserver.log[0]
    assert receipt == Receipt("accepted", "991")
    assert request.headers["X-Api-Key"] == "k3y"
    assert request.headers["Idempotency-Key"] == "ready:12:0"
    assert request.form.to_dict() == {
        "to": "+6281234567890",
        "message": "Siap & gratis",
        "ref": "ready:12:0",
        "from": "DUKCAPIL",
    }
    assert KINDS["sms"].takes_key


async def test_json_is_filled_where_it_says_so(sms, httpserver, letter):
    httpserver.expect_request("/sms").respond_with_json({})

    await sms(body=JSON, format="json").send(letter(text='Kata "kunci"\nbaris'))

    assert httpserver.log[0][0].json == {
        "messages": [{"to": ["+6281234567890"], "text": 'Kata "kunci"\nbaris'}],
        "priority": 1,
    }


async def test_gateway_that_wants_everything_in_the_address(sms, httpserver, letter):
    httpserver.expect_request("/sms", method="GET").respond_with_data("OK")

    account = {"url": httpserver.url_for("/sms?user=a"), "method": "GET", "body": "hp={to}&pesan={text}"}
    receipt = await sms(**account).send(letter(text="a&b"))

    assert receipt == Receipt("accepted")
    assert httpserver.log[0][0].args.to_dict() == {"user": "a", "hp": "+6281234567890", "pesan": "a&b"}


async def test_text_in_braces_is_not_filled_again(sms, httpserver, letter):
    httpserver.expect_request("/sms").respond_with_json({})

    await sms().send(letter(text="{to} {key} &to=1"))

    assert httpserver.log[0][0].form["message"] == "{to} {key} &to=1"


@pytest.mark.parametrize(
    ("form", "number"), [("+62812", "+6281234567890"), ("62812", "6281234567890"), ("0812", "081234567890")]
)
async def test_number_in_the_form_that_the_gateway_wants(sms, httpserver, letter, form, number):
    httpserver.expect_request("/sms").respond_with_json({})

    await sms(number=form).send(letter())

    assert httpserver.log[0][0].form["to"] == number


@pytest.mark.parametrize(
    ("status", "receipt"),
    [
        (202, Receipt("accepted")),
        (204, Receipt("refused", code="http_204")),
        (401, Receipt("refused", code="http_401")),
        (429, Receipt("failed", code="http_429", pause=5.0)),
        (500, Receipt("failed", code="http_500", pause=5.0)),
        (504, Receipt("unknown", code="http_504")),
    ],
)
async def test_statuses(sms, httpserver, letter, status, receipt):
    httpserver.expect_request("/sms").respond_with_data("", status, headers={"Retry-After": "5"})

    assert await sms(success="200,202").send(letter()) == receipt


@pytest.mark.parametrize(
    ("template", "form", "fault"),
    [
        (FORM, "form", None),
        (JSON, "json", None),
        ("to={to}", "form", "placeholder"),
        ("{text} {to}", "form", "template"),
        (JSON, "form", "template"),
        ('{"to": 1}', "json", "placeholder"),
        ("[", "json", "template"),
    ],
)
def test_templates_that_cannot_work(template, form, fault):
    assert template_fault(template, form) == fault


def test_delivery_report_under_the_usual_names():
    assert read_hook({"id": "991", "status": "DELIVRD"}, now=NOW) == [Told("991", "delivered", NOW)]
    assert read_hook({"id": 991, "status": "Rejectd"}, now=NOW) == [Told("991", "failed", NOW, "rejectd")]


def test_delivery_report_under_names_of_the_account():
    account = {"report_id": "data.ref", "report_state": "data.state", "report_delivered": "2", "report_failed": "3"}

    assert read_hook({"data": {"ref": "x", "state": 2}}, account, now=NOW) == [Told("x", "delivered", NOW)]


@pytest.mark.parametrize("form", [None, [], {}, {"id": "1"}, {"status": "delivered"}, {"id": "1", "status": "queued"}])
def test_report_that_says_nothing_final(form):
    assert read_hook(form, now=NOW) == []
