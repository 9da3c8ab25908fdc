"""At the edge: guessing, other sites, headers, who may, and answers that are the same for the same request."""

from tests.mutants.fault import Fault

ACCESS, SECURITY, POLICY = "scheduler/web/access.py", "scheduler/web/security.py", "scheduler/web/policy.py"
THROTTLES = ("tests/web/test_throttle.py",)

FAULTS = [
    Fault(
        "sockets of staff: a database that goes is no fault of ours",
        "scheduler/web/live.py",
        "    except (Unavailable, *AWAY) as error:\n",
        "    except Unavailable as error:\n",
    ),
    Fault(
        "sockets of staff: a database that goes is one line for all pages",
        "scheduler/web/live.py",
        "    if state.pages_undrawn == (error is not None):\n        return\n",
        "",
    ),
    Fault(
        "throttle: the window is a quarter of an hour",
        ACCESS,
        "WINDOW = timedelta(minutes=15)",
        "WINDOW = timedelta(minutes=1)",
    ),
    Fault(
        "throttle: so many failures and no more",
        ACCESS,
        "if len(self._lately(kind, who)) >= MOST[kind]:",
        "if len(self._lately(kind, who)) > MOST[kind]:",
    ),
    Fault(
        "throttle: five wrong digits for a pass",
        ACCESS,
        '    "ref3": 5,',
        '    "ref3": 50,',
        tests=THROTTLES,
    ),
    Fault(
        "throttle: ten wrong passwords",
        ACCESS,
        '    "sign_in": 10,',
        '    "sign_in": 100,',
        tests=THROTTLES,
    ),
    Fault(
        "throttle: five requests for one registration number's link",
        ACCESS,
        '    "link_of": 5,',
        '    "link_of": 50,',
        tests=THROTTLES,
    ),
    Fault(
        "throttle: of many guesses at once each is counted",
        ACCESS,
        "        async with throttle.turn(kind, who):\n",
        "        if throttle.turn(kind, who):\n",
    ),
    Fault(
        "throttle: wrong digits count against the pass, whoever tries",
        ACCESS,
        "who=codes.read(code) or code)",
        'who=request.client.host if request.client else "")',
    ),
    Fault(
        "same-origin: another site's form changes nothing",
        SECURITY,
        '        return site not in ("same-origin", "none")\n',
        '        return site not in ("same-origin", "none", "cross-site")\n',
    ),
    Fault(
        "same-origin: another host of the same site changes nothing",
        SECURITY,
        '        return site not in ("same-origin", "none")\n',
        '        return site not in ("same-origin", "same-site", "none")\n',
    ),
    Fault(
        "same-origin: by Origin where nothing else is told",
        SECURITY,
        '    return origin is not None and urlsplit(origin).netloc != headers.get("Host")\n',
        "    return origin is not None and not urlsplit(origin).netloc\n",
    ),
    Fault(
        "headers: on every answer",
        SECURITY,
        '(b"referrer-policy", b"same-origin"),',
        '(b"referrer-policy", b"unsafe-url"),',
        tests=("tests/web/test_hostile.py", "tests/web"),
    ),
    Fault(
        "headers: pages with a code are kept by no cache",
        SECURITY,
        '    "/i/", "/t/", "/a/", "/b/", "/door",',
        '    "/i/", "/a/", "/b/", "/door",',
        tests=("tests/web",),
    ),
    Fault(
        "headers: our own fault carries them too",
        SECURITY,
        "    for name, value in UNKEPT:\n",
        "    for name, value in UNKEPT[:0]:\n",
    ),
    Fault(
        "policy: nothing but our own files",
        POLICY,
        "POLICY = f\"default-src 'self'; {_REST}\"",
        "POLICY = f\"default-src 'self' 'unsafe-inline'; {_REST}\"",
        tests=("tests/web",),
    ),
    Fault(
        "policy: in nobody's frame",
        POLICY,
        "frame-ancestors 'none'",
        "frame-ancestors *",
        tests=("tests/web",),
    ),
    Fault(
        "a body that is too large is refused as it comes",
        SECURITY,
        "            if came > most:\n",
        "            if came > 100 * most:\n",
    ),
    Fault(
        "codes are not written into the log",
        SECURITY,
        'route=getattr(route, "path", "-"),',
        'route=scope["path"],',
    ),
    Fault(
        "roles: a guard is not at a counter",
        ACCESS,
        '"guard": frozenset({"door"}),',
        '"guard": frozenset({"door", "counter"}),',
        tests=("tests/web",),
    ),
    Fault(
        "roles: a clerk does not change the office",
        ACCESS,
        '"clerk": frozenset({"door", "counter", "documents"}),',
        '"clerk": frozenset({"door", "counter", "documents", "office"}),',
        tests=("tests/web",),
    ),
    Fault(
        "scopes: a token does what it was given for",
        ACCESS,
        "    if token.office_id != office.id or scope not in token.scopes.split():\n",
        "    if token.office_id != office.id:\n",
    ),
    Fault(
        "a token that was revoked ends",
        "scheduler/flow/access.py",
        "select(Token).where(Token.token_hash == hash_of(value), col(Token.revoked_at).is_(None))",
        "select(Token).where(Token.token_hash == hash_of(value))",
    ),
    Fault(
        "a new password ends every session",
        "scheduler/flow/access.py",
        "        .where(col(StaffSession.staff_id) == staff.id, col(StaffSession.revoked_at).is_(None))\n",
        "        .where(col(StaffSession.staff_id) == staff.id, col(StaffSession.revoked_at).is_not(None))\n",
    ),
    Fault(
        "idempotent answers: the same request is answered by what is kept",
        "scheduler/flow/replays.py",
        "    if kept is not None:\n        if not _is_same(kept, request):",
        "    if kept is not None and kept.status >= 400:\n        if not _is_same(kept, request):",
    ),
    Fault(
        "idempotent answers: a key with another request is refused",
        "scheduler/flow/replays.py",
        "        if not _is_same(kept, request):\n            raise KeyReused\n",
        "",
    ),
    Fault(
        "idempotent answers: of one office",
        "scheduler/flow/replays.py",
        "select(Answer).where(Answer.office_id == office_id, Answer.key == key)",
        "select(Answer).where(Answer.key == key)",
    ),
    Fault(
        "idempotent answers: a refused step leaves nothing",
        "scheduler/flow/replays.py",
        "        with session.begin_nested():\n            return work(session)\n",
        "        return work(session)\n",
    ),
]
