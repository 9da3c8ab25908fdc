"""Sound as a file that every browser plays: MP3 where the encoder is installed (extra `voice`), else WAV."""

from scheduler.speech.pcm import Pcm, little_endian, write_wav

KILOBITS = 32
"""Kilobits a second of one channel of speech: 4 kB."""


def encoded(sound: Pcm) -> tuple[bytes, str]:
    """A sound as a file, and the media type of that."""
    try:
        import lameenc  # noqa: PLC0415 - comes with the extra `voice`
    except ImportError:
        return write_wav(sound), "audio/wav"
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(KILOBITS)
    encoder.set_in_sample_rate(sound.rate)
    encoder.set_channels(1)
    encoder.set_quality(2)
    return bytes(encoder.encode(little_endian(sound)) + encoder.flush()), "audio/mpeg"
