"""What can go wrong with a backup, in one sentence for whoever looks after the server, and a word for pages."""

from scheduler.domain.backup import Why


class BackupFailed(Exception):
    """A backup could not be made. `why` is the word; `str()` the sentence."""

    def __init__(self, why: Why, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


class BackupBroken(Exception):
    """A backup is not whole, or is none. `str()` is the sentence."""


class PassphraseWrong(Exception):
    """A passphrase opens nothing; or the first bytes that it seals were changed."""
