"""Who took a document at a place, as the place's page and the office's page send it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from scheduler.domain.refusals import N_
from scheduler.flow.custody.handover_proof import Proof
from scheduler.web.shared.forms import Form, clean

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100, pattern=r"^[^\x00]*$")]

COLLECTORS = {
    "holder": N_("Pemilik"),
    "family": N_("Keluarga"),
    "parent": N_("Orang tua"),
    "guardian": N_("Wali"),
    "proxy": N_("Orang lain"),
}
IDENTITIES = {
    "face": N_("Wajah cocok"),
    "collector_ktp": N_("KTP pengambil"),
    "kk": N_("KK asli"),
    "ikd": N_("IKD"),
    "fingerprint": N_("Sidik jari"),
}
OLD_CARDS = {
    "withdrawn": N_("Ditarik"),
    "lost": N_("Hilang, surat polisi"),
    "none": N_("Belum pernah punya"),
    "not_brought": N_("Tidak dibawa"),
}
CHOICES: Mapping[str, Any] = {"collectors": COLLECTORS, "identities": IDENTITIES, "cards": OLD_CARDS}


class FindForm(Form):
    """What was scanned or typed to find a document of a batch."""

    find: Line = ""


class HandoverForm(Form):
    """The choices of whoever hands over. Sent twice the same it is one handover, so it needs no nonce."""

    collector: Literal["holder", "family", "parent", "guardian", "proxy"]
    collector_name: Line = ""
    collector_letter: Line = ""
    beyond_cap: Line = ""
    identity: Literal["face", "fingerprint", "collector_ktp", "ikd", "kk"]
    old_card: Literal["withdrawn", "lost", "none", "not_brought"] | None = None
    old_card_letter: Line = ""

    def proof(self, *, by_supervisor: bool = False) -> Proof:
        """What the rules of a handover ask for; only a supervisor lets somebody collect beyond the cap."""
        return Proof(
            collector_kind=self.collector,
            identity=self.identity,
            collector_name=self.collector_name or None,
            collector_letter=self.collector_letter or None if self.collector == "proxy" else None,
            beyond_cap=self.beyond_cap or None if by_supervisor else None,
            old_card=self.old_card,
            old_card_letter=self.old_card_letter or None if self.old_card == "lost" else None,
        )


class Typed(Form):
    """What stands in the form: nothing yet, or as it was sent and refused."""

    collector: str = Field(default="", max_length=20)
    collector_name: str = Field(default="", max_length=100)
    collector_letter: str = Field(default="", max_length=100)
    beyond_cap: str = Field(default="", max_length=100)
    identity: str = Field(default="", max_length=20)
    old_card: str = Field(default="", max_length=20)
    old_card_letter: str = Field(default="", max_length=100)


def typed_of(form: Mapping[str, Any]) -> Typed:
    """What was sent, cut to what fits into the fields."""
    lengths = {"collector": 20, "identity": 20, "old_card": 20}
    return Typed(
        **{name: clean(str(form[name]))[: lengths.get(name, 100)] for name in Typed.model_fields if name in form}
    )
