"""Checking what was sent for an application: ready-made reasons to ask again, and what counts as complete.

Reasons speak to the citizen: what is wrong, and what makes the next picture good. Nothing blames.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from scheduler.domain.refusals import N_

EMPTY, SENT, ACCEPTED, MISSING, UNREADABLE = "empty", "sent", "accepted", "missing", "unreadable"
ASKED = (MISSING, UNREADABLE)
"""States of an item that is asked for again."""
BROUGHT = "brought"
"""Why an item was accepted without a page: its paper was brought to the office."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is asked for again. label: for clerks, and in a list behind the item's name.

    sentence: to the citizen, with {item} in it.
    """

    label: str
    sentence: str


REASONS: Mapping[str, Mapping[str, Reason]] = {
    MISSING: {
        "not_sent": Reason(N_("belum dikirim"), N_("{item} belum kami terima. Kirim fotonya.")),
        "wrong_document": Reason(N_("yang dikirim dokumen lain"), N_("Yang terkirim bukan {item}. Kirim foto {item}.")),
        "page_lacking": Reason(
            N_("halamannya kurang"), N_("Halaman {item} belum lengkap. Kirim foto semua halamannya.")
        ),
        "back_lacking": Reason(
            N_("sisi belakang belum ada"), N_("Sisi belakang {item} belum ada. Kirim foto kedua sisinya.")
        ),
        "expired": Reason(
            N_("sudah tidak berlaku"), N_("{item} yang dikirim sudah tidak berlaku. Kirim foto yang masih berlaku.")
        ),
        "other_person": Reason(
            N_("atas nama orang lain"), N_("{item} yang dikirim atas nama orang lain. Kirim foto yang sesuai.")
        ),
    },
    UNREADABLE: {
        "blurred": Reason(
            N_("foto buram"),
            N_("Foto {item} buram. Kirim ulang: letakkan di tempat terang, keempat sudut terlihat, ponsel diam."),
        ),
        "cut_off": Reason(
            N_("foto terpotong"),
            N_("Foto {item} terpotong. Kirim ulang: letakkan di tempat terang, keempat sudut terlihat."),
        ),
        "dark": Reason(
            N_("foto terlalu gelap"),
            N_("Foto {item} terlalu gelap. Kirim ulang: letakkan di tempat terang, keempat sudut terlihat."),
        ),
        "glare": Reason(
            N_("foto silau"),
            N_("Foto {item} silau. Kirim ulang: jauhkan dari lampu, jangan pakai lampu kilat, keempat sudut terlihat."),
        ),
        "too_small": Reason(
            N_("tulisan terlalu kecil"),
            N_("Tulisan di foto {item} terlalu kecil. Kirim ulang: foto dari dekat, keempat sudut terlihat."),
        ),
    },
}
"""Reasons by the state of the item that they lead to, the likeliest first."""


class Item(Protocol):
    """A line of a checklist."""

    @property
    def state(self) -> str: ...

    @property
    def optional(self) -> bool: ...


T = TypeVar("T", bound=Item)


def reason_of(state: str, why: str | None) -> Reason | None:
    """The ready-made reason behind a decision; None where there is none by that name."""
    return REASONS.get(state, {}).get(why or "")


def undecided(items: Sequence[T]) -> list[T]:
    """What was sent and nobody has decided yet, optional or not."""
    return [item for item in items if item.state == SENT]


def lacking(items: Sequence[T]) -> list[T]:
    """What is to be asked for: whatever a clerk said lacks, and what is needed and was never sent."""
    return [item for item in items if item.state in ASKED or (item.state == EMPTY and not item.optional)]


def is_complete(items: Sequence[Item]) -> bool:
    """Whether the office can begin: everything was looked at, and what is needed is accepted.

    Something optional may have been refused.
    """
    needed = all(item.state == ACCEPTED for item in items if not item.optional)
    return needed and not any(item.state == SENT for item in items)


def is_one_picture(items: Sequence[Item]) -> bool:
    """Whether the items that lack are one picture that cannot be read: then its own short message is sent."""
    return [item.state for item in items] == [UNREADABLE]
