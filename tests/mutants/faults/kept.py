"""What is kept of pages is true: read again after a commit, drawn again for what looks otherwise, nobody's own."""

from tests.mutants.fault import Fault

STANDING, DOCUMENT = "scheduler/web/shared/booking/standing.py", "scheduler/web/citizen/booking/plain_document.py"
INVITATION, PASS, REFUSAL = (
    f"scheduler/web/citizen/booking/plain_{page}.py" for page in ("invitation", "pass", "refusal")
)
GLANCING, GLANCES = "scheduler/db/engine/glancing.py", "scheduler/db/queries/glances.py"
TESTS = ("tests/web/booking/test_put_together.py",)

FAULTS = [
    Fault(
        "what one connection of SQLite has counted is no version of another",
        GLANCING,
        "return session.info.get(SERIAL), said",
        "return 0, said",
        tests=TESTS,
    ),
    Fault(
        "a database that is away says so to who asks for its version",
        GLANCING,
        "said = VERSIONS[driver_of(session).dialect.name].first(session)",
        'said = driver_of(session).raw.execute("PRAGMA data_version").fetchone()',
        tests=("tests/db/test_glancing.py",),
    ),
    Fault(
        "a look that is refused costs no connection",
        GLANCING,
        "except (DBAPIError, self._engine.dialect.loaded_dbapi.Error):",
        "except BaseException:",
        tests=("tests/db/test_glancing.py",),
    ),
    Fault(
        "what an office says is read again after a commit",
        STANDING,
        "if known is not None and known.version == now:",
        "if known is not None:",
        tests=TESTS,
    ),
    Fault(
        "an office that says something else has another mark",
        STANDING,
        "known.mark if known is not None and known.rows == rows else",
        "known.mark if known is not None else",
        tests=TESTS,
    ),
    Fault(
        "slots are looked at again after a commit",
        STANDING,
        "            and known.version == facts.version\n",
        "",
        tests=TESTS,
    ),
    Fault(
        "slots that fill up have another mark",
        STANDING,
        "known.mark if known is not None and known.fills == fills else",
        "known.mark if known is not None else",
        tests=TESTS,
    ),
    Fault(
        "so many slots are known at a time, and no more",
        STANDING,
        "            if which not in known and len(known) >= most:\n                del known[next(iter(known))]\n",
        "",
        tests=TESTS,
    ),
    Fault(
        "one thread at a time forgets what is known",
        STANDING,
        "        with self._one_at_a_time:\n            if which",
        "        if True:\n            if which",
        tests=TESTS,
    ),
    Fault(
        "a slot that begins is offered no more",
        STANDING,
        "            and (known.until is None or window.earliest < known.until)\n",
        "",
        tests=TESTS,
    ),
    Fault(
        "a page kept is one of today",
        INVITATION,
        "slots.mark, facts.today(now), *drawn",
        "slots.mark, *drawn",
        tests=TESTS,
    ),
    Fault(
        "a page is kept under what it was drawn from",
        INVITATION,
        "            and facts_rows(session, seen.office_id) == facts.rows\n",
        "",
        tests=TESTS,
    ),
    Fault(
        "a family that has a visit may join it",
        INVITATION,
        "seen.asked or seen.family)",
        "seen.asked)",
        tests=TESTS,
    ),
    Fault(
        "a family is known by every form of its hash",
        GLANCES,
        "for form in forms if form != household",
        "for form in forms if not form",
        tests=TESTS,
    ),
    Fault(
        "an invitation with more on it than a glance has seen is kept for nobody else",
        INVITATION,
        "    if not _is_for_all(page):\n        return None\n",
        "",
        tests=TESTS,
    ),
    Fault(
        "a pass with more beside it than a glance has seen is kept for nobody else",
        PASS,
        "    if not _is_for_all(page, beside):\n        return None\n",
        "",
        tests=TESTS,
    ),
    Fault(
        "a visit tomorrow is called so",
        PASS,
        "looks = (facts.mark, facts.today(now), *comes",
        "looks = (facts.mark, *comes",
        tests=TESTS,
    ),
    Fault(
        "a change is said for a while",
        PASS,
        "stands_alone and not is_news and",
        "stands_alone and",
        tests=TESTS,
    ),
    Fault(
        "on its day a visit is told what the door says",
        PASS,
        "facts.today(seen.starts_at) > facts.today(now)",
        "facts.today(seen.starts_at) >= facts.today(now)",
        tests=TESTS,
    ),
    Fault(
        "another's card is asked for where another asked for the document",
        DOCUMENT,
        "        is_holders,\n",
        "",
        tests=TESTS,
    ),
    Fault(
        "each language has its page",
        "scheduler/web/citizen/booking/put_together.py",
        "language_of(request), size_of(request))",
        "size_of(request))",
        tests=TESTS,
    ),
    Fault(
        "who guesses codes is refused the page of one that is right",
        "scheduler/web/citizen/booking/put_together.py",
        '    await state.throttle.refuse("code", asker_of(request))\n',
        "",
        tests=("tests/web/booking/test_invitation.py",),
    ),
    Fault(
        "pages are not pushed out by what is pressed",
        "scheduler/web/citizen/booking/invitation.py",
        "kept = request.app.state.refusals_drawn",
        "kept = request.app.state.drawings",
        tests=TESTS,
    ),
    Fault(
        "a seat that is free is no reason to refuse",
        REFUSAL,
        "    if pressed.taken + units <= pressed.capacity:\n        return None\n",
        "",
        tests=TESTS,
    ),
    Fault(
        "what is offered for a full slot is free",
        REFUSAL,
        " <= BEHIND and place.taken + units <= place.planned",
        " <= BEHIND",
        tests=TESTS,
    ),
    Fault(
        "a form that is wrong in more than its slot is for the step to refuse",
        REFUSAL,
        'return by_people and form.people <= usual.facts.office["lobby_limit"] and',
        "return by_people and",
        tests=TESTS,
    ),
    Fault(
        "who may not collect is told so before the slot is",
        REFUSAL,
        "(form.collector in allowed and form.collector != PROXY)",
        "form.collector != PROXY",
        tests=TESTS,
    ),
    Fault(
        "seats kept for somebody are theirs though their slot is full",
        INVITATION,
        "seen.waited or seen.held or",
        "seen.waited or",
        tests=TESTS,
    ),
]
