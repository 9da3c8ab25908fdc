"""Look-up keys as a database keeps them, and hashes that rise to the newest."""
