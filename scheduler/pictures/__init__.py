"""Files that citizens send: drawn anew in a process of their own, and kept sealed in a folder."""
