"""What stands around every text: whose it is, the proof that it is real, and what the office never asks for."""

from scheduler.domain.refusals import N_
from scheduler.domain.text.patterns import places
from scheduler.messages.notices.template import NUMBERED, REGISTERED, Template
from scheduler.messages.notices.words import Translate

FOOT = N_(
    "Gratis. Kami tidak pernah meminta OTP, kata sandi, uang, atau memasang aplikasi. "
    "Ragu? Ketik sendiri {domain} lalu masukkan nomor registrasi."
)
PROOFS = {REGISTERED: N_("Registrasi ...{ref4}."), NUMBERED: N_("Nomor jadwal {short}.")}
BY_PHONE = N_("Tanpa internet: hubungi {office_phone}.")
HEAD = "{office}: "
ENDS = (".", "?", "!", ":", ")", '"')


def framed(words: str, template: Template, translate: Translate, *, has_phone: bool, has_proof: bool) -> str:
    """Words with what they lack put around them, its places still open.

    has_phone: whether the office has one. has_proof: whether there is a registration number; somebody who came without
    a document has none.
    """
    if not template.framed:
        return words
    named = places(words)
    ended = words if words.endswith(ENDS) else f"{words}."
    parts = [ended if "office" in named else HEAD + ended]
    if template.by_phone and has_phone and "office_phone" not in named:
        parts.append(translate(BY_PHONE))
    if (has_proof or template.proof == NUMBERED) and template.proof not in named:
        parts.append(translate(PROOFS[template.proof]))
    parts.append(translate(FOOT))
    return " ".join(parts)
