"""The database: how it is opened and written, its tables, its named reads."""
