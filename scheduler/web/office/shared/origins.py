"""How applications come in, in words."""

from collections.abc import Mapping

from scheduler.domain.refusals import N_

ORIGINS: Mapping[str, str] = {"online": N_("Dari rumah"), "whatsapp": N_("WhatsApp"), "desk": N_("Di kantor")}
