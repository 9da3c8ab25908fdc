"""What is kept of pages is true: read again after a commit, drawn again for what looks otherwise, nobody's own. What
the public reads of an office is read once for all, and points at nobody. What is foreseen of a day is kept until it is
held against how the day was.
"""

from tests.mutants.fault import Fault

STANDING, DOCUMENT = "scheduler/web/shared/booking/standing.py", "scheduler/web/citizen/booking/plain_document.py"
INVITATION, PASS, REFUSAL = (
    f"scheduler/web/citizen/booking/plain_{page}.py" for page in ("invitation", "pass", "refusal")
)
GLANCING, GLANCES = "scheduler/db/engine/glancing.py", "scheduler/db/queries/glances.py"
TESTS = ("tests/web/booking/test_put_together.py",)
TURNS, IN_TURN = "scheduler/web/shared/booking/turns.py", ("tests/web/booking/test_turns.py",)
COMPILED, OF_COMPILED = "scheduler/web/shared/compiled.py", ("tests/web/test_compiled.py",)

READINGS, ANSWERS = "scheduler/web/shared/public/kept.py", "scheduler/web/shared/public/answers.py"
LIVE_FIGURES, FRAME = "scheduler/flow/public/live.py", "scheduler/web/citizen/public/widget.py"
OPEN_DATA, MONTHS = "scheduler/domain/public/open_data.py", "scheduler/flow/public/open_data.py"

FORESEEN, JUDGED = "scheduler/flow/forecasting/keeping.py", "scheduler/flow/forecasting/judging.py"
TRUTH, SCORE = "scheduler/domain/forecasting/truth.py", "scheduler/domain/forecasting/score.py"
OF_FORESEEN, OF_SCORE = ("tests/flow/forecasting/test_keeping.py",), ("tests/domain/forecasting/test_score.py",)

