"""Every notice there is, gathered from the folders of the capabilities: one for each cause, and their texts."""

from collections.abc import Mapping

from scheduler.flow.core.outbox import Cause
from scheduler.messages.notices.alarms.notices import OF_ALARMS
from scheduler.messages.notices.applying.notices import OF_APPLICATIONS
from scheduler.messages.notices.booking.notices import OF_VISITS
from scheduler.messages.notices.delivery import OF_DELIVERY
from scheduler.messages.notices.documents.notices import OF_PAPERS
from scheduler.messages.notices.hall.notices import OF_THE_DAY
from scheduler.messages.notices.notice import Notice, Urgency
from scheduler.messages.notices.satisfaction import SURVEY
from scheduler.messages.notices.talks import REPLY
from scheduler.messages.notices.template import Template

EVERY = (*OF_PAPERS, *OF_APPLICATIONS, *OF_DELIVERY, *OF_VISITS, *OF_THE_DAY, SURVEY, *OF_ALARMS, REPLY)
_BY_CAUSE = {each.cause: each for each in EVERY}
NOTICES: Mapping[str, Notice] = {cause: _BY_CAUSE[cause] for cause in Cause}
"""By cause, in the order of a document's way."""
TEMPLATES: Mapping[str, Template] = {text.name: text for each in NOTICES.values() for text in each.texts}
"""By name, in the order in which a citizen would meet them; an office may have its own words for each (`own`)."""


def of_urgency(urgency: Urgency) -> tuple[Cause, ...]:
    """The causes that are as urgent as that."""
    return tuple(each.cause for each in NOTICES.values() if each.urgency == urgency)
