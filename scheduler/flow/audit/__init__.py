"""The chain over the audit log: rows are sealed, looked at again, and forgotten by rule without breaking it."""
