"""By which channels an office tells people, in which hours, and what it reminds them of."""

from collections.abc import Sequence
from datetime import time
from typing import Any

import pytest

from scheduler.db.models import ChannelAccount, Office
from scheduler.domain.channels.refusals import ChannelUnknown
from scheduler.domain.refusals import Invalid, Refusal
from scheduler.flow.channels import accounts, ladder
from scheduler.flow.channels.ladder import Hours, Reminders, Rung
from tests.scenes.factories import EARLY, World


def account(office: World, channel: str) -> None:
    office.database.run(
        lambda session: session.add(
            ChannelAccount(office_id=office.office.id, channel=channel, account="{}", changed_at=EARLY, by="staff:1")
        )
    )


def set_ladder(office: World, rungs: Sequence[Rung]) -> Office:
    return office.database.run(ladder.set_ladder, office.office, rungs)


def stored(office: World) -> Office:
    return office.rows(Office)[0]


def reminders(**facts: Any) -> Reminders:
    return Reminders(
        **{"remind_at": time(16), "remind_minutes": 120, "soon_minutes": 10, "uncollected_days": [14], **facts}
    )


def test_ladder_is_kept_in_its_order(office: World, elsewhere: World) -> None:
    for channel in ("whatsapp", "sms"):
        account(office, channel)

    set_ladder(office, [Rung("sms", 30), Rung("whatsapp"), Rung("console")])

    assert stored(office).ladder == [
        {"channel": "sms", "wait_minutes": 30},
        {"channel": "whatsapp", "wait_minutes": 0},
        {"channel": "console", "wait_minutes": 0},
    ]
    assert ladder.rungs_of(stored(office))[0] == Rung("sms", 30)
    assert office.rows(Office)[1].ladder == []


def test_same_ladder_again_is_the_same(office: World) -> None:
    for _ in range(2):
        set_ladder(office, [Rung("console")])

    assert stored(office).ladder == [{"channel": "console", "wait_minutes": 0}]


def test_ladder_is_emptied(office: World) -> None:
    set_ladder(office, [Rung("console")])

    set_ladder(office, [])

    assert stored(office).ladder == []


@pytest.mark.parametrize(
    ("rungs", "refusal", "errors"),
    [
        ([Rung("pigeon")], ChannelUnknown, None),
        ([Rung("console"), Rung("console", 5)], Invalid, {"channel": "twice"}),
        ([Rung("console"), Rung("sms")], Invalid, {"channel": "no_account"}),
        ([Rung("console", -1)], Invalid, {"wait_minutes": "out_of_range"}),
        ([Rung("console", 2881)], Invalid, {"wait_minutes": "out_of_range"}),
    ],
)
def test_ladder_that_cannot_be_is_refused(
    office: World, rungs: list[Rung], refusal: type[Refusal], errors: dict[str, str] | None
) -> None:
    account(office, "whatsapp")

    with pytest.raises(refusal) as refused:
        set_ladder(office, rungs)

    assert refused.value.facts.get("errors") == errors
    assert stored(office).ladder == []


def test_channel_whose_account_was_taken_away_may_stay_and_go(office: World) -> None:
    account(office, "sms")
    set_ladder(office, [Rung("sms"), Rung("console")])
    office.database.run(accounts.drop_account, office.office, "sms")

    set_ladder(office, [Rung("console"), Rung("sms")])
    assert [rung.channel for rung in ladder.rungs_of(stored(office))] == ["console", "sms"]

    set_ladder(office, [Rung("console")])
    with pytest.raises(Invalid):
        set_ladder(office, [Rung("console"), Rung("sms")])


def test_account_of_another_office_does_not_count(office: World, elsewhere: World) -> None:
    account(elsewhere, "sms")

    with pytest.raises(Invalid):
        set_ladder(office, [Rung("sms")])


def test_hours_are_kept(office: World) -> None:
    office.database.run(ladder.set_hours, office.office, Hours(time(6, 30), time(21), asks_consent=True))

    row = stored(office)
    assert (row.messages_from, row.messages_until, row.asks_consent) == (time(6, 30), time(21), True)


def test_reminders_are_kept_days_in_order_and_once(office: World) -> None:
    wanted = reminders(remind_at=None, remind_minutes=0, uncollected_days=[60, 14, 60])

    office.database.run(ladder.set_reminders, office.office, wanted)

    row = stored(office)
    assert (row.remind_at, row.remind_minutes, row.soon_minutes, row.uncollected_days) == (None, 0, 10, [14, 60])


@pytest.mark.parametrize(
    "facts",
    [
        {"remind_minutes": -1},
        {"remind_minutes": 1441},
        {"soon_minutes": 61},
        {"uncollected_days": [0]},
        {"uncollected_days": [366]},
        {"uncollected_days": [1, 2, 3, 4, 5, 6, 7]},
    ],
)
def test_reminders_out_of_range_are_refused(office: World, facts: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        office.database.run(ladder.set_reminders, office.office, reminders(**facts))

    assert refused.value.facts["errors"] == dict.fromkeys(facts, "out_of_range")
    assert stored(office).uncollected_days == [14, 30, 60]
