"""What the page of channels sends."""

from datetime import time

from scheduler.domain.refusals import Invalid
from scheduler.flow.channels.ladder import Hours, Reminders
from scheduler.web.shared.forms import days_in
from scheduler.web.shared.staff.fields import Line, NonceForm, Number


class RungForm(NonceForm):
    """A channel of the ladder; on a rung's own address the address names it."""

    channel: Line = ""
    wait_minutes: Number = 0
    by: Number = 0


class HoursForm(NonceForm):
    messages_from: time
    messages_until: time
    asks_consent: bool = False

    @property
    def hours(self) -> Hours:
        """What is asked for."""
        return Hours(_plain(self.messages_from), _plain(self.messages_until), self.asks_consent)


class RemindersForm(NonceForm):
    remind_at: time | None = None
    remind_minutes: Number = 0
    soon_minutes: Number = 0
    uncollected_days: Line = ""

    @property
    def reminders(self) -> Reminders:
        """What is asked for. Raises Invalid for days that cannot be read."""
        days = days_in(self.uncollected_days)
        if days is None:
            raise Invalid(errors={"uncollected_days": "unreadable"})
        remind_at = _plain(self.remind_at) if self.remind_at else None
        return Reminders(remind_at, self.remind_minutes, self.soon_minutes, days)


class AccountForm(NonceForm):
    """How many messages go out a minute; the entries of the account are those of its channel."""

    per_minute: Number | None = None


class TrialForm(NonceForm):
    to: Line = ""


def _plain(moment: time) -> time:
    return moment.replace(second=0, microsecond=0, tzinfo=None)
