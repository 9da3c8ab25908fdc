"""What each of several processes of `giliran serve` loads first; uvicorn names it to them."""

from starlette.applications import Starlette

from scheduler.runtime.loading import loaded


def application() -> Starlette:
    """The application of this process, by the settings that it was given."""
    made: Starlette = loaded("scheduler.main").worker()
    return made
