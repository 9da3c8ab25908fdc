"""What a page says of a refusal: its own sentence, or one for each field that a form could not take."""

from collections.abc import Callable, Mapping

from scheduler.domain.refusals import Refusal
from scheduler.web.shared.refusal_responses import sentence
from scheduler.web.shared.wording import Wording

Told = Callable[[Refusal, Wording], str]


def told_by_fault(faults: Mapping[tuple[str, str], str], **facts: object) -> Told:
    """By a sentence for each fault that a field may have, filled with `facts`; else by the refusal's own."""

    def told(refusal: Refusal, say: Wording) -> str:
        wrong = refusal.errors.items()
        found = [say.text(text).format(**facts) for fault, text in faults.items() if fault in wrong]
        return " ".join(found) or sentence(refusal, say)

    return told


def told_by_field(faults: Mapping[str, str]) -> Told:
    """By a sentence for each field, whatever is wrong with it; its fault is what would be `allowed`. Said once each."""

    def told(refusal: Refusal, say: Wording) -> str:
        wrong = refusal.errors
        found = [say.text(text).format(allowed=wrong[name]) for name, text in faults.items() if name in wrong]
        return " ".join(dict.fromkeys(found)) or sentence(refusal, say)

    return told
