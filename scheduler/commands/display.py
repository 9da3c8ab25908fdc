"""`giliran display`."""

from scheduler.runtime.config import Settings
from scheduler.runtime.loading import loaded


def serve(host: str | None, port: int | None) -> None:
    """Serve screens and waiting phones alone until stopped; any number of these may run on any machines."""
    told = {"host": host, "port": port}
    settings = Settings(**{name: value for name, value in told.items() if value is not None})  # type: ignore[arg-type]
    loaded("scheduler.main").serve_display(settings)
