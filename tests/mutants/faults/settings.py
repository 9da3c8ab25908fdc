"""The office's settings, what counters take and when they are planned open, and how a first office is set up."""

from tests.mutants.fault import Fault

SETTINGS, COUNTERS = "scheduler/flow/offices/settings.py", "scheduler/flow/offices/counters.py"
TAKES = "scheduler/domain/hall/takes.py"
STEPS = ("tests/flow/offices/test_settings.py",)
OF_COUNTERS = ("tests/flow/offices/test_counters.py",)

ADDRESSES, FIRST_STEPS = "scheduler/flow/start/addresses.py", "scheduler/flow/start/steps.py"
QUESTIONS, CHOSEN = "scheduler/web/start/handlers.py", "scheduler/flow/start/offer.py"
SEEN, STARTED = "scheduler/flow/start/seen.py", ("tests/web/test_start.py",)

ROSTER, GRID, AHEAD = (f"scheduler/domain/roster/{name}.py" for name in ("roster", "grid", "ahead"))
MEETING = "scheduler/domain/roster/meeting.py"
ROSTERS, FORESEEN, TODAY = (f"scheduler/flow/roster/{name}.py" for name in ("rosters", "foreseen", "today"))
OF_ROSTERS = ("tests/domain/roster/test_roster.py",)
ROSTER_STEPS, ROSTER_PAGES = ("tests/flow/test_roster.py",), ("tests/web/roster/",)

