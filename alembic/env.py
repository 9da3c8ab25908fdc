"""Run by Alembic: on the connection that `scheduler.db.engine.migrations` hands over, or on GILIRAN_DATABASE_URL."""

from sqlalchemy import Connection

from alembic import context
from scheduler.db import models
from scheduler.db.engine import migrations
from scheduler.runtime.config import Settings


def run(connection: Connection) -> None:
    """Run what was asked for on a connection whose transaction is open already: all of it or nothing."""
    context.configure(connection=connection, target_metadata=models.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with migrations.locked(Settings()) as connection:
        run(connection)
