"""What strangers may send: its bounds, what is given back, and what a copy of the disk shows."""

from tests.mutants.fault import Fault

BOUNDS, SHARES, UPLOADS, OPEN = (
    "scheduler/domain/file_bounds.py",
    "scheduler/flow/shares.py",
    "scheduler/flow/uploads.py",
    "scheduler/flow/open_uploads.py",
)
PARTS, SPACE, SENDING, PIECES, FORMS = (
    "scheduler/pictures/parts.py",
    "scheduler/pictures/space.py",
    "scheduler/web/citizen/sending.py",
    "scheduler/web/citizen/uploads.py",
    "scheduler/web/citizen/pages_sent.py",
)
COUNTS = ("tests/flow/test_shares.py",)

FAULTS = [
    Fault(
        "bounds of files: no count gets past its bound",
        SHARES,
        " WHERE file_share.used + :more <= :most",
        "",
        tests=COUNTS,
    ),
    Fault(
        "bounds of files: nor does the first of a count",
        SHARES,
        "    if more > most:\n",
        "    if more > 2 * most:\n",
    ),
    Fault(
        "bounds of files: what comes to nothing is given back",
        SHARES,
        "        elif changes[share] < 0:\n",
        "        elif changes[share] < -(10**9):\n",
    ),
    Fault(
        "bounds of files: pages count as pages once they are kept",
        SHARES,
        "    more.update(dict.fromkeys(_of_day(upload), kept))\n",
        "    more.update(dict.fromkeys(_of_day(upload), counted(upload.size)))\n",
    ),
    Fault(
        "bounds of files: of an office's own day",
        SHARES,
        '    name = f"day:{office_id}:{day}"\n',
        '    name = f"day:{day}"\n',
    ),
    Fault(
        "bounds of files: an address has a part of what there is for all",
        BOUNDS,
        "OF_ADDRESS = 4\n",
        "OF_ADDRESS = 1\n",
        tests=COUNTS,
    ),
    Fault(
        "bounds of files: a small file takes a block all the same",
        BOUNDS,
        "    return max(size, LEAST)\n",
        "    return size\n",
    ),
    Fault(
        "bounds of files: of a draft, when one is begun",
        UPLOADS,
        "    if _bytes_of(session, application, without=given_up) + counted(size) > MOST_OF_DRAFT:\n",
        "    if counted(size) > MOST_OF_DRAFT:\n",
    ),
    Fault(
        "bounds of files: of a draft, when pages take more than their file",
        UPLOADS,
        "    if _bytes_of(session, application, without=[upload]) + kept > MOST_OF_DRAFT:\n",
        "    if kept > MOST_OF_DRAFT:\n",
    ),
    Fault(
        "bounds of files: what gives way makes room",
        UPLOADS,
        "    shares.reserve(session, upload, terms.bounds, instead_of=given_up)\n",
        "    shares.reserve(session, upload, terms.bounds)\n",
    ),
    Fault(
        "bounds of files: three at once of a draft",
        UPLOADS,
        "MOST_OPEN = 3\n",
        "MOST_OPEN = 10\n",
        tests=("tests/flow/test_uploads.py",),
    ),
    Fault(
        "bounds of files: a draft that goes gives back what is on its way",
        "scheduler/flow/forgetting.py",
        "    give_up_all_of(session, items)\n",
        "",
    ),
    Fault(
        "bounds of files: pictures that came in a talk count for the day",
        "scheduler/flow/line_pictures.py",
        '    keep_at_once(session, office, sizes, bounds, asker=f"talk:{line.conversation_id}", now=now)\n',
        "",
    ),
    Fault(
        "bounds of applications begun: the same form twice counts once",
        "scheduler/flow/applying.py",
        '    mark = sha256(f"{office.id}:{procedure.id}:{nonce}".encode()).digest() if nonce else None\n',
        '    mark = sha256(f"{office.id}:{procedure.id}:{nonce}".encode()).digest() if nonce else None\n'
        "    count_begun(session, office, asker=asker, now=now)\n",
    ),
    Fault(
        "bounds of lines: a phone that writes without end fills nothing",
        "scheduler/flow/conversations.py",
        "    if not has_room_for_line(session, conversation.id, now=now):\n        return False\n",
        "",
    ),
    Fault(
        "where an upload came from is forgotten with its end",
        OPEN,
        "        .values(state=state, why=why, drawing_since=None, asker=None)\n",
        "        .values(state=state, why=why, drawing_since=None)\n",
    ),
    Fault(
        "where an upload came from is kept as a keyed hash",
        SENDING,
        '    return None if asker == NOBODY else keys.ring().counted("files", asker).hex()\n',
        "    return None if asker == NOBODY else asker\n",
    ),
    Fault(
        "uploads rest for an hour at most",
        OPEN,
        "RESTS = timedelta(hours=1)\n",
        "RESTS = timedelta(hours=24)\n",
        tests=("tests/flow/test_uploads.py",),
    ),
    Fault(
        "uploads go on for a day at most",
        OPEN,
        "col(Upload.made_at) < as_of - LONGEST)",
        "col(Upload.made_at) < as_of - 9 * LONGEST)",
    ),
    Fault(
        "uploads that go on do not rest",
        UPLOADS,
        "        .values(received=end, moved_at=now)\n",
        "        .values(received=end)\n",
    ),
    Fault(
        "uploads that rest leave the disk by themselves",
        "scheduler/forgetting.py",
        "await forget_all(database, clock, vault) + await end_resting(database, clock, vault)\n",
        "await forget_all(database, clock, vault)\n",
    ),
    Fault(
        "photos wait for the phone of a draft",
        UPLOADS,
        "    refuse_before_phone(application, asks_code=terms.asks_code)\n",
        "",
    ),
    Fault(
        "photos that are asked for again wait for no phone",
        UPLOADS,
        "    if asks_code and application.document_id is None and application.phone_confirmed_at is None:\n",
        "    if asks_code and application.phone_confirmed_at is None:\n",
    ),
    Fault(
        "photos wait for the phone only where a code can be sent",
        SENDING,
        "    sends = sends_by_itself(office, training=training)\n",
        "    sends = True\n",
    ),
    Fault(
        "a form that is refused is not read",
        FORMS,
        "        await by_code(request, may)\n",
        "        await by_code(request, state.db.read(item_of, code_of(request), position))\n        may.close()\n",
        tests=("tests/web/test_cut_off.py",),
    ),
    Fault(
        "a form passes only where there is room",
        FORMS,
        "        await asyncio.to_thread(_refuse_form, request)\n",
        "",
    ),
    Fault(
        "forms at once are few",
        "scheduler/web/citizen/form_gate.py",
        "        if self._inside.total() >= MOST or self._inside[asker] >= MOST_FROM:\n",
        "        if self._inside[asker] >= 100:\n",
    ),
    Fault(
        "a form leaves its place",
        "scheduler/web/citizen/form_gate.py",
        "            self._inside[asker] -= 1\n",
        "            pass\n",
    ),
    Fault(
        "a full disk: what would go below the floor is not taken",
        SPACE,
        "        if free - more >= self.floor:\n",
        "        if free >= self.floor:\n",
    ),
    Fault(
        "a full disk: no piece is taken",
        PIECES,
        "    space.refuse(len(piece))\n",
        "",
    ),
    Fault(
        "a full disk: nothing is begun",
        SENDING,
        "    await asyncio.to_thread(space_of(request).refuse, size)\n",
        "",
    ),
    Fault(
        "a full disk: no picture is fetched",
        "scheduler/messages/fetching.py",
        " or await asyncio.to_thread(self.is_low):\n",
        ":\n",
    ),
    Fault(
        "parts are sealed, each frame for its own place",
        PARTS,
        '    return f"part:{token}:{number}"\n',
        '    return f"part:{token}"\n',
    ),
    Fault(
        "parts are sealed, each for its own upload",
        PARTS,
        '    return f"part:{token}:{number}"\n',
        '    return f"part:{number}"\n',
    ),
    Fault(
        "parts are whole before they are drawn",
        PARTS,
        "        if plain.tell() != self.size:\n",
        "        if not plain.tell():\n",
    ),
    Fault(
        "a piece is on the disk before it is promised",
        PARTS,
        "            file.flush()\n            os.fsync(file.fileno())\n",
        "            file.flush()\n",
    ),
    Fault(
        "a part's name is on the disk before its first piece is promised",
        PARTS,
        "        if is_new:\n            keep_name(self.folder)\n",
        "",
    ),
    Fault(
        "a piece is not written over one that was promised",
        PIECES,
        "        _refuse_elsewhere(now, start)\n        await",
        "        await",
    ),
    Fault(
        "a picture on its way from WhatsApp has no name",
        "scheduler/nameless.py",
        '    if hasattr(os, "memfd_create") and OWN.is_dir():\n',
        "    if not OWN.is_dir():\n",
    ),
]
