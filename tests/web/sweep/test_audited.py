"""What a page of the office changes of its settings leaves a deed. What leaves none is named here, with the reason."""

from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import func, select

from scheduler.db.models import DeedRow
from tests.web.sweep.asking import Sweep
from tests.web.sweep.ids import address
from tests.web.sweep.routes import Way
from tests.web.sweep.sending import sent

NO_SETTING: Mapping[str, str] = {
    "/office/documents": "moves and disclosures tell what became of a document",
    "/office/messages/sent": "a message says itself when it was sent, and by whom",
    "/office/messages/{number}/": "the same",
    "/office/messages/texts/{name}/look": "nothing is kept",
    "/office/messages/channels/accounts/{channel}/test": "one message to the address that was typed",
    "/office/shared-phones": "a phone that is known says who said so, and when",
    "/office/applications": "moves, disclosures, and rounds of what was asked for",
    "/office/batches": "a batch says who took what, and when",
    "/office/delivery-requests": "a request says who answered it, and when",
    "/office/file-requests": "the same",
    "/office/transfers": "moves tell what became of a document at both offices",
    "/office/bookings": "moves tell what became of a visit",
    "/office/blanks": "the ledger of blanks is a log of its own",
    "/office/postponements": "a postponement says who ordered it, and moves tell of its visits",
    "/office/late-handovers": "moves tell of it",
    "/office/hall": "the hall of today, which is no setting",
    "/office/screens/sound-tests": "an order to screens, which is no setting",
    "/office/screens/{screen}/reloads": "the same",
    "/office/screens/{screen}/identifications": "the same",
    "/office/screens/{screen}/sound-tests": "the same",
    "/office/inbox/{number}/": "a conversation keeps who wrote what, and when",
    "/office/presence": "nothing is kept",
    "/office/settings/printer/test": "one slip on paper",
    "/office/audit": "a file of the log, which is held with its page",
    "/office/figures": "files of figures, which are held with their pages",
    "/office/types": "held with services and types",
    "/office/staff": "held with people",
    "/office/settings": "held with the settings, the counters and the backups themselves",
    "/office/imports": "held with imports",
    "/office/forecast/proposals": "nothing of the office changes; the row says who asked and who stopped it",
}
"""By the beginning of a path; the longest counts."""
FILES = {"/office/media", "/office/voice/recordings", "/office/voice/recordings/removal"}
"""Forms with a file: a new picture is held with the pictures; recordings are held with the voice."""

DAY = {"starts_on": "2026-12-14", "ends_on": "2026-12-14"}
FORMS: Mapping[str, dict[str, Any]] = {
    "/office/procedures/switches": {
        "applies_online": "1",
        "unanswered_days": "3",
        "lapse_days": "30",
    },
    "/office/calendar/holidays": {"year": "2028"},
    "/office/calendar/reopenings": {"closure": "$closure"},
    "/office/calendar/removals": {"closure": "$closure"},
    "/office/calendar/{kind}": {**DAY, "reason": "Rapat"},
    "/office/roster": {"weekday": "0", "sure": "1"},
    "/office/roster/seasons": {"first": "2026-12-14"},
    "/office/announcements": {"text": "Tutup", "starts_at": "2026-11-30T09:40", "ends_at": "2026-11-30T13:00"},
    "/office/voice/quiet-hours": {"begins": "11:00", "ends": "11:30"},
    "/office/voice/adhan": {"rests": "1", "latitude": "0.9", "longitude": "104.4"},
    "/office/voice/manner": {"letters": "B = be besar", "names_service": "1"},
    "/office/messages/texts/{name}": {"words_id": "{documents} siap. {url}", "words_en": "{documents} ready. {url}"},
    "/office/messages/channels/rungs": {"channel": "wa_me"},
    "/office/messages/channels/hours": {"messages_from": "06:10", "messages_until": "20:10"},
    "/office/messages/channels/reminders": {"remind_minutes": "45", "soon_minutes": "15"},
    "/office/messages/channels/accounts/{channel}/removal": {},
    "/office/inbox/answers": {"title": "Parkir", "text": "Gratis."},
    "/office/inbox/answers/removals": {"was": "$ready_answer"},
    "/office/settings/office": {"name": "Kantor lain", "sure": "1"},
    "/office/settings/lobby": {"lobby_limit": "77", "sure": "1"},
    "/office/settings/booking": {"max_changes": "7", "sure": "1"},
    "/office/settings/invitations": {"invitation_days": "77"},
    "/office/settings/queue": {"behind": "7"},
    "/office/settings/calling": {"recall_seconds": "77"},
    "/office/settings/handover": {"proxy_cap": "7"},
    "/office/settings/forecast": {"most_wait_minutes": "77"},
    "/office/settings/public": {"public_figures": "0"},
    "/office/settings/printer": {"printer": "tcp://192.0.2.1"},
    "/office/settings/counters": {"counters": "9"},
    "/office/settings/counters/{number}": {"takes_A": "always", "sure": "1"},
    "/office/tokens": {"name": "baru", "scopes": "desk"},
}
"""What is sent where the sweeps send nothing that is taken, or nothing that changes anything."""
UNASKED = {
    "/office/procedures/presets": "the office has all presets already",
    "/office/voice/quiet-hours/removal": "there are none to be taken away, and adding some is asked",
    "/office/roster/removals": "there is none to be taken away, and making one is asked",
    "/office/messages/texts/{name}/reset": "the office has no words of its own to take back, and its words are asked",
    "/office/messages/channels/accounts/{channel}": "an account has secrets of its channel: held with the accounts",
}


def is_setting(way: Way) -> bool:
    """Whether a change of the office's pages changes settings."""
    if not way.changes or not way.path.startswith("/office") or way.path in FILES | UNASKED.keys():
        return False
    return not any(way.path.startswith(path) for path in NO_SETTING)


def deeds(sweep: Sweep) -> int:
    with sweep.database.reading() as session:
        return session.scalar(select(func.count()).select_from(DeedRow)) or 0


@pytest.mark.timeout(240)
def test_change_of_settings_leaves_a_deed(sweep: Sweep) -> None:
    faults = []
    for way in filter(is_setting, sweep.ways):
        before = deeds(sweep)
        form = {"data": named(FORMS[way.path], sweep)} if way.path in FORMS else sent(way, sweep.own)
        path = address(way, sweep.own)
        got = sweep.ask("supervisor", way.method, path, **form)
        if got.status_code >= 400 or deeds(sweep) == before:
            faults.append(f"{way}: {got.status_code}, {deeds(sweep) - before} deeds")
        sweep.put_back()

    assert not faults, "\n".join(faults)


def named(form: dict[str, str], sweep: Sweep) -> dict[str, str]:
    return {name: str(sweep.own[text[1:]]) if text.startswith("$") else text for name, text in form.items()}


def test_what_is_named_here_is_there(sweep: Sweep) -> None:
    paths = {way.path for way in sweep.ways if way.changes}

    for path in (*NO_SETTING, *FORMS, *FILES, *UNASKED):
        assert any(each.startswith(path) for each in paths), path
