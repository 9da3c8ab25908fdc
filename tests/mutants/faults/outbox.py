"""Messages: one a cause, sent while they are true, by day, by the next channel where one fails, never twice."""

from tests.mutants.fault import Fault

CLIENT, CONNECTING, PROXIES, TRIES, TAKING, LADDER, QUIET_HOURS = (
    "scheduler/messages/channels/client.py",
    "scheduler/messages/channels/connecting.py",
    "scheduler/messages/channels/proxies.py",
    "scheduler/messages/sending/transitions.py",
    "scheduler/messages/sending/claiming.py",
    "scheduler/messages/ladder.py",
    "scheduler/messages/quiet_hours.py",
)

FAULTS = [
    Fault(
        "outbox: the key of a message tells one occasion from the next",
        "scheduler/flow/core/outbox.py",
        "    key = _key(cause, about.id, once)\n",
        '    key = _key(cause, about.id, "")\n',
    ),
    Fault(
        "outbox: one message for all documents that become ready meanwhile",
        "scheduler/flow/core/outbox.py",
        "    if any(state in UNTOLD for state in told) or is_silenced(session, invitation.office_id, invitation.id):\n",
        "    if is_silenced(session, invitation.office_id, invitation.id):\n",
    ),
    Fault(
        "outbox: looked at again before it is sent",
        TAKING,
        "        if message.id not in true:\n",
        "        if message.id not in true and message.attempts:\n",
    ),
    Fault(
        "outbox: after a wait in the queue it is looked at once more",
        "scheduler/messages/sending/settling.py",
        "        elif message.id not in true:\n",
        "        elif not held:\n",
    ),
    Fault(
        "outbox: a letter that another worker has was not sent by who lost it",
        "scheduler/messages/sending/settling.py",
        "            _not_sent(attempt, Fault.GIVEN_BACK, looking.now)  # another",
        "            pass  # another",
    ),
    Fault(
        "outbox: what waits is not sent once the far side has asked to wait",
        "scheduler/messages/sending/delivering.py",
        "        outlet.is_paused = outlet.is_paused or answered.receipt.asks_to_wait\n",
        "        outlet.is_paused = False\n",
    ),
    Fault(
        "outbox: nothing is taken from a lane whose far side has asked to wait meanwhile",
        TAKING,
        "    if lane.way in paused_at(session, looking.now):\n",
        "    if lane in paused_at(session, looking.now):\n",
    ),
    Fault(
        "outbox: an answer that cannot be written down takes no other with it",
        "scheduler/messages/sending/delivering.py",
        "            for each in answers:\n",
        "            for each in answers[:1]:\n",
    ),
    Fault(
        "outbox: a picture that cannot be drawn leaves nothing in doubt",
        "scheduler/messages/channels/base.py",
        "            raise NotDrawn from error\n",
        "            raise\n",
    ),
    Fault(
        "outbox: a lane in which all waits for later is not looked into",
        "scheduler/messages/sending/lanes.py",
        "        if due and due[0]:\n",
        "        if due:\n",
    ),
    Fault(
        "outbox: the try is written down before the channel is asked",
        TAKING,
        'connection.execute(TRIED, {"ids": ids, ',
        'connection.execute(TRIED, {"ids": ids[:1], ',
    ),
    Fault(
        "outbox: a try is counted before the channel is asked",
        TAKING,
        "        attempts=col(Message.attempts) + 1,\n",
        "        attempts=col(Message.attempts),\n",
        tests=("tests/messages/sending/test_settling.py",),
    ),
    Fault(
        "outbox: the idempotency key is the same for every try",
        TRIES,
        '{message.office_id} {message.key} {channel} {began(message)}"',
        '{message.office_id} {message.key} {channel} {message.attempts}"',
    ),
    Fault(
        "outbox: the idempotency key names the office",
        TRIES,
        '{message.office_id} {message.key} {channel} {began(message)}"',
        '{message.key} {channel} {began(message)}"',
    ),
    Fault(
        "outbox: never perhaps a third time",
        TRIES,
        "    return not takes_key and open_ends >= AT_MOST_TWICE\n",
        "    return not takes_key and open_ends > AT_MOST_TWICE\n",
    ),
    Fault(
        "outbox: a worker's lease ends, not before",
        "scheduler/messages/sending/lanes.py",
        "ended = or_(col(Message.lease_until) <= looking.now, ",
        "ended = or_(col(Message.lease_until) <= looking.now + LEASE, ",
    ),
    Fault(
        "outbox: two workers take no message twice",
        TAKING,
        "    return query.with_for_update(skip_locked=True)\n",
        "    return query\n",
        tests=("tests/races/messages/test_outbox.py", "tests/races"),
    ),
    Fault(
        "outbox: what somebody waits for is claimed first",
        TAKING,
        '    yield and_(col(Message.state).in_(("new", "sending")), waited_for, claimable(looking)), WAITED_FOR\n'
        "    for others in (is_left(looking), is_due(looking), is_fresh(), is_far_off(looking)):\n"
        "        yield and_(others, ~waited_for), KEYSET\n",
        "    for others in (is_left(looking), is_due(looking), is_fresh(), is_far_off(looking)):\n"
        "        yield and_(others, ~waited_for), KEYSET\n"
        '    yield and_(col(Message.state).in_(("new", "sending")), waited_for, claimable(looking)), WAITED_FOR\n',
    ),
    Fault(
        "outbox: what was tried is counted against the account's minute",
        TAKING,
        "    accounts.spend(session, used, len(taken), looking.now)\n",
        "    accounts.spend(session, used, 0, looking.now)\n",
    ),
    Fault(
        "outbox: a second counts until all of it is a minute ago",
        "scheduler/messages/sending/accounts.py",
        "    return now.timestamp() - A_MINUTE - 1 < second <= ",
        "    return now.timestamp() - A_MINUTE < second <= ",
    ),
    Fault(
        "outbox: what was tried in a later second counts too",
        "scheduler/messages/sending/accounts.py",
        "second <= now.timestamp() + A_MINUTE\n",
        "second <= now.timestamp()\n",
        tests=("tests/races/messages/test_outbox.py",),
    ),
    Fault(
        "outbox: an answer that comes late takes nothing back",
        "scheduler/messages/sending/settling.py",
        'ANSWERED, col(Message.state) == "sending", ',
        "ANSWERED, ",
        tests=("tests/messages/sending/test_batches.py",),
    ),
    Fault(
        "outbox: two answers of one name do not undo each other",
        "scheduler/messages/sending/settling.py",
        "        if each.receipt.external_id is None or name not in known:\n",
        "        if name:\n",
    ),
    Fault(
        "gateways: asked once, by whatever method",
        CLIENT,
        "            middlewares=(_only_once,),\n",
        "",
    ),
    Fault(
        "gateways: one that is silent after the request has perhaps taken it",
        CLIENT,
        "aiohttp.ConnectionTimeoutError, ProxyUnusable\n",
        "aiohttp.ServerTimeoutError, ProxyUnusable\n",
    ),
    Fault(
        "gateways: a kept connection that the far side has closed is not written to",
        CONNECTING,
        "(key, traces)) is not None and _has_news(kept):\n",
        "(key, traces)) is not None and kept.closed:\n",
    ),
    Fault(
        "gateways: a kept connection that is open is used again",
        CONNECTING,
        "    return bool(asked.poll(0))\n",
        "    return True\n",
    ),
    Fault(
        "gateways: a proxy that refuses or speaks no HTTP has sent nothing",
        CONNECTING,
        "            raise never_sent from error\n",
        "            raise\n",
    ),
    Fault(
        "gateways: an address that cannot be is refused, if it is not the proxy's",
        CONNECTING,
        "aiohttp.InvalidURL) and request.proxy is None\n",
        "aiohttp.InvalidURL)\n",
    ),
    Fault(
        "gateways: an address that is one is asked letter by letter",
        CONNECTING,
        "encoded=AN_ADDRESS.fullmatch(address) is not None)",
        "encoded=False)",
    ),
    Fault(
        "gateways: an address that is none as it stands is quoted",
        CONNECTING,
        "encoded=AN_ADDRESS.fullmatch(address) is not None)",
        "encoded=True)",
    ),
    Fault(
        "gateways: as many headers are read as fit",
        CLIENT,
        "            max_headers=MOST_HEADERS,\n",
        "",
    ),
    Fault(
        "gateways: what goes wrong once the status is there takes nothing back",
        "scheduler/messages/channels/exchange.py",
        '        return answer or Receipt("refused", code="account")\n',
        '        return Receipt("refused", code="account")\n',
    ),
    Fault(
        "gateways: an answer before the answer leaves it open",
        "scheduler/messages/channels/exchange.py",
        "    if answer.status < 200 or answer.status in (502, 504):",
        "    if answer.status in (502, 504):",
    ),
    Fault(
        "gateways: a proxy may be named without its scheme",
        PROXIES,
        ' else f"http://{address}"\n',
        " else address\n",
    ),
    Fault(
        "gateways: nothing goes by a proxy that speaks no HTTP",
        PROXIES,
        ' if is_whole and parts.scheme in ("http", "https") else None\n',
        " if is_whole else None\n",
    ),
    Fault(
        "gateways: nothing goes around a proxy that cannot be used",
        PROXIES,
        "            raise ProxyUnusable\n",
        "            return None\n",
    ),
    Fault(
        "gateways: what is excepted from a proxy may name its port",
        PROXIES,
        '_is_excepted(parts.netloc.rpartition("@")[2], parts.hostname or "")',
        '_is_excepted(parts.hostname or "")',
    ),
    Fault(
        "gateways: no cookie of theirs is kept",
        CLIENT,
        "            cookie_jar=aiohttp.DummyCookieJar(),\n",
        "",
    ),
    Fault(
        "gateways: a secret is sent as it was typed or not at all",
        CLIENT,
        '            value.encode("ascii")\n',
        "            value.encode()\n",
    ),
    Fault(
        "ladder: the next channel after the last try",
        LADDER,
        "    if tries > len(PAUSES):\n",
        "    if tries > len(PAUSES) + 1:\n",
    ),
    Fault(
        "ladder: pauses grow",
        LADDER,
        "    return PAUSES[tries - 1] * (1",
        "    return PAUSES[0] * (1",
    ),
    Fault(
        "ladder: where it ends, a clerk tells",
        TRIES,
        "    if message.cause == Cause.REPLY or message.rung >= len(rungs(office)):\n",
        "    if message.cause == Cause.REPLY or message.rung > len(rungs(office)):\n",
    ),
    Fault(
        "messages wait until morning",
        QUIET_HOURS,
        "    if _is_open(local.time(), office.messages_from, office.messages_until):\n",
        "    if _is_open(local.time(), office.messages_from, office.messages_from):\n",
    ),
    Fault(
        "messages that somebody waits for do not wait until morning",
        QUIET_HOURS,
        '    if urgency == "now" or (urgency',
        '    if cause == "reply" or (urgency',
    ),
    Fault(
        "a number that was stopped is told nothing",
        "scheduler/messages/sending/decisions.py",
        "        if to.why == Why.STOPPED:\n"
        "            transitions.drop(message, Why.STOPPED)\n            return None\n",
        "",
    ),
    Fault(
        "a number that was stopped: of its own office",
        "scheduler/flow/core/opt_outs.py",
        "col(StoppedNumber.office_id) == office_id, col(StoppedNumber.phone_hash).in_(by_hash)\n",
        "col(StoppedNumber.phone_hash).in_(by_hash)\n",
    ),
    Fault(
        "nobody is told twice who was called in thrice",
        "scheduler/flow/hall/admission.py",
        "    if len(told) < TOLD_AT_ONCE or told[0] <= now - TOLD_AGAIN:\n",
        "    if len(told) <= TOLD_AT_ONCE or told[0] <= now - TOLD_AGAIN:\n",
    ),
]
