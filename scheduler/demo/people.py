"""People that nobody is: names put together by chance, numbers that belong to no one."""

import random
from dataclasses import dataclass


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(","))


WOMEN = _names("""
    Siti, Dewi, Yuni, Maria, Nur, Rina, Ayu, Fitri, Wulan, Ratna, Sri, Lestari, Indah, Halimah, Zahra, Putri,
    Mei Ling, Kartika, Aminah, Novi
""")
MEN = _names("""
    Budi, Agus, Ahmad, Rizky, Joko, Hendra, Slamet, Dedi, Rahmat, Yusuf, Andi, Fajar, Bayu, Ridwan, Eko, Irfan,
    Taufik, Wahyu, Hasan, Anton
""")
FAMILIES = _names("""
    Rahmawati, Santoso, Saputra, Hidayat, Nasution, Siregar, Wijaya, Kurniawan, Setiawan, Harahap, Simanjuntak,
    Lubis, Pratama, Utami, Handayani, Maulana, Ramadhan, Tanjung, Sitorus, Anggraini, Permata, Halim, Gunawan,
    Susanto, Wibowo
""")


@dataclass(frozen=True, slots=True)
class Family:
    """A household: its KK number, a phone, and as many names as it fetches documents."""

    kk: str
    phone: str
    members: tuple[str, ...]
    niks: tuple[str, ...]


class Families:
    """An endless row of households, the same for the same seed. The phones are of a block that no one is given."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._count = seed % 1000

    def next(self, people: int = 1) -> Family:
        """A household of which `people` wait for something."""
        self._count += 1
        family = self._random.choice(FAMILIES)
        members = tuple(f"{self._random.choice(WOMEN + MEN)} {family}" for _ in range(people))
        niks = tuple(self._nik(place) for place in range(people))
        return Family(f"217201010126{self._count:04}", f"+62812000{self._count:05}", members, niks)

    def chance(self, share: float) -> bool:
        """Whether something that happens to a share of people happens to this one."""
        return self._random.random() < share

    def one_of(self, choices: tuple[str, ...]) -> str:
        """One of several choices, by chance."""
        return self._random.choice(choices)

    def _nik(self, place: int) -> str:
        born = f"{self._random.randint(1, 28):02}{self._random.randint(1, 12):02}{self._random.randint(60, 99)}"
        return f"217201{born}{self._count % 1000:03}{place}"
