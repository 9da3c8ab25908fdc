"""Where an application stands, from receipt to collection, as its citizen is told: a state, and steps with one now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from scheduler.domain.refusals import N_
from scheduler.domain.stages import DocumentStage

Progress = Literal["done", "now", "later"]
_D = DocumentStage
STEPS = (N_("Diterima"), N_("Diperiksa petugas"), N_("Dibuat"), N_("Siap"), N_("Selesai"))
WANTED = N_("Menunggu foto dari Anda")
"""Stands before the check while its citizen is asked for something: who acts next is them."""
VISIT_STEPS = (N_("Diterima"), N_("Diperiksa petugas"), N_("Pilih jadwal perekaman"), N_("Selesai"))
READY_PLACE = 3
_PLACES = {
    _D.RECEIVED: 1,
    _D.INCOMPLETE: 1,
    _D.IN_PRODUCTION: 2,
    _D.WAITING_FOR_BLANK: 2,
    _D.READY: 3,
    _D.MISPLACED: 3,
    _D.AT_PARTNER: 3,
    _D.RETURNED: 2,
    _D.COLLECTED: 5,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way of an application; name is a source text."""

    name: str
    progress: Progress


def steps_of(stage: str, *, hands_over: bool, asked_again: bool = False) -> Sequence[Step]:
    """The way of an application that was sent, by the stage of its document; empty where it was withdrawn, or left
    for another office.

    hands_over: False for a visit with nothing to fetch. asked_again: its citizen has been asked for something.
    """
    if stage not in _PLACES:
        return []
    names: Sequence[str] = STEPS
    place = _PLACES[DocumentStage(stage)]
    if not hands_over:
        names, place = VISIT_STEPS, place if place < READY_PLACE else place - 1
    if asked_again:
        names = (*names[:place], WANTED, *names[place:])
    return [Step(name, _progress(number, place)) for number, name in enumerate(names)]


def _progress(number: int, place: int) -> Progress:
    return "done" if number < place else "now" if number == place else "later"
