"""A file that came is drawn anew and put into the vault, all of its pages or none."""

from dataclasses import dataclass

from scheduler.pictures.disk import on_disk
from scheduler.pictures.kinds import Openable
from scheduler.pictures.redrawing import Drawn, redraw
from scheduler.pictures.turns import Asker
from scheduler.pictures.vault import Vault


@dataclass(frozen=True, slots=True)
class Kept:
    """A page in the vault. size: bytes of the picture; hint: "blurred", "dark", "small" or None."""

    mark: str
    width: int
    height: int
    size: int
    hint: str | None


async def keep(vault: Vault, content: Openable, *, most_pages: int, asker: Asker) -> list[Kept]:
    """The pages of a file, in order. Raises what `redraw` does, and DiskFull; then nothing of it is kept."""
    drawn = await redraw(content, most_pages=most_pages, asker=asker)
    return await on_disk(_put, vault, drawn)


def forget(vault: Vault, kept: list[Kept]) -> None:
    """Give up pages that no row came to name."""
    for page in kept:
        vault.drop(page.mark)


def _put(vault: Vault, drawn: list[Drawn]) -> list[Kept]:
    kept: list[Kept] = []
    try:
        for page in drawn:
            mark = vault.put(page.content)
            kept.append(Kept(mark, page.width, page.height, len(page.content), page.hint))
    except BaseException:
        forget(vault, kept)
        raise
    return kept
