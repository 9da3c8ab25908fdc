"""A visit answers the survey once, as long as it may, and what few said is not shown."""

from tests.mutants.fault import Fault

ANSWERING, ASKING = "scheduler/flow/satisfaction/answering.py", "scheduler/flow/satisfaction/asking.py"
INDEX = "scheduler/domain/satisfaction/index.py"
ANSWERED, ASKED = ("tests/flow/satisfaction/test_answering.py",), ("tests/flow/satisfaction/test_asking.py",)
RULES = ("tests/domain/test_satisfaction.py",)

FAULTS = [
    Fault(
        "a visit that is not served answers nothing",
        ANSWERING,
        "    if booking.stage != BookingStage.FULFILLED:\n        raise SurveyTooEarly\n",
        "",
        tests=ANSWERED,
    ),
    Fault(
        "a form with gaps is not counted",
        ANSWERING,
        "    if answers.missing:\n        raise SurveyHasGaps(missing=answers.missing)\n",
        "",
        tests=ANSWERED,
    ),
    Fault(
        "what is done again asks nobody twice",
        ASKING,
        "            ~asked.exists(),\n",
        "",
        tests=ASKED,
    ),
    Fault(
        "who has answered is not asked",
        ASKING,
        "            ~answered.exists(),\n",
        "",
        tests=ASKED,
    ),
    Fault(
        "results are shown from five respondents on",
        INDEX,
        "return self.respondents >= FEWEST",
        "return self.respondents > FEWEST",
        tests=RULES,
    ),
    Fault(
        "what is hidden cannot be reckoned from what is shown",
        INDEX,
        "    while shown and 0 < left < FEWEST:\n",
        "    while False:\n",
        tests=("tests/web/satisfaction/test_results.py",),
    ),
    Fault(
        "a month that runs says no values",
        "scheduler/flow/satisfaction/results.py",
        "    over = [month for month in by_month if month < this_month]\n",
        "    over = list(by_month)\n",
        tests=("tests/web/satisfaction/test_results.py",),
    ),
    Fault(
        "survey: of two answers at once one counts",
        ANSWERING,
        "    if made.first() is None:\n",
        "    if False:\n",
        tests=("tests/races/test_satisfaction.py",),
    ),
    Fault(
        "survey: who has answered is shown no form",
        ANSWERING,
        "    if has_answered(session, booking):\n        raise SurveyAnswered\n",
        "",
        tests=(
            "tests/flow/satisfaction/test_answering.py",
            "tests/web/satisfaction/test_survey.py",
        ),
    ),
    Fault(
        "survey: it is over after a while",
        ANSWERING,
        " and now - ended_at <= OPEN_FOR",
        "",
        tests=ANSWERED,
    ),
    Fault(
        "survey: an office that does not ask is not answered",
        ANSWERING,
        "    if not office.asks_satisfaction:\n        raise SurveyNotAsked\n",
        "",
        tests=ANSWERED,
    ),
]