FAULTS = [
    Fault(
        "settings: what was changed since it was shown is not overwritten",
        SETTINGS,
        "    if overtaken:\n        raise ChangedMeanwhile(now=overtaken)\n",
        "",
        tests=STEPS,
    ),
    Fault(
        "settings: the zone stays while anybody was told an hour of it",
        SETTINGS,
        "    if visits or tickets:\n",
        "    if visits and tickets:\n",
        tests=STEPS,
    ),
    Fault(
        "settings: a change is written down",
        SETTINGS,
        "    note_deed(session, office.id, Deed.SETTINGS_CHANGED, by=by, now=now, was=was, became=changed)\n",
        "",
        tests=STEPS,
    ),
    Fault(
        "settings: slots are laid out anew where they are made by it",
        SETTINGS,
        "    if changed.keys() & LAID_OUT:\n        lay_out(session, office, now=now)\n",
        "",
        tests=STEPS,
    ),
    Fault(
        "settings: from a browser nothing is printed into a file",
        "scheduler/domain/offices/printers.py",
        'printer.kind != "file" or DEVICES',
        'printer.kind == "file" or DEVICES',
        tests=("tests/domain/offices/test_settings.py",),
    ),
    Fault(
        "counters: a weekday of its own goes before the usual",
        TAKES,
        "for stretch in own or usual)",
        "for stretch in [*own, *usual])",
        tests=("tests/domain/hall/test_takes.py",),
    ),
    Fault(
        "counters: a stretch ends before its last moment",
        TAKES,
        "begins <= moment < ends",
        "begins <= moment <= ends",
        tests=("tests/domain/hall/test_takes.py",),
    ),
    Fault(
        "counters: an empty hall is looked at when one goes over to another service",
        "scheduler/flow/hall/publishing.py",
        "        *hall.turns,\n",
        "",
        tests=OF_COUNTERS,
    ),
    Fault(
        "counters: nobody is let in for a call that no counter would make",
        "scheduler/flow/hall/outlook.py",
        "ends=hall.served_until,",
        "ends=hall.ends,",
        tests=OF_COUNTERS,
    ),
    Fault(
        "counters: what somebody else made of one is not overwritten",
        COUNTERS,
        "    if seen is not None and before not in (seen, stored(wanted)):\n",
        "    if seen is not None and before is None:\n",
        tests=OF_COUNTERS,
    ),
    # --- a first start: who may begin it, how often, and what ends it
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
        FIRST_STEPS,
        "    if office is not None:\n        change_settings(",
        "    if office is None:\n        change_settings(",
    ),
    Fault(
        "start: an office is open when somebody says so",
        FIRST_STEPS,
        "    office.applies_online, office.starting = False, Progress().kept()\n",
        "    office.applies_online = False\n",
    ),
    Fault(
        "start: guesses at the address are bounded",
        QUESTIONS,
        '    await looked_up(request, "start", lambda: read(addresses.look_at, code), failures=(StartAddressUnknown,))',
        "    await read(addresses.look_at, code)",
    ),
    Fault(
        "start: the address leads back who has opened it",
        QUESTIONS,
        "    return isinstance(found, Whose) or not found\n",
        "    return not found\n",
        tests=("tests/web/test_start.py",),
    ),
    Fault(
        "start: the address leads to signing in once somebody manages the office",
        QUESTIONS,
        "    return isinstance(found, Whose) or not found\n",
        "    return isinstance(found, Whose)\n",
        tests=("tests/web/test_start.py",),
    ),
    Fault(
        "start: signing in leads back to the question",
        "scheduler/web/shared/staff/entering.py",
        '    if may_act(roles, "manage"):\n        theirs.append(request.url_for("start").path)\n',
        "",
        tests=("tests/web/test_start.py",),
    ),
    Fault(
        "trials: the way back is no one-time address",
        "scheduler/web/office/trials/back.py",
        ' and not found["path_params"] for match',
        " for match",
        tests=("tests/web/trials/test_trial_page.py",),
    ),
    Fault(
        "start: before there is a manager the address opens two questions",
        QUESTIONS,
        '        if step not in FIRST or (step == "manager" and whose.office is None):\n',
        '        if step == "manager" and whose.office is None:\n',
    ),
    Fault(
        "start: a stranger is told where the address stands",
        QUESTIONS,
        '        raise StartElsewhere\n    staff = await staff_of(request, "manage")\n',
        '        pass\n    staff = await staff_of(request, "manage")\n',
    ),
    Fault(
        "start: a service without types is closed",
        CHOSEN,
        "        if service.id not in needed and service.letter in PRESET_LETTERS:\n",
        "        if False and service.letter in PRESET_LETTERS:\n",
    ),
    Fault(
        "first start: a TV that never said anything is not there",
        SEEN,
        "any(screen.heard_at is not None for screen in screens)",
        "bool(screens)",
        tests=STARTED,
    ),
    Fault(
        "first start: a test call is seen by a TV that was heard since",
        SEEN,
        " and screen.heard_at >= told",
        "",
        tests=STARTED,
    ),
    Fault(
        "first start: a print page that was opened is noticed",
        "scheduler/web/office/trials/papers.py",
        "    await note_print(request, staff)\n",
        "",
        tests=STARTED,
    ),
    Fault(
        "first start: what was only said is called that",
        QUESTIONS,
        "    only_said -= await request.app.state.db.read(seen_of, staff.office)\n",
        "    only_said = frozenset()\n",
        tests=STARTED,
    ),
    Fault(
        "health: an open office with an address for nobody is told",
        "scheduler/health/settings.py",
        "        if _serves_citizens(around):\n",
        "        if False:\n",
        tests=("tests/health/test_against_database.py",),
    ),
    Fault(
        "health: an office that is being set up serves nobody yet",
        "scheduler/health/settings.py",
        "any(each.starting is None for",
        "any(True for",
        tests=("tests/health/test_against_database.py",),
    ),
    Fault(
        "blanks: no more than a database can keep",
        "scheduler/flow/blanks/blanks.py",
        "    if material.stock + pieces > MOST_STOCK:\n",
        "    if False:\n",
        tests=("tests/flow/blanks/test_blanks.py",),
    ),
    Fault(
        "roster: a weekday that is not named is as the office works",
        ROSTER,
        "return list(work) if own is None else",
        "return [] if own is None else",
        tests=OF_ROSTERS,
    ),
    Fault(
        "roster: what is planned is cut to the day's work",
        ROSTER,
        "both(work, [stretch.span_on(day, zone) for stretch in own])",
        "[stretch.span_on(day, zone) for stretch in own]",
        tests=OF_ROSTERS,
    ),
    Fault(
        "roster: of those that cover a day the one that began last holds",
        ROSTER,
        "return max(found, key=lambda",
        "return min(found, key=lambda",
        tests=OF_ROSTERS,
    ),
    Fault(
        "roster: a stretch goes over a break",
        GRID,
        "found.pop().begins if goes_on else cell",
        "cell",
        tests=OF_ROSTERS,
    ),
    Fault(
        "roster: ten minutes are borne",
        AHEAD,
        "    if now - (since or began) <= PATIENCE:\n        return None\n",
        "",
        tests=OF_ROSTERS,
    ),
    Fault(
        "roster: a service that has work is taken by somebody",
        MEETING,
        "        and asked <= frozenset()",
        "        and frozenset() <= frozenset()",
        tests=("tests/domain/roster/test_meeting.py",),
    ),
    Fault(
        "roster: what was changed since it was shown is not overwritten",
        ROSTERS,
        "    if seen is not None and stamp_of(before) not in (seen, stamp_of(after)):\n"
        "        raise ChangedMeanwhile(now={})\n",
        "",
        tests=ROSTER_STEPS,
    ),
    Fault(
        "roster: taking one away leaves the others",
        ROSTERS,
        "delete(CounterRoster).where(col(CounterRoster.office_id) == office.id, _has(dates))",
        "delete(CounterRoster).where(col(CounterRoster.office_id) == office.id)",
        tests=ROSTER_STEPS,
    ),
    Fault(
        "roster: the usual one is not blamed for days that a season has",
        FORESEEN,
        "return [day for day in days if plan.holds(roster, day)]",
        "return list(days)",
        tests=ROSTER_STEPS,
    ),
    Fault(
        "roster: an office that has none is told of no counter",
        TODAY,
        "planned = [each for each in counters if names_counter(rosters, each.id, day)]",
        "planned = list(counters)",
        tests=ROSTER_PAGES,
    ),
    Fault(
        "roster: what a change means is seen before it is saved",
        "scheduler/web/office/roster/handlers.py",
        "    if not form.sure:\n",
        "    if False:\n",
        tests=ROSTER_PAGES,
    ),
]
