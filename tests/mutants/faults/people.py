"""What is known of people: sealed, masked, its own office's alone, kept only for so long."""

from tests.mutants.fault import Fault

FORGETTING, DISCLOSING, KEYS = (
    "scheduler/flow/upkeep/forgetting.py",
    "scheduler/flow/core/disclosing.py",
    "scheduler/keys/__init__.py",
)
CODES = "scheduler/domain/text/codes.py"

FAULTS = [
    Fault(
        "finding: the next reading of a name is looked through from its beginning",
        "scheduler/db/search/searching.py",
        "        last = None  # the next way is looked through from its beginning\n",
        "",
    ),
    Fault(
        "finding: pages of one reading of a name do not end in another",
        "scheduler/db/search/searching.py",
        "    has_found = end.has_found\n",
        "    has_found = False\n",
    ),
    Fault(
        "finding: a page goes on in the reading in which the last one ended",
        "scheduler/db/search/searching.py",
        "        if number < end.way:\n            continue\n",
        "",
    ),
    # --- sealed
    Fault(
        "sealed columns: a text is encrypted",
        "scheduler/db/types.py",
        "        return None if value is None else keys.ring().seal(value, self.place)\n",
        "        return None if value is None else value.encode()\n",
    ),
    Fault(
        "sealed columns: a value opens in its own place alone",
        "scheduler/db/types.py",
        "        self.place = place\n\n"
        "    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:\n",
        '        self.place = ""\n\n'
        "    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:\n",
        tests=("tests/db/test_types.py",),
    ),
    Fault(
        "sealed columns: none is left out",
        "scheduler/db/models/booking.py",
        '    collector_name: str | None = sealed("booking.collector_name")\n',
        "    collector_name: str | None = None\n",
        tests=("tests/db", "tests/flow/upkeep/test_rotation.py"),
    ),
    Fault(
        "look-up by keyed hash: the key is used",
        "scheduler/keys/__init__.py",
        '_subkey(secret, "look-up")',
        '_subkey("", "look-up")',
    ),
    Fault(
        "subkeys: one for each purpose",
        KEYS,
        'info=b"giliran " + purpose.encode()',
        'info=b"giliran "',
    ),
    Fault(
        "files are sealed for their own mark",
        "scheduler/pictures/vault.py",
        '            _write(part, keys.ring().seal_bytes(content, f"file:{mark}"))\n',
        "            _write(part, content)\n",
    ),
    # --- codes
    Fault(
        "codes: eighty bits",
        CODES,
        '    digest = hmac.digest(key, purpose.encode() + b"\\0" + salt, "sha256")\n    return written(',
        '    digest = hmac.digest(key, purpose.encode() + b"\\0" + salt[:1], "sha256")\n    return written(',
    ),
    Fault(
        "codes: of one purpose alone",
        CODES,
        '    digest = hmac.digest(key, purpose.encode() + b"\\0" + salt, "sha256")\n    return written(',
        '    digest = hmac.digest(key, b"\\0" + salt, "sha256")\n    return written(',
    ),
    Fault(
        "codes: read in any spelling",
        CODES,
        '_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})',
        '_LOOKALIKES = str.maketrans({"O": "0", "I": "1"})',
        tests=("tests/domain/text/test_codes.py",),
    ),
    Fault(
        "codes: older secrets still open what they made",
        CODES,
        "        (code for key in keys if hash_of(code := derive(key, purpose, salt)) == code_hash),\n",
        "        (code for key in list(keys)[:1] if hash_of(code := derive(key, purpose, salt)) == code_hash),\n",
    ),
    Fault(
        "phone codes: five tries",
        "scheduler/flow/applying/phone_codes.py",
        "            col(PhoneCode.tries) < MOST_TRIES,\n",
        "            col(PhoneCode.tries) <= MOST_TRIES,\n",
    ),
    Fault(
        "phone codes: ten minutes",
        "scheduler/flow/applying/phone_codes.py",
        "            col(PhoneCode.expires_at) > now,\n            col(PhoneCode.tries)",
        "            col(PhoneCode.tries)",
    ),
    Fault(
        "phone codes: few an hour to one phone for one who asks",
        "scheduler/flow/applying/phone_codes.py",
        "most=MOST_AN_HOUR, within=AN_HOUR",
        "most=MOST_A_WHILE, within=AN_HOUR",
    ),
    Fault(
        "phone codes: who types a number does not bar its owner",
        "scheduler/flow/applying/phone_codes.py",
        "    return live_code(session, application, now) is not None or _has_left(session, application, rules, now)\n",
        "    return True\n",
    ),
    Fault(
        "phone codes: for one address only so many",
        "scheduler/flow/applying/phone_codes.py",
        "most=MOST_A_WHILE, within=A_WHILE",
        "most=10 * MOST_A_WHILE, within=A_WHILE",
    ),
    Fault(
        "phone codes: to mobile phones of the country alone",
        "scheduler/flow/applying/phone_codes.py",
        "    if not phone.startswith(rules.to):\n",
        '    if not phone.startswith("+"):\n',
    ),
    Fault(
        "phone codes: for one office only so many a day",
        "scheduler/flow/applying/phone_codes.py",
        "most=rules.a_day, within=A_DAY",
        "most=rules.a_day + 1, within=A_DAY",
        tests=("tests/races/applying/test_applying.py",),
    ),
    Fault(
        "phone codes: the supervisor is told when no more leave",
        "scheduler/flow/applying/phone_codes.py",
        "    return row.latest if row is not None and row.count >= rules.a_day else None\n",
        "    return row.latest if row is not None and row.count > rules.a_day else None\n",
    ),
    Fault(
        "a lost link is sent only to who proves whose it is",
        "scheduler/flow/contact/links.py",
        "    if not _is_proven(document, asked) or document.phone is None or stopped is not None:\n",
        "    if document.phone is None or stopped is not None:\n",
    ),
    # --- rotation
    Fault(
        "rotation: new things are made with the newest secret",
        KEYS,
        "newest, nonce = self._seals[0], os.urandom(_NONCE)",
        "newest, nonce = self._seals[-1], os.urandom(_NONCE)",
    ),
    Fault(
        "rotation: a row that changed meanwhile is left for later",
        "scheduler/flow/upkeep/rotation/renewing.py",
        "    unchanged = [rows.c[name] == row[name] for name in new] if guarded else []\n",
        "    unchanged = []\n",
    ),
    Fault(
        "rotation: links and passes stay as they were",
        "scheduler/flow/upkeep/rotation/values.py",
        "    return keys.ring().seal(code, context)\n",
        "    return keys.ring().seal(code[::-1], context)\n",
    ),
    Fault(
        "rotation: files too",
        "scheduler/flow/upkeep/rotation/files.py",
        "    return _secret_of(path) not in (None, UNKNOWN, keys.ring().ids[0])\n",
        "    return _secret_of(path) in (UNKNOWN,)\n",
    ),
    # --- masked
    Fault(
        "masking: of a phone four digits at each end",
        "scheduler/domain/text/phones.py",
        'return f"{local[:4]}-****-{local[-4:]}" if len(local) > 8 else "****"',
        'return f"{local[:4]}-{local[4:-4]}-{local[-4:]}" if len(local) > 8 else "****"',
    ),
    Fault(
        "masking: of a name its initials",
        "scheduler/domain/text/names.py",
        'return "".join(f"{letter.upper()}." for letter in letters if letter)',
        'return " ".join(name.split())',
    ),
    Fault(
        "masking: initials in the list of conversations",
        "scheduler/web/office/talks/view.py",
        "            phone=masked(each.phone),\n",
        "            phone=each.phone,\n",
    ),
    Fault(
        "masking: who is told a message, in the list of messages",
        "scheduler/web/office/shared/message_people.py",
        "        who=initials(document.holder),\n",
        "        who=document.holder,\n",
    ),
    Fault(
        "masking: whose papers lie on the citizen's page",
        "scheduler/web/shared/booking/papers.py",
        "        who=initials(document.holder),\n",
        "        who=document.holder,\n",
    ),
    Fault(
        "masking: the phone on the page of an application",
        "scheduler/web/office/applying/application_view.py",
        'phone=masked(document.phone) if document.phone else "",',
        'phone=document.phone or "",',
    ),
    Fault(
        "masking: names in the list of applications",
        "scheduler/web/office/applying/list_view.py",
        "        who=initials(document.holder),\n",
        "        who=document.holder,\n",
    ),
    Fault(
        "masking: names in what the API tells",
        "scheduler/web/api/visible.py",
        "            holder=names.initials(document.holder),\n",
        "            holder=document.holder,\n",
    ),
    Fault(
        "masking: names of a batch, on the partner's page",
        "scheduler/web/shared/booking/batch_view.py",
        "            who=initials(document.holder),\n",
        "            who=document.holder,\n",
    ),
    Fault(
        "what is disclosed is written down",
        DISCLOSING,
        "    session.add(\n        Disclosure(",
        "    str(\n        Disclosure(",
    ),
    Fault(
        "a wrong number is told by staff's history masked",
        "scheduler/flow/contact/wrong_number.py",
        'note = f"{_masked(old)} → {_masked(right)}"',
        'note = f"{old} → {right}"',
    ),
    # --- of its own office
    Fault(
        "office scoping: a document is looked up within its office",
        "scheduler/db/queries/documents.py",
        "select(Document).where(col(Document.office_id) == office_id, col(Document.reference) == reference.strip())",
        "select(Document).where(col(Document.reference) == reference.strip()).order_by(col(Document.id)).limit(1)",
    ),
    Fault(
        "office scoping: a nomor jadwal is looked up within its office",
        "scheduler/db/queries/booking.py",
        ".where(col(Booking.office_id) == office_id, col(Booking.short) == short)",
        ".where(col(Booking.short) == short)",
    ),
    Fault(
        "office scoping: a pass of another office at the door",
        "scheduler/flow/door/arrivals.py",
        "    if booking is None or booking.office_id != office.id or booking.stage == BookingStage.CANCELLED:\n",
        "    if booking is None or booking.stage == BookingStage.CANCELLED:\n",
    ),
    Fault(
        "office scoping: a pass of another office at a counter",
        "scheduler/web/counter/scans.py",
        "    if booking is None or booking.office_id != office.id or booking.stage == BookingStage.CANCELLED:\n",
        "    if booking is None or booking.stage == BookingStage.CANCELLED:\n",
    ),
    Fault(
        "office scoping: a conversation that is shown",
        "scheduler/web/office/talks/view.py",
        "    if found is None or found.office_id != office.id:\n",
        "    if found is None:\n",
    ),
    Fault(
        "office scoping: a conversation that is answered",
        "scheduler/flow/talks/conversations.py",
        "    if found is None or found.office_id != office.id:\n",
        "    if found is None:\n",
    ),
    Fault(
        "office scoping: an application that is checked",
        "scheduler/flow/applying/checking/held.py",
        "    if found is None or document is None or found.office_id != office.id:\n",
        "    if found is None or document is None:\n",
    ),
    Fault(
        "office scoping: a message that was told",
        "scheduler/flow/contact/manual_notices.py",
        "    if message is None or message.office_id != office.id:\n",
        "    if message is None:\n",
    ),
    Fault(
        "office scoping: a message that is sent again",
        "scheduler/messages/sending/settling.py",
        "    if message is None or message.office_id != office.id:\n",
        "    if message is None:\n",
    ),
    Fault(
        "office scoping: a message that is shown",
        "scheduler/web/office/messages/view.py",
        "    if message is None or message.office_id != office.id:\n",
        "    if message is None:\n",
    ),
    Fault(
        "office scoping: a booking that is made or shown",
        "scheduler/web/office/booking/view.py",
        "    if document is None or document.office_id != office.id:\n",
        "    if document is None:\n",
    ),
    Fault(
        "office scoping: a batch that is shown",
        "scheduler/web/office/delivery/view.py",
        "    if batch is None or batch.office_id != office.id:\n",
        "    if batch is None:\n",
    ),
    Fault(
        "office scoping: a closure that is changed",
        "scheduler/flow/calendar/closures.py",
        "    if closure is None or closure.office_id != office.id:\n",
        "    if closure is None:\n",
    ),
    Fault(
        "office scoping: a place that is changed",
        "scheduler/flow/destinations/whereabouts.py",
        "    if place is None or place.office_id != office_id:\n",
        "    if place is None:\n",
    ),
    Fault(
        "office scoping: an announcement that is taken down",
        "scheduler/flow/screens/announcements.py",
        "    if row is None or row.office_id != office.id:\n",
        "    if row is None:\n",
    ),
    Fault(
        "office scoping: a picture of a talk",
        "scheduler/web/office/talks/pictures.py",
        "        .where(col(LinePicture.mark) == mark, col(LinePicture.office_id) == office.id, is_here())\n",
        "        .where(col(LinePicture.mark) == mark, is_here())\n",
    ),
    Fault(
        "office scoping: what is disclosed",
        DISCLOSING,
        "    if subject.office_id != office.id:\n        raise unknown\n",
        "",
    ),
    Fault(
        "office scoping: a supply that a form of blanks names",
        "scheduler/flow/blanks/supplies.py",
        "    if supply is None or supply.office_id != office.id:\n",
        "    if supply is None:\n",
    ),
    Fault(
        "office scoping: whom a form hands a conversation to",
        "scheduler/flow/talks/inbox.py",
        "select(Staff).where(col(Staff.id) == int(number), col(Staff.office_id) == office.id)",
        "select(Staff).where(col(Staff.id) == int(number))",
    ),
    Fault(
        "office scoping: pictures that a form makes pages of",
        "scheduler/flow/talk_applications/pictures.py",
        ".where(col(ConversationLine.conversation_id) == conversation.id, col(LinePicture.id).in_(ids))",
        ".where(col(LinePicture.id).in_(ids))",
    ),
    Fault(
        "office scoping: an item that a form adds pictures to",
        "scheduler/flow/talk_applications/adding.py",
        "    if item is None or item.application_id not in ours:\n",
        "    if item is None:\n",
    ),
    Fault(
        "office scoping: an answer at the door that a form goes on from",
        "scheduler/web/door/shared/scans.py",
        "select(KeptAnswer).where(KeptAnswer.office_id == office.id, KeptAnswer.key == PREFIX + nonce)",
        "select(Answer).where(Answer.key == PREFIX + nonce)",
    ),
    Fault(
        "office scoping: a slot that a form names",
        "scheduler/flow/booking/bookings.py",
        "    if slot.service_id != service_id or slot.starts_at >= window.end:\n",
        "    if slot.starts_at >= window.end:\n",
    ),
    Fault(
        "office scoping: a token of another office",
        "scheduler/web/shared/staff/access.py",
        "    if token.office_id != office.id or scope not in token.scopes.split():\n",
        "    if scope not in token.scopes.split():\n",
    ),
    # --- for how long
    Fault(
        "retention: pictures of talks, of the office whose rule it is",
        FORGETTING,
        "        col(LinePicture.office_id) == office.id,\n",
        "",
    ),
    Fault(
        "retention: files of applications, of the office whose rule it is",
        FORGETTING,
        "        col(Application.office_id) == office.id,\n        col(Application.files_gone_at).is_(None),\n",
        "        col(Application.files_gone_at).is_(None),\n",
    ),
    Fault(
        "retention: drafts, of the office whose rule it is",
        FORGETTING,
        "        col(Application.office_id) == office.id,\n        col(Application.document_id).is_(None),\n",
        "        col(Application.document_id).is_(None),\n",
    ),
    Fault(
        "retention: drafts go on their day",
        FORGETTING,
        "timedelta(days=office.keep_drafts_days)",
        "timedelta(days=office.keep_drafts_days + 1)",
    ),
    Fault(
        "retention: pictures of talks go on their day",
        FORGETTING,
        "        col(LinePicture.kept_at) <= now - timedelta(days=office.keep_files_days),\n",
        "        col(LinePicture.kept_at) <= now - timedelta(days=office.keep_files_days + 1),\n",
    ),
    Fault(
        "retention: a picture that an application took stays with it",
        FORGETTING,
        "        col(LinePicture.page_id).is_(None),\n",
        "",
    ),
    Fault(
        "retention: files of what was accepted go",
        FORGETTING,
        "        or_(col(Application.accepted_at) <= until, withdrawn.exists()),\n",
        "        or_(withdrawn.exists(), withdrawn.exists()),\n",
    ),
]
