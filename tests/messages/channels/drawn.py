"""A picture that goes with a letter, drawn already."""

from scheduler.board.pass_picture import PassWords
from scheduler.messages.channels.base import PassPicture

PNG = b"\x89PNG\r\n\x1a\n picture"


class Drawn(PassPicture):
    """A picture that is drawn already."""

    async def drawn(self) -> bytes:
        return PNG


PICTURE = Drawn("7K4M-P2QX-9RD3-FHNT", PassWords("Nomor jadwal", "40-317", "", "", ""))
