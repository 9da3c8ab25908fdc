"""A first start: who may begin it, how often, and what ends it."""

from tests.mutants.fault import Fault

ADDRESSES, STEPS = "scheduler/flow/start/addresses.py", "scheduler/flow/start/steps.py"
HANDLERS, OFFER = "scheduler/web/start/handlers.py", "scheduler/flow/start/offer.py"

FAULTS = [
    Fault(
        "start: an office that a command made is nobody's to be set up",
        ADDRESSES,
        "    return office.starting is not None and not managers_of(session, office)\n",
        "    return not managers_of(session, office)\n",
    ),
    Fault(
        "start: once there is a manager no address holds",
        ADDRESSES,
        "    return office.starting is not None and not managers_of(session, office)\n",
        "    return office.starting is not None\n",
    ),
    Fault(
        "start: an address is opened once",
        ADDRESSES,
        "    row.codes, row.browser, row.opened_at = [], _hash(value), now\n",
        "    row.browser, row.opened_at = _hash(value), now\n",
    ),
    Fault(
        "start: another browser goes on with nothing",
        ADDRESSES,
        "    if not secrets.compare_digest(row.browser, _hash(value)) or row.opened_at + LASTS <= now:\n",
        "    if row.opened_at + LASTS <= now:\n",
    ),
    Fault(
        "start: a browser goes on for a day",
        ADDRESSES,
        "_hash(value)) or row.opened_at + LASTS <= now:\n",
        "_hash(value)):\n",
    ),
    Fault(
        "start: a second name is no second office",
        STEPS,
        "    if office is not None:\n        change_settings(",
        "    if office is None:\n        change_settings(",
    ),
    Fault(
        "start: an office is open when somebody says so",
        STEPS,
        "    office.applies_online, office.starting = False, Progress().kept()\n",
        "    office.applies_online = False\n",
    ),
    Fault(
        "start: guesses at the address are bounded",
        HANDLERS,
        '    await looked_up(request, "start", lambda: read(addresses.look_at, code), failures=(StartAddressUnknown,))',
        "    await read(addresses.look_at, code)",
    ),
    Fault(
        "start: before there is a manager the address opens two questions",
        HANDLERS,
        '        if step not in FIRST or (step == "manager" and whose.office is None):\n',
        '        if step == "manager" and whose.office is None:\n',
    ),
    Fault(
        "start: a stranger is told where the address stands",
        HANDLERS,
        '        raise StartElsewhere\n    staff = await staff_of(request, "manage")\n',
        '        pass\n    staff = await staff_of(request, "manage")\n',
    ),
    Fault(
        "start: a service without types is closed",
        OFFER,
        "        if service.id not in needed and service.letter in PRESET_LETTERS:\n",
        "        if False and service.letter in PRESET_LETTERS:\n",
    ),
]
