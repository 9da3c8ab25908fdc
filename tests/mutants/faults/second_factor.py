"""Signing in with a second proof: what opens once, what is asked, and what goes along."""

from tests.mutants.fault import Fault

ENTERING, SECOND = "scheduler/flow/staff/entering.py", "scheduler/flow/staff/second.py"
APPLICATIONS, PAPER = "scheduler/flow/staff/authenticators.py", "scheduler/flow/staff/recovery.py"
PASSKEYS, OWN = "scheduler/flow/staff/passkeys.py", "scheduler/flow/staff/own_factors.py"
LOOKS = "scheduler/web/shared/staff/passkeys.py"

FAULTS = [
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
