"""What is typed and scanned faster than the office answers: in its order, once, and for whom it was meant.

Only a browser can tell: the tests that are named drive one.
"""

from tests.mutants.fault import Fault

AHEAD, COUNTER, SCAN, DOOR = (
    "scheduler/static/shared/ahead.js",
    "scheduler/static/counter/counter.js",
    "scheduler/static/shared/scan.js",
    "scheduler/static/door/queue.js",
)
AT_THE_COUNTER = ("tests/browser/test_counter.py",)
AT_THE_DOOR = ("tests/browser/door/test_door.py", "tests/browser/door/test_door_offline.py")

FAULTS = [
    # --- at a counter
    Fault(
        "typed ahead: an Enter that is held down goes one step",
        COUNTER,
        'event.repeat ? !is_text(event.target) : event.target.matches("[data-sure]") && is_unseen();',
        'event.target.matches("[data-sure]") && (event.repeat || is_unseen());',
        tests=AT_THE_COUNTER,
    ),
    Fault(
        "sheet: whoever collects for somebody is named before it",
        "scheduler/static/counter/proof.js",
        'lacking().length === 0 && Boolean(one("collector", \'[value="holder"]:checked\'))',
        "lacking().length === 0",
        tests=AT_THE_COUNTER,
    ),
    Fault(
        "typed ahead: what is pressed before the answer is kept for it",
        AHEAD,
        "    else if (held.length < MOST) held.push({ act, until: performance.now() + lasts, late });\n",
        "",
        tests=AT_THE_COUNTER,
    ),
    Fault(
        "typed ahead: one thing after the other, each with its answer",
        AHEAD,
        "  const waits = () => !doing && (busy || held.length > 0);\n",
        "  const waits = () => false;\n",
        tests=AT_THE_COUNTER,
    ),
    Fault(
        "typed ahead: a sheet that was opened by a key is not confirmed unread",
        COUNTER,
        'document.querySelector("#said [data-code], .check:not([hidden]), dialog[open]")',
        'document.querySelector("#said [data-code], dialog[open]")',
        tests=AT_THE_COUNTER,
    ),
    Fault(
        "typed ahead: nobody who has not been seen is judged",
        COUNTER,
        " return is_theirs;\n",
        " return true;\n",
        tests=AT_THE_COUNTER,
    ),
    Fault(
        "typed ahead: what follows a key that could not act does not act either",
        COUNTER,
        "own.is_broken = own.is_broken || is_late",
        "own.is_broken = is_late",
        tests=AT_THE_COUNTER,
    ),
    Fault(
        "typed ahead: what could not act is told",
        COUNTER,
        "      else if (!is_asked) own.undone.push(key);\n",
        "",
        tests=AT_THE_COUNTER,
    ),
    Fault(
        "a picture of the line between two keys leaves the focus",
        COUNTER,
        "      keep_focus(DRAWN);\n    }\n",
        "    }\n",
        tests=AT_THE_COUNTER,
    ),
    Fault(
        "a scanner's digits choose nothing",
        COUNTER,
        "    if (typed.length >= SHORTEST || ",
        "    if (",
        tests=AT_THE_COUNTER,
    ),
    Fault(
        "scans: a second Enter right behind one presses nothing",
        SCAN,
        "take(event, text);\n        else if (is_echo(event)) event.preventDefault();\n",
        "take(event, text);\n",
        tests=AT_THE_COUNTER,
    ),
    Fault(
        "scans: wherever the focus is",
        SCAN,
        "(in_field ? PASS.test(text) : text.length >= SHORTEST) take(event, text);",
        "(in_field && PASS.test(text)) take(event, text);",
        tests=AT_THE_COUNTER,
    ),
    # --- at the door
    Fault(
        "door: scans go in the order in which they were made",
        DOOR,
        "    in_turn(() => set_out(entry, issueRequest)).then(",
        "    set_out(entry, issueRequest).then(",
        tests=AT_THE_DOOR,
    ),
    Fault(
        "door: what was put away is sent in its order",
        DOOR,
        "        const entry = waiting[0];\n",
        "        const entry = waiting[waiting.length - 1];\n",
        tests=AT_THE_DOOR,
    ),
    Fault(
        "door: one tab of a browser at a time sends what is kept",
        DOOR,
        "    const end_turn = await doorStore.turn(office, PATIENCE);\n",
        "    const end_turn = () => {};\n",
        tests=AT_THE_DOOR,
    ),
    Fault(
        "door: put away before it is sent",
        DOOR,
        "    await doorStore.add(entry).catch(() => (keeps = false));\n"
        "    if (goes && began_live(entry, issue)) return;\n",
        "    if (goes && began_live(entry, issue)) return;\n"
        "    await doorStore.add(entry).catch(() => (keeps = false));\n",
        tests=AT_THE_DOOR,
    ),
    Fault(
        "door: sent again it is the same scan",
        DOOR,
        'new URLSearchParams([["nonce", entry.nonce], ...entry.fields, ["ago", String(ago)]]);',
        'new URLSearchParams([["nonce", nonce()], ...entry.fields, ["ago", String(ago)]]);',
        tests=AT_THE_DOOR,
    ),
]
