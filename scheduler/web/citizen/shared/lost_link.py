"""The form of somebody who lost a link: what was typed, what is wrong with it, and what is asked for by it."""

import re
from typing import Annotated

from pydantic import AfterValidator

from scheduler.domain.text.dates import read_date
from scheduler.flow.contact.links import Asked
from scheduler.web.shared.booking.typed import printable
from scheduler.web.shared.forms import Form

LONGEST = 100
DIGITS = re.compile(r"[0-9]{4}")

Typed = Annotated[str, AfterValidator(lambda text: (printable(text) or "")[: LONGEST + 1])]
"""On one line; what is too long is cut where that can still be seen."""


class LinkForm(Form):
    """A registration number, and one of two things that only its people know.

    It takes whatever was typed, so that it can be shown again; `faults` come from the form alone, without a look at
    what is known, so they say the same of every number.
    """

    reference: Typed = ""
    born: Typed = ""
    phone4: Typed = ""

    @property
    def faults(self) -> dict[str, str]:
        """What is wrong, by the field: missing, too_long, proof (neither is given), date, digits."""
        found = {}
        if not self.reference or len(self.reference) > LONGEST:
            found["reference"] = "too_long" if self.reference else "missing"
        if self.born and read_date(self.born) is None:
            found["born"] = "date"
        if self.phone4 and not DIGITS.fullmatch(self.phone4):
            found["phone4"] = "digits"
        if not self.born and not self.phone4:
            found["born"] = "proof"
        return found

    @property
    def asked(self) -> Asked:
        """What is looked for; of a form without faults."""
        return Asked(self.reference, read_date(self.born), self.phone4 or None)
