"""What reads strangers' files: a process of its own that can do nothing else (see `scheduler.pictures.apart`)."""
