"""Which messages of the outbox still hold, as conditions of the database."""
