"""How many examples a property is tried on."""

from hypothesis import settings


def examples(at_every_push: int, deep: int) -> int:
    """Fewer at every push, where they are the same each time; many in a deep run, where they are new ones."""
    return deep if settings.get_current_profile_name() == "random" else at_every_push
