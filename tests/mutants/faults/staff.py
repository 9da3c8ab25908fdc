"""Staff and machines: who may sign in, for how long, what is written down of them, and how that ends."""

from tests.mutants.fault import Fault

SHOWN, DISCLOSING = "scheduler/web/office/pictures_shown.py", "scheduler/flow/disclosing.py"

FAULTS = [
    Fault(
        "disclosures: who is shown pictures of papers is written down",
        SHOWN,
        "    if not await database.read(disclosing.are_pictures_noted, subject, by=by, day=day):\n",
        "    if await database.read(disclosing.are_pictures_noted, subject, by=by, day=day):\n",
    ),
    Fault(
        "disclosures: pictures that are loaded at once are one row",
        DISCLOSING,
        "(Disclosure).values(row).on_conflict_do_nothing())",
        "(Disclosure).values(row))",
    ),
    Fault(
        "disclosures: pictures are noted for each clerk",
        DISCLOSING,
        "        getattr(Disclosure, which) == subject.id, col(Disclosure.by) == by, col(Disclosure.day) == day\n",
        "        getattr(Disclosure, which) == subject.id, col(Disclosure.day) == day\n",
    ),
]
