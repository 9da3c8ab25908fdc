"""What an office offers: its own names, and nothing retired that is needed."""

from tests.mutants.fault import Fault

SERVICES, TYPES = "scheduler/flow/offices/services.py", "scheduler/flow/offices/offered_types.py"
STEPS = ("tests/flow/offices/test_services.py", "tests/flow/offices/test_offered_types.py")

FAULTS = [
    Fault(
        "offer: seats of a retired service are shut before visits are counted",
        SERVICES,
        "    _close_slots(session, service, now)\n",
        "",
        tests=STEPS,
    ),
    Fault(
        "offer: a service with visits is not retired",
        SERVICES,
        "    if visits or waiting:\n",
        "    if waiting:\n",
        tests=STEPS,
    ),
    Fault(
        "offer: a service that has given numbers today is not retired",
        SERVICES,
        "    if _is_at_work(session, day, service):\n        raise ServiceAtWork(service=service.name)\n    was = ",
        "    was = ",
        tests=STEPS,
    ),
    Fault(
        "offer: a letter stays on a day on which it was given",
        SERVICES,
        "if facts.letter != service.letter and _is_at_work(session, day, service):",
        "if False:",
        tests=STEPS,
    ),
    Fault(
        "offer: a retired service is at no counter",
        "scheduler/db/queries/offices.py",
        'col(CounterService.office_id) == bindparam("office"), col(Service.retired_at).is_(None)',
        'col(CounterService.office_id) == bindparam("office")',
        tests=STEPS,
    ),
    Fault(
        "offer: a number that was passed on keeps its service open for the day",
        SERVICES,
        """(col(Ticket.service_id) == service.id) | col(Ticket.number).startswith(f"{service.letter}-")""",
        "col(Ticket.service_id) == service.id",
        tests=STEPS,
    ),
    Fault(
        "offer: a document that comes back gets no number of a retired service",
        "scheduler/flow/door/arrivals.py",
        "    if service.retired_at is not None:\n        raise TypeRetired(type=types[0].code)\n",
        "",
        tests=STEPS,
    ),
    Fault(
        "offer: a service is taken up at counters that there are",
        SERVICES,
        "    if not service_facts(session, office, service).counters:\n",
        "    if not counters_that_take(session, office)[service.id]:\n",
        tests=STEPS,
    ),
    Fault(
        "offer: the second who changes a service undoes nothing",
        SERVICES,
        "    if seen and service_facts(session, office, service).stamp not in (seen, facts.stamp):\n",
        "    if False:\n",
        tests=("tests/web/offices/test_offer.py",),
    ),
    Fault(
        "offer: the second who changes a type undoes nothing",
        TYPES,
        "    if seen and facts_of(kind).stamp not in (seen, facts.stamp):\n",
        "    if False:\n",
        tests=("tests/web/offices/test_offer.py",),
    ),
    Fault(
        "offer: a counter has its office's clock and names",
        "scheduler/web/counter/screen.py",
        '{"about": found.office, "page": found,',
        '{"page": found,',
        tests=("tests/web/counter/test_live.py",),
    ),
    Fault(
        "offer: a type is retired when its documents are done",
        TYPES,
        "    if documents or drafts:\n",
        "    if drafts:\n",
        tests=STEPS,
    ),
    Fault(
        "offer: a retired type takes no documents",
        "scheduler/flow/documents/documents.py",
        "    if kind.retired_at is not None:\n        raise TypeRetired(type=kind.code)\n",
        "",
        tests=STEPS,
    ),
    Fault(
        "offer: the blank of a type stays while documents are on their way",
        TYPES,
        "if facts.material != kind.material and (documents",
        "if not facts and (documents",
        tests=STEPS,
    ),
    Fault(
        "offer: pages know a new name at once",
        TYPES,
        "    keep_names(session, office)\n    _note(session, office, kind, was, by=by, now=now)\n",
        "    _note(session, office, kind, was, by=by, now=now)\n",
        tests=("tests/web/offices/test_offer.py",),
    ),
    Fault(
        "offer: no name says which akta it is",
        "scheduler/domain/offices/offer.py",
        'is_fit_for_citizens(name) and not says_which_akta(name) else {field: "akta"}',
        'is_fit_for_citizens(name) else {field: "akta"}',
        tests=("tests/domain/offices/test_offer.py",),
    ),
    Fault(
        "offer: an office's own spelling goes before the usual ones",
        "scheduler/domain/offices/type_book.py",
        "        if own is not None:\n            return own\n",
        "        if own is not None and type_of(text) is None:\n            return own\n",
        tests=("tests/domain/offices/test_type_book.py",),
    ),
]
