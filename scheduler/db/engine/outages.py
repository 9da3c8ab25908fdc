"""What is raised when the database cannot be reached: it is asked again, and nobody is at fault."""

import sqlite3

from sqlalchemy import exc

AWAY = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError, sqlite3.OperationalError)
"""What a database says that is started anew, full, locked, or cut off by its network; the third is of a pool whose
connections all wait for it."""
