"""Words that no page or message for citizens uses: who mourns or parts is not reminded of it by an office."""

import re

UNFIT = re.compile(r"\b(?:kematian|kematiannya|perceraian|cerai|death|divorce)\b", re.IGNORECASE)


def is_fit_for_citizens(*texts: str) -> bool:
    """Whether texts may stand on a page for citizens; "akta pencatatan sipil" says it without those words."""
    return not any(UNFIT.search(text) for text in texts)
