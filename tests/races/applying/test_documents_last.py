"""Applications and invitations are held before their documents: the other way round is a circle (PostgreSQL)."""

import pytest

from scheduler.db.models import Application, Document, Invitation
from scheduler.flow.applying import unanswered
from scheduler.flow.contact import wrong_number
from scheduler.flow.intake import rows as intake
from tests.flow.booking.test_uncollected import settings
from tests.flow.test_intake import row, take
from tests.scenes import applications
from tests.scenes.factories import EARLY, NINE, World, at
from tests.support.circles import in_a_circle
from tests.support.databases import ON_POSTGRES

pytestmark = ON_POSTGRES
IN_ORDER = pytest.mark.parametrize(
    "in_order", [pytest.param(False, id="document first"), pytest.param(True, id="in order")]
)

APPLICATION = {"first": "SELECT id FROM application FOR UPDATE", "then": "SELECT id FROM document FOR UPDATE"}
INVITATION = APPLICATION | {"first": "SELECT id FROM invitation FOR NO KEY UPDATE"}


@IN_ORDER
def test_export_that_gives_one_up(office: World, monkeypatch: pytest.MonkeyPatch, *, in_order: bool) -> None:
    known = applications.document(office, applications.sent(office))
    gone = row(reference=known.reference, holder=known.holder, nik=known.nik, stage="withdrawn")
    if not in_order:
        monkeypatch.setattr(intake, "hold_to_withdraw", lambda *_: None)

    outcomes = in_a_circle(office, lambda office: take(office, gone, now=NINE), **APPLICATION)

    assert outcomes == ["went on" if in_order else "DeadlockDetected", "went on"]
    assert office.stage(known.reference) == "withdrawn"


@IN_ORDER
def test_rule_that_ends_one_that_was_ready_once(
    office: World, monkeypatch: pytest.MonkeyPatch, *, in_order: bool
) -> None:
    settings(office, unanswered_days=[], lapse_days=1)
    code = applications.incomplete(office)
    office.change(Application, applications.application(office, code).id, asked_at=NINE)
    other = office.document("R/1")
    office.change(Document, applications.document(office, code).id, invitation_id=other.invitation_id)
    if not in_order:
        monkeypatch.setattr(unanswered, "hold_to_withdraw", lambda *_: None)

    outcomes = in_a_circle(
        office, lambda office: office.at_time(unanswered.tell_or_end, now=at(12, day=2)), **INVITATION
    )

    assert outcomes == ["went on" if in_order else "DeadlockDetected", "went on"]
    assert applications.document(office, code).stage == "withdrawn"


@IN_ORDER
def test_clerk_who_writes_down_another_phone(office: World, monkeypatch: pytest.MonkeyPatch, *, in_order: bool) -> None:
    known = applications.document(office, applications.sent(office))
    if not in_order:
        monkeypatch.setattr(wrong_number, "hold_applications", lambda *_: None)

    outcomes = in_a_circle(
        office,
        lambda office: office.do(wrong_number.confirm_phone, known.reference, "081311112222", note="kata pemohon"),
        **APPLICATION,
    )

    assert outcomes == ["went on" if in_order else "DeadlockDetected", "went on"]
    assert office.rows(Application)[0].phone == "+6281311112222"


@IN_ORDER
def test_another_phone_for_an_invitation_that_ran_out(
    office: World, monkeypatch: pytest.MonkeyPatch, *, in_order: bool
) -> None:
    office.document("R/1", phone="+6281234567890")
    office.change(Invitation, office.rows(Invitation)[0].id, expires_at=EARLY)
    if not in_order:
        monkeypatch.setattr(wrong_number, "hold_invitations", lambda *_: None)

    outcomes = in_a_circle(
        office, lambda office: office.do(wrong_number.confirm_phone, "R/1", "081311112222"), **INVITATION
    )

    assert outcomes == ["went on" if in_order else "DeadlockDetected", "went on"]
    assert office.rows(Invitation)[0].expires_at > NINE
