"""Staff and machines: who may sign in, for how long, what is written down of them, and how that ends."""

from tests.mutants.fault import Fault

SHOWN, DISCLOSING = "scheduler/web/office/shared/pictures_shown.py", "scheduler/flow/core/disclosing.py"
PEOPLE, SESSIONS = "scheduler/flow/staff/people.py", "scheduler/flow/staff/sessions.py"
TOKENS, RULES = "scheduler/flow/staff/tokens.py", "scheduler/domain/staff/password_rules.py"
ACCESS, LOCKING, LIVE = (
    "scheduler/web/shared/staff/access.py",
    "scheduler/web/shared/staff/locking.py",
    "scheduler/web/shared/live.py",
)
JOINING = "scheduler/flow/staff/joining.py"
SIGN_IN, PASSWORD = "scheduler/web/signin.py", "scheduler/web/shared/staff/sessions.py"
SHOWING, VISITS_OF_PLACES, BATCHES_OF_PLACES = (
    f"scheduler/flow/place/{name}.py" for name in ("showing", "visits", "batches")
)
AT_PLACES = "scheduler/flow/staff/at_places.py"

OIDC, PROVIDER, ID_TOKENS = "scheduler/web/oidc.py", "scheduler/oidc/provider.py", "scheduler/oidc/id_tokens.py"
ATTEMPTS, LINKING = "scheduler/oidc/attempts.py", "scheduler/flow/staff/linking.py"
IDENTITIES, ENTERING = "scheduler/flow/staff/identities.py", "scheduler/flow/staff/entering.py"

SECOND, APPLICATIONS = "scheduler/flow/staff/second.py", "scheduler/flow/staff/authenticators.py"
PAPER, OWN = "scheduler/flow/staff/recovery.py", "scheduler/flow/staff/own_factors.py"
PASSKEYS, LOOKS = "scheduler/flow/staff/passkeys.py", "scheduler/web/shared/staff/passkeys.py"

