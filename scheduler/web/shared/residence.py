"""The three fields of where a holder lives, as forms read them and say what is wrong."""

from collections.abc import Mapping

from scheduler.db.models import Office
from scheduler.domain.refusals import N_, Invalid
from scheduler.domain.text.residence import Residence, read_residence
from scheduler.flow.offices.kelurahan import kelurahan_of
from scheduler.web.shared.forms import LONGEST, clean
from scheduler.web.shared.staff.fields import Line, NonceForm

FIELDS = ("kelurahan", "rt", "rw")
FAULTS: Mapping[str, str] = {
    "kelurahan": N_("Tulis nama kelurahan atau desanya saja, atau kosongkan."),
    "unlisted": N_("Pilih kelurahan atau desa dari daftar, atau kosongkan."),
    "rt": N_("RT berupa angka, paling banyak 3 digit, misalnya 003. Boleh dikosongkan."),
    "rw": N_("RW berupa angka, paling banyak 3 digit, misalnya 005. Boleh dikosongkan."),
}
"""By what `read_residence` finds."""


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
