"""The first start of an office: its steps in their order, how far it is, and what is worked out for whoever answers."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scheduler.domain.refusals import N_, Refusal, Unknown

STEPS = (
    "office",
    "manager",
    "offer",
    "hours",
    "counters",
    "takes",
    "slots",
    "lobby",
    "screen",
    "print",
    "call",
    "import",
)
"""One question each. Before there is a manager nobody is signed in, so that is asked as early as can be."""
NEEDED = ("office", "manager")
"""Steps that nobody leaves out; what the others ask for has a usual answer until somebody gives another."""
TRIED = ("screen", "print", "call", "import")
"""Steps in which something is tried on a page of its own."""
MINUTES_OF_A_UNIT = 5
"""How long one unit of work takes at a counter, about."""
CODE = re.compile(r"[a-z0-9-]{2,40}")
"""How an office is called in addresses."""
NOT_TELLING = frozenset(
    {"dinas", "disdukcapil", "dukcapil", "kependudukan", "dan", "pencatatan", "sipil", "kantor", "kota", "kabupaten"}
    | {"kab"}
)
"""Words of an office's name that do not tell it from others."""


class StartAddressUnknown(Unknown):
    """Nobody was given this address, or it was used, or an office is there and has somebody who looks after it."""

    sentence = N_(
        "Alamat ini tidak berlaku, atau sudah dipakai. Buat yang baru di komputer server: tutup lalu jalankan lagi "
        "programnya, atau ketik giliran start-address di sana."
    )


class StartElsewhere(Refusal):
    """Whoever asks has not opened the address, or has done so too long ago, or somebody opened a newer one since."""

    status = 403
    sentence = N_(
        "Persiapan kantor ini tidak dibuka di peramban ini. Buka alamat sekali pakai yang tertulis di jendela program "
        "di komputer server."
    )


class StartIncomplete(Refusal):
    """The office cannot be opened yet: the steps that nobody leaves out are not done."""

    sentence = N_("Kantor belum bisa dibuka. Isi dulu langkah kantor dan pengelola.")


@dataclass(frozen=True, slots=True)
class Progress:
    """Which steps were answered, and which were left for later. seen: of those that were only to be tried, what the
    program noticed itself at the time and keeps nowhere else.
    """

    done: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()
    seen: frozenset[str] = frozenset()

    @classmethod
    def of(cls, kept: Mapping[str, Any] | None) -> "Progress":
        """As it is kept with an office; of one that is set up everything is done."""
        if kept is None:
            return cls(frozenset(STEPS))
        done, left, seen = (frozenset(kept.get(name, ())) & frozenset(STEPS) for name in ("done", "left", "seen"))
        return cls(done, left - done, seen)

    def kept(self) -> dict[str, list[str]]:
        """As it is kept, in the order of the steps."""
        return {name: [step for step in STEPS if step in getattr(self, name)] for name in ("done", "left", "seen")}

    @property
    def share(self) -> tuple[int, int]:
        """How many steps were answered, of how many."""
        return len(self.done), len(STEPS)

    def with_done(self, step: str) -> "Progress":
        return replace(self, done=self.done | {step}, left=self.left - {step})

    def with_left(self, step: str) -> "Progress":
        """Left for later; what was answered before stays answered."""
        return self if step in self.done else replace(self, left=self.left | {step})

    def with_seen(self, step: str) -> "Progress":
        return replace(self, seen=self.seen | {step})

    @property
    def next(self) -> str | None:
        """The first step that was neither answered nor left; None where there is none."""
        return next((step for step in STEPS if step not in self.done | self.left), None)

    @property
    def may_open(self) -> bool:
        """Whether the office may take citizens."""
        return self.done.issuperset(NEEDED)


def step_after(step: str) -> str | None:
    """The step that follows; None after the last."""
    return next(iter(STEPS[STEPS.index(step) + 1 :]), None)


def step_before(step: str) -> str | None:
    """The step before; None before the first."""
    return next(reversed(STEPS[: STEPS.index(step)]), None)


def code_of(name: str) -> str:
    """How an office may be called in addresses: "Disdukcapil Kota Tanjungpinang" is tanjungpinang."""
    words = re.findall(r"[a-z0-9]+", name.casefold())
    telling = [word for word in words if word not in NOT_TELLING] or words
    code = "-".join(telling)[:40].strip("-")
    return code if CODE.fullmatch(code) else "kantor"


def suggested_units(counters: Sequence[Collection[str]], slot_minutes: int) -> dict[str, int]:
    """How many units of work fit into a slot, by the letter of a service: what its counters do in that time.

    counters: the letters that each takes. One that takes several shares its time among them; each service has at
    least one unit.
    """
    found: dict[str, float] = {}
    for letters in counters:
        for letter in letters:
            found[letter] = found.get(letter, 0.0) + slot_minutes / MINUTES_OF_A_UNIT / len(letters)
    return {letter: max(int(units), 1) for letter, units in sorted(found.items())}
