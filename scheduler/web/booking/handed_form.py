"""Who took a document at a place, as the place's page and the office's page send it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from scheduler.domain.errors import N_
from scheduler.flow.proofs import Proof

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


class HandedForm(BaseModel):
    """The choices of whoever hands over. Sent twice the same it is one handover, so it needs no nonce."""

    collector: Literal["holder", "family", "parent", "guardian", "proxy"]
    collector_name: Line = ""
    identity: Literal["face", "fingerprint", "collector_ktp", "ikd", "kk"]
    old_card: Literal["withdrawn", "lost", "none", "not_brought"] | None = None
    old_card_letter: Line = ""

    @property
    def proof(self) -> Proof:
        """What the rules of a handover ask for."""
        return Proof(
            collector_kind=self.collector,
            identity=self.identity,
            collector_name=self.collector_name or None,
            old_card=self.old_card,
            old_card_letter=self.old_card_letter or None if self.old_card == "lost" else None,
        )


class Typed(BaseModel):
    """What stands in the form: nothing yet, or as it was sent and refused."""

    collector: str = Field(default="", max_length=20)
    collector_name: str = Field(default="", max_length=100)
    identity: str = Field(default="", max_length=20)
    old_card: str = Field(default="", max_length=20)
    old_card_letter: str = Field(default="", max_length=100)


def typed_of(form: Mapping[str, Any]) -> Typed:
    """What was sent, cut to what fits into the fields."""
    kept = {
        name: str(form[name]).replace("\0", "")[:20] for name in ("collector", "identity", "old_card") if name in form
    }
    names = {
        name: str(form[name]).replace("\0", "")[:100] for name in ("collector_name", "old_card_letter") if name in form
    }
    return Typed(**kept, **names)
