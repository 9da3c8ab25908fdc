"""What was written down is sealed when it is all there, and whatever is done to it afterwards shows."""

from tests.mutants.fault import Fault

CHAIN, SEALING = "scheduler/domain/audit/chain.py", "scheduler/flow/audit/sealing.py"
FORGETTING, VERIFYING = "scheduler/flow/audit/forgetting.py", "scheduler/flow/audit/verifying.py"
QUERIES, JOB = "scheduler/db/queries/audit.py", "scheduler/jobs/sealing.py"
SEALED, WALKED = ("tests/flow/audit/test_sealing.py",), ("tests/flow/audit/test_verifying.py",)
FORGOTTEN, RULES = ("tests/flow/audit/test_forgetting.py",), ("tests/domain/test_audit.py",)

FAULTS = [
    Fault(
        "what changes nothing is no deed",
        "scheduler/flow/core/audit.py",
        "        if not changed:\n            return\n",
        "",
        tests=("tests/flow/core/test_audit.py",),
    ),
    Fault(
        "a block's hash goes over the hash of the block before it",
        CHAIN,
        "        block.before.hex(),\n",
        "",
        tests=RULES,
    ),
    Fault(
        "a block's hash goes over the hashes of its rows",
        CHAIN,
        "[head, hashlib.sha256(block.rows).hexdigest()]",
        "[head]",
        tests=RULES,
    ),
    Fault(
        "a row of one table is none of another",
        CHAIN,
        '"row", [table, form, [',
        '"row", [form, [',
        tests=RULES,
    ),
    Fault(
        "who still writes is known",
        QUERIES,
        '    if session.get_bind().dialect.name == "sqlite":\n        return frozenset()\n',
        "    return frozenset()\n",
        tests=SEALED,
    ),
    Fault(
        "what is unreadable to the key of today is hashed as it was written",
        QUERIES,
        "values[place] = _opened(values[place], where)",
        'values[place] = hashlib.sha256(values[place] or b"").hexdigest()',
        tests=SEALED,
    ),
    Fault(
        "who adds a block holds the end of the chain",
        SEALING,
        ".where(col(Deployment.id) == 1).with_for_update())",
        ".where(col(Deployment.id) == 1))",
        tests=SEALED,
    ),
    Fault(
        "nothing is added without the key that there was",
        SEALING,
        "        if queries.newest_block(session) is not None:\n            raise KeyGone\n",
        "",
        tests=WALKED,
    ),
    Fault(
        "a block that is full ends with its last row",
        SEALING,
        "last = found[-1][0] if len(found) == MOST else upto",
        "last = upto",
        tests=SEALED,
    ),
    Fault(
        "rows that a rule did not touch keep the hashes that they had",
        FORGETTING,
        "for row_id in sorted(left.keys() & set(changed)):",
        "for row_id in sorted(left.keys()):",
        tests=("tests/flow/audit/test_forgetting.py",),
    ),
    Fault(
        "an unsent application that goes is told to the chain",
        "scheduler/flow/upkeep/forgetting.py",
        '        say_forgotten(session, "disclosure", changed=shown, why=DRAFT, now=now)\n',
        "",
        tests=("tests/flow/upkeep/test_forgetting.py",),
    ),
    Fault(
        "what was forgotten by rule counts as it is left",
        VERIFYING,
        "left.get((block.of, block.first_id), block)",
        "block",
        tests=FORGOTTEN,
    ),
    Fault(
        "a block that was taken out shows",
        VERIFYING,
        "if block.number != walk.number + 1:",
        "if False:",
        tests=WALKED,
    ),
    Fault(
        "a row that was put in shows",
        VERIFYING,
        "for row_id in sorted(said.keys() | there.keys()):",
        "for row_id in sorted(said.keys()):",
        tests=WALKED,
    ),
    Fault(
        "a row that is gone shows",
        VERIFYING,
        "for row_id in sorted(said.keys() | there.keys()):",
        "for row_id in sorted(there.keys()):",
        tests=WALKED,
    ),
    Fault(
        "a row before the first shows",
        VERIFYING,
        "select(ids).where(ids < 1)",
        "select(ids).where(ids < -9)",
        tests=WALKED,
    ),
    Fault(
        "a block before the first shows",
        VERIFYING,
        "select(col(Seal.number)).where(col(Seal.number) < 1)",
        "select(col(Seal.number)).where(col(Seal.number) < -9)",
        tests=WALKED,
    ),
    Fault(
        "a chain that was cut off shows by a hash that was kept",
        VERIFYING,
        "if number > walk.number and not is_any:",
        "if False:",
        tests=WALKED,
    ),
    Fault(
        "a chain that was begun anew shows by a hash that was kept",
        VERIFYING,
        'if not block.hash.hex().startswith(walk.anchors.get(block.number, "")):',
        "if False:",
        tests=WALKED,
    ),
    Fault(
        "a block that forgets what none had sealed shows",
        VERIFYING,
        "elif not _is_known(session, block):",
        "elif False:",
        tests=FORGOTTEN,
    ),
    Fault(
        "a table in which a step is under way is sealed later",
        JOB,
        "    return not writers\n",
        "    return True\n",
        tests=("tests/jobs/test_sealing.py",),
    ),
    Fault(
        "settings that were changed are written down",
        "scheduler/flow/audit/settings.py",
        "    if was or became or doing.deed in ALWAYS:\n",
        "    if doing.deed in ALWAYS:\n",
        tests=("tests/flow/audit/test_settings.py",),
    ),
    Fault(
        "an account whose secret was changed is written down",
        "scheduler/flow/audit/settings.py",
        "    if was or became or doing.deed in ALWAYS:\n",
        "    if was or became:\n",
        tests=("tests/flow/audit/test_settings.py",),
    ),
    Fault(
        "a file of the log is written down",
        "scheduler/web/office/audit/handlers.py",
        "    await request.app.state.db.write(_note, staff.office, wish, **facts)\n",
        "",
        tests=("tests/web/audit/test_files.py",),
    ),
    Fault(
        "the log is another office's no more than its documents",
        "scheduler/web/office/audit/log.py",
        "where = [or_(own, col(DeedRow.office_id).is_(None)) if table is DeedRow else own, table.id < before]",
        "where = [table.id < before]",
        tests=("tests/web/audit/test_log.py",),
    ),
    Fault(
        "a page of the log goes on where the last one ended",
        "scheduler/web/office/audit/log.py",
        "        ends[TABLES.index(row.__tablename__)] = row.id\n",
        "        ends[0] = row.id\n",
        tests=("tests/web/audit/test_log.py",),
    ),
]
