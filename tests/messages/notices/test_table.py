"""One record for each cause, and all of it there."""

from collections import Counter
from typing import get_args

import pytest

from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.notice import Notice, Topic
from scheduler.messages.notices.table import EVERY, NOTICES, TEMPLATES
from scheduler.web.office.shared.manual_notices import TOPICS


def test_every_cause_has_one_record():
    assert Counter(each.cause for each in EVERY) == Counter(Cause)
    assert list(NOTICES) == list(Cause)


@pytest.mark.parametrize("notice", EVERY, ids=[each.cause for each in EVERY])
def test_record_is_whole(notice: Notice):
    assert notice.texts
    assert notice.word
    assert (notice.says is None) == (notice.cause == Cause.REPLY)
    assert notice.topic or not notice.holds_by_hand, "what no clerk tells is left to none"


def test_every_text_is_of_one_notice():
    assert Counter(text.name for each in EVERY for text in each.texts) == Counter(list(TEMPLATES))


def test_clerk_finds_every_topic_and_none_is_empty():
    assert set(TOPICS) == set(get_args(Topic)) == {each.topic for each in EVERY if each.topic}
