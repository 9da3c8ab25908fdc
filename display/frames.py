"""One message to many sockets: its text, and the same as the bytes that go on the wire."""

from functools import cached_property

from websockets.frames import Frame as SocketFrame
from websockets.frames import Opcode


class Frame:
    """A text message. A server's frames are not masked, so the bytes are the same for everybody."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def wire(self) -> bytes:
        return SocketFrame(Opcode.TEXT, self.text.encode()).serialize(mask=False)
