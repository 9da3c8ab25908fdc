"""`giliran worker`: answers what citizens wrote, and sends what the outbox holds."""

import asyncio
import contextlib
import signal
from collections.abc import Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from gettext import NullTranslations

from sqlmodel import Session, col, func, select

from scheduler.commands.session import Opened, opened
from scheduler.db.models import Message
from scheduler.db.opening import warn_of_weak_secrets
from scheduler.jobs.answers import answering
from scheduler.jobs.foreseeing import foreseeing
from scheduler.jobs.picture_fetching import fetching_of, fetching_pictures
from scheduler.messages.dialogue.answering import answer_all
from scheduler.messages.sending.lanes import Looking, claimable
from scheduler.messages.sending.running import worker_of
from scheduler.messages.sending.worker import Counted, Worker
from scheduler.pictures.apart import tell_what_lacks
from scheduler.runtime import logs, loops
from scheduler.runtime.config import Settings
from scheduler.runtime.stopping import end_in_time
from scheduler.translations import all_translations

PAUSE = 0.02
"""Seconds between steps on a SQLite file: its wait is unfair, and a server that runs meanwhile must get its turn."""


def run(*, once: bool) -> None:
    """Send until stopped; once: all that is due, with a progress bar where somebody looks on."""
    settings = Settings()
    with opened(settings) as at:
        warn_of_weak_secrets()
        if once:
            logs.configure("warning")  # lines would run through the bar
            with _progress(at) as counted:
                loops.run(_work(at, counted))
            print(_left(at))  # noqa: T201 - the command's answer
        else:
            tell_what_lacks()
            loops.run(_work(at, None))


async def _work(at: Opened, counted: Counted | None) -> None:
    pause = PAUSE if at.database.on_sqlite else 0.0
    catalogues, base_url = all_translations(), at.settings.base_url
    async with worker_of(at.database, at.clock, at.settings, translations=catalogues, pause=pause) as worker:
        _end_by_signal(worker)
        if counted is None:
            async with (
                answering(at.database, at.clock, base_url=base_url, translations=catalogues),
                _fetching(at, catalogues),
                foreseeing(at.database, at.clock),
            ):
                await worker.run()
        else:
            await answer_all(at.database, at.clock, base_url=base_url, translations=catalogues)
            await _fetch(at, catalogues)
            await worker.work_off(counted)


def _fetching(at: Opened, catalogues: Mapping[str, NullTranslations]) -> AbstractAsyncContextManager[None]:
    """In training nothing is fetched: nothing leaves the machine."""
    if at.clock.is_training:
        return contextlib.nullcontext()
    return fetching_pictures(at.database, at.clock, at.settings, translations=catalogues)


async def _fetch(at: Opened, catalogues: Mapping[str, NullTranslations]) -> None:
    """Bring all that is due."""
    if not at.clock.is_training:
        async with fetching_of(at.database, at.clock, at.settings, translations=catalogues) as work:
            await work.fetch_all()


def _end_by_signal(worker: Worker) -> None:
    """Letters under way are settled before the process ends, in time."""
    loop = asyncio.get_running_loop()

    def end() -> None:
        end_in_time()
        worker.end()

    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # where the system has no such signals
            loop.add_signal_handler(number, end)


@contextlib.contextmanager
def _progress(at: Opened) -> Iterator[Counted]:
    # Imported here: a worker that sends until it is stopped shows no bar.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as progress:
        with at.database.reading() as session:
            task = progress.add_task("Sending", total=_due(session, at))
        yield lambda count: progress.advance(task, count)


def _due(session: Session, at: Opened) -> int:
    return session.exec(select(func.count()).select_from(Message).where(claimable(Looking("", at.now)))).one()


def _left(at: Opened) -> str:
    """What stands in the outbox now."""
    with at.database.reading() as session:
        counts = dict(session.execute(select(col(Message.state), func.count()).group_by(col(Message.state))).all())
    words = (f"{counts[state]} {state}" for state in sorted(counts))
    return f"Messages: {', '.join(words) or 'none'}."
