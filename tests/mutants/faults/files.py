"""What strangers send: read where nothing else can be reached, drawn in turn, and believed in nothing."""

from tests.mutants.fault import Fault

APART, CHILD, CONFINEMENT = (
    "scheduler/pictures/apart.py",
    "scheduler/pictures/child/__main__.py",
    "scheduler/pictures/child/confinement.py",
)
TURNS, QUEUEING = "scheduler/pictures/turns.py", "scheduler/pictures/queueing.py"
SHUT_IN = ("tests/sent_files/test_confinement.py",)

FAULTS = [
    Fault(
        "reading files: shut in before a byte is read",
        CHILD,
        "    lacking = confinement.confine()\n",
        '    lacking = ["landlock", "limits", "seccomp"]\n',
        tests=SHUT_IN,
    ),
    Fault(
        "reading files: no sockets, no programs, no other processes",
        CONFINEMENT,
        "    if not (is_bound and _filter_calls(system)):\n",
        "    if not is_bound:\n",
        tests=SHUT_IN,
    ),
    Fault(
        "reading files: no folders, also where calls cannot be filtered",
        CONFINEMENT,
        "    is_left = system.syscall(RESTRICT_SELF, ruleset, ctypes.c_uint32(0)) == 0\n",
        "    is_left = ruleset >= 0\n",
        tests=SHUT_IN,
    ),
    Fault(
        "reading files: nothing is opened, also where there are limits alone",
        CONFINEMENT,
        "    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))\n",
        "",
        tests=SHUT_IN,
    ),
    Fault(
        "reading files: calls of another machine's numbers end it",
        CONFINEMENT,
        "(RETURN, 0, 0, KILL), (LOAD",
        "(RETURN, 0, 0, ALLOW), (LOAD",
    ),
    Fault(
        "reading files: no environment",
        APART,
        "    environment = {name: os.environ[name] for name in LOADER if name in os.environ}\n",
        "    environment = dict(os.environ)\n",
    ),
    Fault(
        "reading files: read from its beginning, whatever was looked at before",
        APART,
        "    os.lseek(descriptor, 0, os.SEEK_SET)",
        "    os.lseek(descriptor, 0, os.SEEK_CUR)",
    ),
    Fault(
        "reading files: what the system lacks is told",
        APART,
        "    if lacks:\n",
        "    if not lacks:\n",
    ),
    Fault(
        "reading files: what takes too long is said to",
        "scheduler/pictures/redrawing.py",
        "        raise FileTooSlow from None\n",
        "        raise FileUnreadable from None\n",
    ),
    Fault(
        "drawn anew: what is no JPEG is not kept, whoever says so",
        "scheduler/pictures/redrawing.py",
        " or not (content.startswith(JPEG) and small.startswith(JPEG)):\n",
        ":\n",
    ),
    Fault(
        "drawn anew: sizes that cannot be are not believed",
        "scheduler/pictures/redrawing.py",
        "    if not sizes or hint",
        "    if hint",
    ),
    Fault(
        "pictures for screens: what is none is not kept, whoever says so",
        "scheduler/web/office/screens/media_kinds.py",
        "    if not (media_type in DRAWN_AS and said.content.startswith(DRAWN_AS[media_type])):\n",
        "    if media_type not in DRAWN_AS:\n",
    ),
    # --- turns
    Fault(
        "drawing in turns: nobody has two at once",
        TURNS,
        " and key not in self._having]",
        "]",
    ),
    Fault(
        "drawing in turns: who had one stands behind who came meanwhile",
        TURNS,
        "        self._askers.had(key, waits=key in self._lines)\n",
        "",
    ),
    Fault(
        "drawing in turns: so does a draft among those of its asker",
        TURNS,
        "        self._drafts.had((key, turn.asker.draft), waits=turn.asker.draft in drafts)\n",
        "",
    ),
    Fault(
        "drawing in turns: who was turned away stands where they stood",
        TURNS,
        "        self._since.setdefault(who, next(self._numbers))\n",
        "        self._since[who] = next(self._numbers)\n",
    ),
    Fault(
        "drawing in turns: a place is not kept for ever",
        TURNS,
        "REMEMBERED = 600.0\n",
        "REMEMBERED = 6000.0\n",
        tests=("tests/sent_files/test_turns.py",),
    ),
    Fault(
        "drawing in turns: the known come first",
        TURNS,
        "KNOWN_IN_A_ROW = 2\n",
        "KNOWN_IN_A_ROW = 0\n",
        tests=("tests/sent_files/test_turns.py",),
    ),
    Fault(
        "drawing in turns: strangers move on beside the known",
        TURNS,
        "self._known_in_a_row >= KNOWN_IN_A_ROW)",
        "self._known_in_a_row < 0)",
    ),
    Fault(
        "drawing in turns: whoever has most gives way",
        TURNS,
        "        longest = max(lines, key=len, default=None)\n",
        "        longest = min(lines, key=len, default=None)\n",
    ),
    Fault(
        "drawing in turns: so many wait and no more",
        TURNS,
        "        if gives_way is None and len(self) >= self._most:\n            return turn\n",
        "",
    ),
    Fault(
        "drawing in turns: strangers keep a third of the places",
        TURNS,
        "        from_others = strangers > share if asker.is_known else strangers < share\n",
        "        from_others = asker.is_known and strangers > 0\n",
    ),
    Fault(
        "drawing in turns: an address is no phone",
        TURNS,
        "        return self.is_known, self.who\n",
        "        return True, self.who\n",
    ),
    Fault(
        "drawing in turns: nobody waits for a turn without end",
        QUEUEING,
        "            if not done.done() and self._leave(turn):\n",
        "            if not done.done() and not self._leave(turn):\n",
    ),
    Fault(
        "drawing in turns: who is gone is not waited for",
        QUEUEING,
        "        finally:\n            self._leave(turn)\n",
        "        finally:\n            pass\n",
    ),
    Fault(
        "drawing in turns: by the phone only where it was confirmed",
        "scheduler/flow/applying/uploads.py",
        "    return Sender(application, phone if confirmed_at is not None else None)\n",
        "    return Sender(application, phone)\n",
    ),
    Fault(
        "drawing in turns: a file that had no turn stays",
        "scheduler/web/citizen/applying/sending.py",
        "            await db.write(uploads.let_go, token)\n",
        '            await give_up(request, token, why="busy")\n',
    ),
    Fault(
        "drawing in turns: what has come whole gives way last",
        "scheduler/flow/applying/uploads.py",
        "key=lambda each: each.received == each.size)\n",
        "key=lambda each: each.received != each.size)\n",
    ),
    Fault(
        "drawing in turns: of a conversation one picture at a time",
        "scheduler/flow/talks/line_pictures.py",
        "        .group_by(col(ConversationLine.conversation_id))\n",
        "        .group_by(col(ConversationLine.id))\n",
    ),
    Fault(
        "drawing in turns: a picture by WhatsApp that had no turn is wanted still",
        "scheduler/messages/pictures/fetching.py",
        "            await self.database.write_beside(put_off, wanted, DrawingBusy.code, now=self.clock())\n",
        "            await self._refuse(wanted, DrawingBusy.code)\n",
    ),
    Fault(
        "files: one that got no processor is not too slow",
        "scheduler/pictures/apart.py",
        "    if worked and worked[0] < seconds / 2:",
        "    if worked and worked[0] < 0:",
    ),
]
