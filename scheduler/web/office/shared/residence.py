"""The three fields of where a holder lives, as forms of staff read them and say what is wrong."""

from collections.abc import Mapping

from scheduler.db.models import Office
from scheduler.domain.refusals import Invalid
from scheduler.domain.text.residence import FAULTS, Residence, read_residence
from scheduler.flow.offices.kelurahan import kelurahan_of
from scheduler.web.shared.forms import LONGEST, clean
from scheduler.web.shared.staff.fields import Line, NonceForm

FIELDS = ("kelurahan", "rt", "rw")


class ResidenceForm(NonceForm):
    """A form of staff with where a holder lives in it."""

    kelurahan: Line = ""
    rt: Line = ""
    rw: Line = ""

    def read(self, office: Office, known: str | None = None) -> tuple[Residence, Mapping[str, str]]:
        """As `read_residence` has it, at an office. known: the kelurahan that is kept."""
        return read_residence(self.kelurahan, self.rt, self.rw, listed=kelurahan_of(office), known=known)

    def residence(self, office: Office, known: str | None = None) -> Residence:
        """Where the holder lives. Raises Invalid, which names the fields."""
        lives, faults = self.read(office, known)
        if faults:
            raise Invalid(errors=dict(faults))
        return lives


def residence_faults(errors: Mapping[str, str]) -> dict[str, str]:
    """Of what could not be taken of a form, what is wrong with these three fields, by field."""
    return {name: FAULTS.get(fault, FAULTS[name]) for name, fault in errors.items() if name in FIELDS}


def lives_typed(form: Mapping[str, object]) -> dict[str, str]:
    """The three fields as they were typed, to be shown again; nothing where the form had none of them."""
    return {name: clean(str(form[name]))[:LONGEST] for name in FIELDS if name in form}
