"""`giliran display`."""

from scheduler.runtime.config import Settings


def serve(host: str | None, port: int | None) -> None:
    """Serve screens and waiting phones alone until stopped; any number of these may run on any machines."""
    from scheduler import main  # noqa: PLC0415 - the settings are refused before the server is loaded

    told = {"host": host, "port": port}
    main.serve_display(Settings(**{name: value for name, value in told.items() if value is not None}))  # type: ignore[arg-type]
