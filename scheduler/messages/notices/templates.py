"""What citizens are told, one text per occasion, by name; an office may have its own words for each (`own`).

What stands around every text, so that its reader knows whose it is and that it is real, is in `frame`.
"""

from collections.abc import Mapping

from scheduler.messages.notices.table import NOTICES
from scheduler.messages.notices.template import Template

TEMPLATES: Mapping[str, Template] = {text.name: text for each in NOTICES.values() for text in each.texts}
"""By name, in the order in which a citizen would meet them."""
