"""How many may be connected, how long they may take, and who is told to come back."""

from tests.mutants.fault import Fault

CONNECTIONS, CROWD = "scheduler/runtime/connections.py", "scheduler/web/shared/crowd.py"
DOORS = "scheduler/runtime/doors.py"
DETACHED = "display/detached.py"

FAULTS = [
    Fault(
        "all who stand at the door come in",
        DOORS,
        "for _ in range(self._backlog):",
        "for _ in range(1):",
        tests=("tests/runtime/test_doors.py",),
    ),
    Fault(
        "a door is opened again",
        DOORS,
        "                self._loop.call_later(PAUSE, self._open, door)\n",
        "",
        tests=("tests/runtime/test_doors.py",),
    ),
    Fault(
        "processes that share a door take one at a time",
        "scheduler/main.py",
        "if settings.workers == 1 and find_spec",
        "if find_spec",
        tests=("tests/runtime/test_doors.py",),
    ),
    Fault(
        "connections: so many of one address",
        CONNECTIONS,
        "        return self._of(peer) < self.each and len(self) < self.most\n",
        "        return len(self) < self.most\n",
    ),
    Fault(
        "connections: so many in all",
        CONNECTIONS,
        "        return self._of(peer) < self.each and len(self) < self.most\n",
        "        return self._of(peer) < self.each\n",
    ),
    Fault(
        "connections: of one address whoever rests goes for another of it",
        CONNECTIONS,
        "held for held in self._resting.values() if held.peer == peer",
        "held for held in self._resting.values() if held.peer is None",
    ),
    Fault(
        "connections: who rests longest goes for one who comes",
        CONNECTIONS,
        "        if done is not None:\n            self.cut(done)\n",
        "",
    ),
    Fault(
        "connections: who still takes an answer does not go for another",
        CONNECTIONS,
        "        done = next((held for held in resting if not held.transport.get_write_buffer_size()), None)\n",
        "        done = next(iter(resting), None)\n",
    ),
    Fault(
        "connections: whoever watches the machine is answered",
        CONNECTIONS,
        '            if cycle.scope["path"] not in UNCOUNTED:\n',
        '            if cycle.scope["path"]:\n',
    ),
    Fault(
        "connections: of those that are too many only some are told",
        CONNECTIONS,
        "        if len(self._standing) >= STANDING:\n            self.cut(next(iter(self._standing.values())))\n",
        "",
    ),
    Fault(
        "connections: an ended one gives its place back",
        CONNECTIONS,
        "            self._count(held.peer, -1)\n",
        "            self._count(held.peer, 0)\n",
    ),
    Fault(
        "connections: a socket does not rest",
        CONNECTIONS,
        "            held.talk = self\n            connections.busy(held)\n",
        "            held.talk = self\n",
    ),
    Fault(
        "connections: a socket is counted until it ends",
        CONNECTIONS,
        '            connections.leave(cast("Any", self).transport)\n',
        "            pass\n",
    ),
    Fault(
        "connections: the head of a request has its time",
        CONNECTIONS,
        "        return takes and self._is_free and now - self._heard >= HEAD\n",
        "        return False\n",
    ),
    Fault(
        "connections: a slow reader of an answer asks nothing new",
        CONNECTIONS,
        "        return takes and self._is_free and now - self._heard >= HEAD\n",
        "        return self._is_free and now - self._heard >= HEAD\n",
    ),
    Fault(
        "connections: a body that stops coming is not waited for",
        CONNECTIONS,
        "waits and (is_slow or now - self._heard >= BODY)",
        "waits and is_slow",
    ),
    Fault(
        "connections: who takes nothing for a minute is cut",
        CONNECTIONS,
        "        return self.unread_since is not None and now - self.unread_since >= UNREAD\n",
        "        return False\n",
    ),
    Fault(
        "connections: who takes it slowly is not cut",
        CONNECTIONS,
        "        if not self.unread or self.unread < before or self.unread_since is None:\n",
        "        if not self.unread or self.unread_since is None:\n",
    ),
    Fault(
        "connections: a body that drips is not waited for",
        "scheduler/runtime/connections.py",
        "            return waits and (is_slow or now - self._heard >= BODY)\n",
        "            return waits and now - self._heard >= BODY\n",
    ),
    Fault(
        "connections: a body that comes slowly is waited for",
        "scheduler/runtime/connections.py",
        "BODY + self._came / SLOWEST",
        "BODY",
    ),
    Fault(
        "connections: a trusted proxy speaks for others, and is not counted",
        "scheduler/runtime/peers.py",
        "found.is_loopback or addresses.is_within(found, trusted)",
        "found.is_loopback",
    ),
    Fault(
        "crowd: behind a trusted proxy each counts by what it says",
        "scheduler/runtime/peers.py",
        "        return peer_of(host, trusted)\n    return asker\n",
        "        return peer_of(host, trusted)\n    return peer_of(host, trusted)\n",
    ),
    Fault(
        "connections: descriptors are left for everything else",
        "scheduler/runtime/descriptors.py",
        "        most = max(1, min(wanted, (soft - RESERVE) * SHARE[1] // SHARE[0]))\n",
        "        most = max(1, min(wanted, soft))\n",
    ),
    Fault(
        "crowd: so much under way for one address",
        CROWD,
        "        if self._under_way.get(peer, 0) >= self.each:\n",
        "        if self._under_way.get(peer, 0) > self.each:\n",
    ),
    Fault(
        "crowd: whoever watches the machine is answered",
        CROWD,
        ' and scope["path"] not in UNCOUNTED\n',
        "\n",
    ),
    Fault(
        "crowd: what is over gives its place back",
        CROWD,
        "        self._under_way[peer] -= 1\n",
        "        self._under_way[peer] -= 0\n",
    ),
    Fault(
        "connections: a socket without its application is counted until it ends",
        CONNECTIONS,
        "    if lasting is None:\n        then()\n",
        "    if lasting is None or lasting:\n        then()\n",
        tests=("tests/runtime",),
    ),
    Fault(
        "connections: a socket without its application gives its place back",
        CONNECTIONS,
        "            lasting.at_end(partial(connections.leave, transport))\n",
        "",
        tests=("tests/runtime",),
    ),
    Fault(
        "sockets: one without its application is asked whether it lives",
        DETACHED,
        '            self._close(CloseCode.INTERNAL_ERROR, "keepalive ping timeout")\n',
        "            self.transport.write(PING)\n",
        tests=("tests/display",),
    ),
    Fault(
        "sockets: half a message is kept",
        DETACHED,
        "        if not self._unframed and parser.current_size is None:\n",
        "        if not self._unframed:\n",
        tests=("tests/display",),
    ),
    Fault(
        "sockets: half a frame is kept",
        DETACHED,
        "        if not self._unframed and parser.current_size is None:\n",
        "        if parser.current_size is None:\n",
        tests=("tests/display",),
    ),
    Fault(
        "sockets: half a message of before is not lost",
        "display/wires.py",
        "        if not self.handshake_complete or self.has_spoken or",
        "        if not self.handshake_complete or",
        tests=("tests/display",),
    ),
    Fault(
        "sockets: what ends is watched for no more",
        DETACHED,
        "                each_in_turn.callback(then)\n",
        "                pass\n",
        tests=("tests/display",),
    ),
]
