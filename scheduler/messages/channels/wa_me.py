"""wa.me: a clerk presses a link, and WhatsApp opens on the clerk's own phone. Nothing is sent from here."""

from scheduler.domain.refusals import N_
from scheduler.messages.channels.base import Kind, Letter, Receipt

KIND = Kind("wa_me", N_("Tautan WhatsApp, ditekan petugas"), "phone")


class ByHand:
    """Leaves every letter to the clerk's list."""

    async def send(self, letter: Letter) -> Receipt:  # noqa: ARG002 - no letter is sent, whatever it says
        """Never sends."""
        return Receipt("refused", code="by_hand")

    async def close(self) -> None:
        """There is nothing open."""