FAULTS = [
    Fault(
        "days foreseen: the newest stays",
        FORESEEN,
        "day_forecast.made_at < excluded.made_at AND",
        "",
        tests=OF_FORESEEN,
    ),
    Fault(
        "days foreseen: nobody changes what is held against a day",
        FORESEEN,
        " AND day_forecast.truth IS NULL",
        "",
        tests=OF_FORESEEN,
    ),
    Fault(
        "days foreseen: what was a week before stays",
        FORESEEN,
        "COALESCE(excluded.a_week_before, day_forecast.a_week_before)",
        "excluded.a_week_before",
        tests=OF_FORESEEN,
    ),
    Fault(
        "days foreseen: the evening before tells any change",
        FORESEEN,
        "now.astimezone(zone).time() >= EVENING",
        "False",
        tests=OF_FORESEEN,
    ),
    Fault(
        "days foreseen: a day that is not over is not judged",
        JUDGED,
        "or_(col(DayForecast.day) < today, col(OfficeDay.sealed_at).is_not(None))",
        "col(DayForecast.day) <= today",
        tests=OF_FORESEEN,
    ),
    Fault(
        "days foreseen: a day that is known from paper says nothing",
        TRUTH,
        "or sum(turn.on_paper for turn in turns) >= ON_PAPER * len(turns)",
        "",
        tests=OF_SCORE,
    ),
    Fault(
        "days foreseen: an empty hall that was foreseen teaches nothing",
        SCORE,
        "if inside or quarter.inside.high:",
        "if True:",
        tests=OF_SCORE,
    ),
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
        "of an office that knows no household none is looked for",
        GLANCES,
        "case((col(Invitation.household).is_(None), false()), else_=another)",
        "another",
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
        "who waits for their turn looks at the slots once they have it",
        TURNS,
        "        async with request.app.state.turns:\n            return await handle(request)\n",
        "        return await handle(request)\n",
        tests=IN_TURN,
    ),
    Fault(
        "whoever is slow to send what they press holds up nobody",
        TURNS,
        "        await request.body()",
        "        pass",
        tests=IN_TURN,
    ),
    Fault(
        "the API has its turns like the page",
        "scheduler/web/api/visits.py",
        "@in_turn\nasync def create_booking",
        "async def create_booking",
        tests=IN_TURN,
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
        "by_people = who in allowed and who != PROXY",
        "by_people = who != PROXY",
        tests=TESTS,
    ),
    Fault(
        "who is to be named is asked for a name before the slot is",
        REFUSAL,
        "by_people = who in allowed and who != PROXY",
        "by_people = not form.collector or who in allowed and who != PROXY",
        tests=TESTS,
    ),
    Fault(
        "seats kept for somebody are theirs though their slot is full",
        INVITATION,
        "seen.waited or seen.held or",
        "seen.waited or",
        tests=TESTS,
    ),
    Fault(
        "a template's code counts for its very text",
        COMPILED,
        "sha256(self._made_by + source.encode())",
        "sha256(self._made_by)",
        tests=OF_COMPILED,
    ),
    Fault(
        "a template's code counts for one release of Jinja",
        COMPILED,
        "importlib.util.MAGIC_NUMBER, jinja2.__version__.encode(), ",
        "importlib.util.MAGIC_NUMBER, ",
        tests=OF_COMPILED,
    ),
    Fault(
        "a template's code counts for what says how it is compiled",
        COMPILED,
        "*(each.read_bytes() for each in by)",
        "*()",
        tests=OF_COMPILED,
    ),
    Fault(
        "a process whose templates changed draws the new ones",
        COMPILED,
        "code if made_of == bucket.checksum else _read(bucket)",
        "code or _read(bucket)",
        tests=OF_COMPILED,
    ),
    Fault(
        "a template's code that is spoiled is not run",
        COMPILED,
        "if kept[:_SIZE] == _mark(bucket, made) else None",
        "if kept[:_SIZE] else None",
        tests=OF_COMPILED,
    ),
    Fault(
        "the code of templates is no part of a screen's build",
        "display/pages.py",
        '        if path.parent.name != "__pycache__":\n',
        "        if True:\n",
        tests=("tests/display/test_pages.py",),
    ),
    Fault(
        "of templates' code a full disk keeps nothing",
        COMPILED,
        "            aside.unlink(missing_ok=True)",
        "            pass",
        tests=OF_COMPILED,
    ),
    Fault(
        "public: of many who ask at once one reads",
        READINGS,
        "            task = self._under_way.get(key)\n",
        "            task = None\n",
    ),
    Fault(
        "public: who goes away spoils the reading for nobody",
        READINGS,
        "                return await asyncio.shield(task)\n",
        "                return await task\n",
    ),
    Fault(
        "public: a clock that is put back keeps nothing for hours",
        READINGS,
        "known is not None and timedelta() <= known.age(self._clock()) < self._lasts",
        "known is not None and known.age(self._clock()) < self._lasts",
    ),
    Fault(
        "public: while the database is away it is not asked by everybody",
        READINGS,
        "                self._failed_at = self._clock()\n",
        "                pass\n",
    ),
    Fault(
        "public: what is not shown any more is not told as the last known",
        READINGS,
        "            self._known.pop(key, None)\n",
        "            pass\n",
    ),
    Fault(
        "public: what a cookie says is kept by no cache in between",
        ANSWERS,
        "{'private' if by_cookie else 'public'}",
        "public",
    ),
    Fault(
        "public: an office shows nothing where it does not want to, or is not open yet",
        LIVE_FIGURES,
        "    if not office.public_figures or office.starting is not None:\n        raise NotPublished\n",
        "",
    ),
    Fault(
        "public: a frame that is refused may be framed too",
        FRAME,
        "    answer.headers.update(EVERYWHERE)\n",
        "    if answer.status_code < 400:\n        answer.headers.update(EVERYWHERE)\n",
    ),
    Fault(
        "public: what became of few who came is not told",
        OPEN_DATA,
        "    if came >= LEAST:\n",
        "    if came:\n",
    ),
    Fault(
        "public: a lone small part takes a larger one with it",
        OPEN_DATA,
        "    while 0 < rest < LEAST and shown:\n",
        "    while False:\n",
    ),
    Fault(
        "public: a month is there when it is over",
        MONTHS,
        "    last = min(last, today_of(office, now) - timedelta(days=1))\n",
        "",
    ),
]