FAULTS = [
    Fault(
        "joining: a link does not go round the code by a new account",
        JOINING,
        "    if known is None and second.held_by(session, staff.person_id).anything:\n",
        "    if known is None and second.held_by(session, staff.person_id).browsers:\n",
    ),
    Fault(
        "second factor: a browser is trusted for one application",
        OWN,
        "    trusted.forget_browsers(session, staff.person_id)\n    _note(session, staff, Deed.AUTHENTICATOR_ADDED",
        "    _note(session, staff, Deed.AUTHENTICATOR_ADDED",
    ),
    Fault(
        "oidc: those in line behind one who was not answered are told at once",
        PROVIDER,
        "            self._away = self._clock()\n",
        "",
    ),
    Fault(
        "sessions: that of a step opens nothing else, however its cookie is written",
        SESSIONS,
        "            there,\n",
        "",
    ),
    Fault(
        "disclosures: who is shown pictures of papers is written down",
        SHOWN,
        "    if not await database.read(disclosing.are_pictures_noted, subject, by=by, day=day):\n",
        "    if await database.read(disclosing.are_pictures_noted, subject, by=by, day=day):\n",
    ),
    Fault(
        "disclosures: pictures that are loaded at once are one row",
        DISCLOSING,
        "Disclosure).values(row).on_conflict_do_nothing())",
        "Disclosure).values(row))",
    ),
    Fault(
        "disclosures: pictures are noted for each clerk",
        DISCLOSING,
        "        getattr(Disclosure, which) == subject.id, col(Disclosure.by) == by, col(Disclosure.day) == day\n",
        "        getattr(Disclosure, which) == subject.id, col(Disclosure.day) == day\n",
    ),
    # --- who works here
    Fault(
        "staff: the last manager stays",
        PEOPLE,
        "managers_of(session, office) <= 1:\n",
        "managers_of(session, office) <= 0:\n",
    ),
    Fault(
        "staff: a manager who cannot sign in is not one who stays",
        "scheduler/flow/staff/people.py",
        "able.where(*managing, col(Person.password_hash).is_not(None))",
        "able.where(*managing)",
    ),
    Fault(
        "staff: a password that is theirs no more begins no session and comes back by none",
        "scheduler/flow/staff/sessions.py",
        "col(Person.id) == staff.person_id, col(Person.password_hash) == password.kept)",
        "col(Person.id) == staff.person_id)",
    ),
    Fault(
        "staff: of two managers who take each other's role one stays",
        PEOPLE,
        "    hold_staff(session, office)\n"
        "    staff = _of_office(session, office, staff_id)\n"
        "    if staff.left_at is not None:\n",
        "    staff = _of_office(session, office, staff_id)\n    if staff.left_at is not None:\n",
        tests=("tests/races/test_staff.py",),
    ),
    Fault(
        "staff: another role ends the sessions",
        PEOPLE,
        "    return end_sessions(session, staff.id, now=now)\n\n\ndef remove(",
        "    return 0\n\n\ndef remove(",
    ),
    Fault(
        "staff: who has gone has no session",
        PEOPLE,
        "    return end_sessions(session, staff.id, now=now)\n\n\ndef bring_back(",
        "    return 0\n\n\ndef bring_back(",
    ),
    Fault(
        "staff: a session of somebody who has gone holds nothing, however it came about",
        SESSIONS,
        "            StaffSession.expires_at > now,\n            col(Staff.left_at).is_(None),\n",
        "            StaffSession.expires_at > now,\n",
    ),
    Fault(
        "staff: who has gone is found by no name at sign-in",
        PEOPLE,
        "    return found if found is not None and found.left_at is None else None\n",
        "    return found\n",
    ),
    Fault(
        "staff: what somebody had taken who has gone is anybody's",
        PEOPLE,
        "    _let_go(session, staff, by=by, now=now)\n"
        "    return end_sessions(session, staff.id, now=now)\n\n\ndef bring_back(",
        "    return end_sessions(session, staff.id, now=now)\n\n\ndef bring_back(",
    ),
    Fault(
        "staff: who has gone is handed no conversation",
        "scheduler/flow/talks/inbox.py",
        "answers(staff.roles.split()) and staff.left_at is None\n",
        "answers(staff.roles.split())\n",
    ),
    Fault(
        "staff: one's own new password leaves this browser signed in",
        SESSIONS,
        "    kept = [col(StaffSession.id) != but] if but is not None else []\n",
        "    kept: list[bool] = []\n",
    ),
    Fault(
        "staff: nobody ends another one's session",
        SESSIONS,
        "    if own is None or session.get_one(Staff, own.staff_id).person_id != person_id:\n",
        "    if own is None:\n",
    ),
    Fault(
        "staff: sockets of who has gone close without waiting for news",
        LIVE,
        "boards.newer(staff.office.code, seen), asked, ended)",
        "boards.newer(staff.office.code, seen), asked)",
    ),
    Fault(
        "office scoping: a member of staff that is changed",
        PEOPLE,
        "    if staff is None or staff.office_id != office.id:\n",
        "    if staff is None:\n",
    ),
    # --- passwords
    Fault("passwords: fifteen characters", RULES, "SHORTEST = 15\n", "SHORTEST = 8\n"),
    Fault(
        "passwords: names of its owner and office are known",
        RULES,
        "    known = COMMON | set(_words(names))\n",
        "    known = COMMON\n",
    ),
    Fault(
        "passwords: digits for letters hide nothing",
        RULES,
        "    spellings = {folded, folded.translate(SIMILAR)}\n",
        "    spellings = {folded}\n",
    ),
    # --- pages that were left alone
    Fault(
        "lock: every page of the office",
        ACCESS,
        "    if place in LOCKING and found.is_locked(now):\n",
        '    if place == "office" and found.is_locked(now):\n',
    ),
    Fault(
        "lock: a way by the counter opens nothing",
        SESSIONS,
        "proven = case((proven_at > until, now), else_=proven_at) if lock_minutes else now",
        "proven = now",
    ),
    Fault(
        "lock: what a page asks for by itself keeps nothing open",
        ACCESS,
        "    by_itself = is_fragment(request) or",
        "    by_itself =",
    ),
    Fault(
        "lock: pictures of an open page keep nothing open",
        ACCESS,
        'request.headers.get("Sec-Fetch-Dest") == "image"',
        "False",
    ),
    Fault(
        "lock: what is secret is carried along on no page",
        LOCKING,
        "for name, value in typed if name not in SECRETS)",
        "for name, value in typed)",
    ),
    Fault(
        "staff: one's own new password takes no other's place",
        "scheduler/flow/staff/people.py",
        "    take_password(session, staff, old)\n",
        "",
    ),
    Fault(
        "staff: a session that has ended changes no password",
        "scheduler/flow/staff/people.py",
        "    if not is_live(session, within, now):\n        raise SignInNeeded\n",
        "",
    ),
    Fault(
        "passwords: a sign that stands for many costs no more",
        "scheduler/domain/staff/password_rules.py",
        "_folded(password)[:LOOKED_AT]",
        "_folded(password)",
    ),
    Fault(
        "log: who is refused over and over is one line",
        "scheduler/web/shared/staff/sessions.py",
        '            if request.app.state.throttle.is_first("sign_in_noted", whose):\n                _note',
        "            if whose:\n                _note",
    ),
    Fault(
        "passwords: a browser that is known waits by itself",
        "scheduler/web/shared/staff/sessions.py",
        "HASHING.place(tries.who if is_known else asker_of(request), is_known=is_known)",
        "HASHING.place(asker_of(request), is_known=is_known)",
    ),
    Fault(
        "lock: what was typed goes along",
        LOCKING,
        "    return _of_items(items, here, again=True)\n",
        "    return Kept(here, again=True)\n",
    ),
    Fault(
        "lock: the password leads to pages of the office alone",
        SIGN_IN,
        "    to = form.unlock_to if any(is_below(form.unlock_to, first) for first in surfaces) else home\n",
        "    to = form.unlock_to or home\n",
    ),
    # --- persons, and who only looks
    Fault(
        "staff: whoever only looks changes nothing",
        ACCESS,
        "    if looks_only and (changes if changes is not None else not _only_reads(request)):\n",
        "    if looks_only and changes:\n",
        tests=("tests/web/sweep/test_looking.py",),
    ),
    Fault(
        "staff: whoever only looks is shown no papers",
        "scheduler/web/office/applying/files.py",
        'staff_of(request, "documents", changes=True)',
        'staff_of(request, "documents")',
        tests=("tests/web/sweep/test_looking.py",),
    ),
    Fault(
        "staff: no manager gives a password that opens another's office",
        PEOPLE,
        "    if not is_last_place(session, staff) and not manages_all(session, manager, staff.person_id):\n",
        "    if not is_last_place(session, staff) and not manager:\n",
    ),
    Fault(
        "staff: nothing begins from a session that has ended",
        "scheduler/flow/staff/choosing.py",
        "    if not end_session(session, session_id, now=now):\n        raise SignInNeeded\n",
        "    end_session(session, session_id, now=now)\n",
    ),
    Fault(
        "staff: who comes back is opened by no password of another office",
        PEOPLE,
        "    if not is_last_place(session, staff):\n        staff.person_id",
        "    if not staff:\n        staff.person_id",
    ),
    Fault(
        "staff: a link gives one password",
        JOINING,
        "    if not change_rows(session, update(JoinLink).where(*free).values(used_at=now), synchronize=True):\n",
        "    change_rows(session, update(JoinLink).where(*free).values(used_at=now), synchronize=True)\n"
        "    if not free:\n",
        tests=("tests/races/test_staff.py",),
    ),
    Fault(
        "staff: a link holds for a week",
        JOINING,
        "    if link.expires_at <= now:\n",
        "    if link.expires_at <= link.created_at:\n",
    ),
    Fault(
        "staff: a link that was made before another office was joined ends",
        JOINING,
        "    people.withdraw_links(session, person, now=now)\n",
        "",
    ),
    Fault(
        "staff: whoever goes on at another office proves nothing anew",
        "scheduler/flow/staff/choosing.py",
        "    begun.expires_at, begun.proven_at = own.expires_at, own.proven_at\n",
        "",
    ),
    Fault(
        "staff: nobody goes on as somebody else",
        "scheduler/flow/staff/choosing.py",
        "wanted.person_id != person or wanted.left_at",
        "wanted.left_at",
    ),
    # --- tokens
    Fault(
        "tokens: one that has an end ends",
        TOKENS,
        "token.expires_at is not None and token.expires_at <= now:\n",
        "token.expires_at is not None and token.revoked_at is not None:\n",
    ),
    Fault(
        "office scoping: a token that is revoked",
        TOKENS,
        "    if token is None or token.office_id != office.id:\n",
        "    if token is None:\n",
    ),
    # --- the log
    Fault(
        "log: of an address its network alone",
        "scheduler/web/shared/staff/noted.py",
        "address=shortened(asker_of(request))",
        "address=asker_of(request)",
    ),
    Fault(
        "log: a password that does not fit",
        PASSWORD,
        '        _note(request, "sign_in_failed", wanted)\n',
        "",
    ),
    Fault(
        "log: a sign-in that is refused for too many tries",
        PASSWORD,
        '        _note(request, "sign_in_refused", wanted)\n',
        "",
    ),
    Fault(
        "place: a NIK has to fit",
        SHOWING,
        "    if document is None or not proves(typed, nik=document.nik, holder=document.holder):\n",
        "    if document is None:\n",
    ),
    Fault(
        "place: of a document with a NIK the name is no proof",
        "scheduler/domain/place.py",
        "    if nik:\n        return",
        "    if nik and typed.strip().isdecimal():\n        return",
    ),
    Fault(
        "place: what was shown opens for half an hour",
        SHOWING,
        "        col(Disclosure.at) > now - SHOWN_FOR,\n",
        "",
    ),
    Fault(
        "place: what was shown opens to whoever saw it",
        SHOWING,
        "        col(Disclosure.by) == by,\n",
        "",
    ),
    Fault(
        "place: nobody books for what was not shown",
        "scheduler/web/place/steps.py",
        "    refuse_unshown(session, document_id, by=by, now=now)\n"
        "    refuse_shut(place_by_id(session, office.id, place.id))\n"
        "    booking =",
        "    booking =",
    ),
    Fault(
        "place: nobody is invited before their turn by what was not shown",
        "scheduler/web/place/steps.py",
        "    refuse_unshown(session, document_id, by=by, now=now)\n"
        "    refuse_shut(place_by_id(session, office.id, place.id))\n"
        "    on_behalf.invite",
        "    on_behalf.invite",
        tests=("tests/web/place/test_visits.py",),
    ),
    Fault(
        "place: another place's visit is none",
        VISITS_OF_PLACES,
        "    if booking is None or place_of(session, booking.id) != place.id:\n",
        "    if booking is None:\n",
    ),
    Fault(
        "place: another place's visit of a document stays shut",
        VISITS_OF_PLACES,
        "    if booking is None or place_of(session, booking.id) == place.id:\n",
        "    if booking is None or place_of(session, booking.id) is not None:\n",
    ),
    Fault(
        "place: a closed place books nothing",
        VISITS_OF_PLACES,
        "    if place.closed:\n        raise PlaceShut(place=place.name)\n",
        "    del place\n",
    ),
    Fault(
        "place: another place's batch is none",
        BATCHES_OF_PLACES,
        "    if batch is None or batch.place_id != place.id or",
        "    if batch is None or",
    ),
    Fault(
        "place: a batch comes once",
        "scheduler/flow/delivery/batches/receiving.py",
        "    if batch.received_at is None:\n",
        "    if batch.received_at is None or by:\n",
    ),
    Fault(
        "place: nobody is at a place that is not theirs",
        "scheduler/web/place/desk.py",
        "    if place is None:\n        raise PlaceUnknown\n",
        "    if place is None:\n        place = places[0]\n",
    ),
    Fault(
        "place: the role comes with a place",
        AT_PLACES,
        '    if not found:\n        raise Invalid(errors={"places": "missing"})\n',
        "",
    ),
    Fault(
        "place: a post office has no desk",
        AT_PLACES,
        "    if any(place.kind not in WITH_A_DESK for place in found):\n",
        "    if not all(place.kind for place in found):\n",
    ),
    Fault(
        "place: who loses the role loses the places",
        AT_PLACES,
        "    if AT_PLACE not in roles.split():\n        return []\n",
        "",
    ),
    Fault(
        "oidc: who comes back is who left",
        ATTEMPTS,
        "        return hmac.compare_digest(self.state.encode(), state.encode()) and self.issuer == issuer\n",
        "        return self.issuer == issuer\n",
    ),
    Fault(
        "oidc: an attempt is over after ten minutes",
        ATTEMPTS,
        "    return kept if 0 <= now.timestamp() - kept.begun < LASTS.total_seconds() else None\n",
        "    return kept\n",
    ),
    Fault(
        "oidc: one comes back once",
        OIDC,
        "(counting.take, USED, attempt.state, **facts)",
        "(counting.take, USED, str(id(request)), **facts)",
    ),
    Fault(
        "oidc: an account is linked in the session that asked for it",
        OIDC,
        '    if str(staff.session_id) != facts["session"]:\n'
        "        raise SignInNeeded\n"
        "    await request.app.state.db.write(linking.link,",
        "    await request.app.state.db.write(linking.link,",
    ),
    Fault(
        "oidc: the provider that sends somebody back is ours",
        PROVIDER,
        "        if (named is not None or known.names_itself) and named != self.told.issuer:\n",
        "        if named is not None and named != self.told.issuer:\n",
    ),
    Fault(
        "oidc: the provider has asked for the password",
        PROVIDER,
        " or said.proven_at < attempt.begun - LEEWAY)",
        ")",
    ),
    Fault(
        "oidc: a provider says its own name",
        PROVIDER,
        '        if said.get("issuer") != self.told.issuer:\n',
        '        if not said.get("issuer"):\n',
    ),
    Fault(
        "oidc: keys that nobody has make it ask no more",
        PROVIDER,
        "        return self._keys is None or self._clock() - self._keys[0] >= AGAIN\n",
        "        return True\n",
    ),
    Fault(
        "oidc: a token is for this sign-in",
        ID_TOKENS,
        '        {"nonce": expected.nonce, "client_id"',
        '        {"client_id"',
    ),
    Fault(
        "oidc: a token is for us",
        ID_TOKENS,
        '    wanted = {"iss": expected.issuer, "aud": expected.client_id}\n',
        '    wanted = {"iss": expected.issuer}\n',
    ),
    Fault(
        "oidc: an account of one person is linked by no other",
        LINKING,
        "    if found is not None and found.person_id != person_id:\n",
        "    if found is not None and found.person_id < 0:\n",
    ),
    Fault(
        "oidc: the only way to sign in stays",
        LINKING,
        "    if _hold(session, staff.person_id).password_hash is None:\n",
        "    if _hold(session, staff.person_id) is None:\n",
    ),
    Fault(
        "oidc: an account taken away ends what it opened",
        IDENTITIES,
        "        end_everywhere(session, person_id, now=now, but=but)\n",
        "        pass\n",
    ),
    Fault(
        "oidc: a session begins by the account's own person",
        ENTERING,
        "    if first.account is not None:\n        take_identity(session, first.account, staff.person_id, now=now)\n",
        "",
    ),
    Fault(
        "codes: one opens once",
        APPLICATIONS,
        "unused = or_(last.is_(None), last < step, last > latest)",
        "unused = or_(last.is_(None), last <= step, last > latest)",
    ),
    Fault(
        "codes: a clock that was ahead shuts nobody out",
        APPLICATIONS,
        "unused = or_(last.is_(None), last < step, last > latest)",
        "unused = or_(last.is_(None), last < step)",
    ),
    Fault(
        "codes: a set-up belongs to its session",
        APPLICATIONS,
        "found.confirmed_at is None and found.begun_in == within",
        "found.confirmed_at is None",
    ),
    Fault(
        "codes: one on paper opens once",
        PAPER,
        ".where(*theirs, col(RecoveryCode.used_at).is_(None)).values(",
        ".where(*theirs).values(",
    ),
    Fault(
        "codes: whoever goes keeps none",
        "scheduler/flow/staff/people.py",
        "        second.forget_all(session, staff.person_id)\n    _let_go(",
        "    _let_go(",
    ),
    Fault(
        "codes: an office of the person that asks is enough",
        SECOND,
        "if not any(_demands(each.office, each.roles, now) for each in places):",
        "if not all(_demands(each.office, each.roles, now) for each in places):",
    ),
    Fault(
        "codes: a session goes to no office that asks more",
        "scheduler/flow/staff/choosing.py",
        "        raise SecondFactorNeeded\n",
        "        pass\n",
    ),
    Fault(
        "codes: a new password trusts no browser",
        "scheduler/flow/staff/people.py",
        "    trusted.forget_browsers(session, staff.person_id)\n    person =",
        "    person =",
    ),
    Fault(
        "codes: what was set up ends the sessions that began with less",
        OWN,
        "    end_everywhere(session, staff.person_id, now=now, but=within)\n    return codes\n",
        "    return codes\n",
    ),
    Fault(
        "passkeys: a challenge is answered once",
        PASSKEYS,
        "is None or not counting.drop(session, CHALLENGE, who):",
        "is None:",
    ),
    Fault(
        "passkeys: a challenge for a new key is another than that of the sign-in",
        PASSKEYS,
        'return f"{purpose} {value}"',
        'return f"{value}"',
    ),
    Fault(
        "passkeys: a device that counts and does not rise is a copy",
        PASSKEYS,
        "rises = or_(count < sign_count, and_(count == 0, literal(sign_count) == 0))",
        "rises = or_(count <= sign_count, and_(count == 0, literal(sign_count) == 0))",
    ),
    Fault(
        "passkeys: the device made sure who is there",
        LOOKS,
        "credential_current_sign_count=kept.sign_count,\n            require_user_verification=True,",
        "credential_current_sign_count=kept.sign_count,\n            require_user_verification=False,",
    ),
]
