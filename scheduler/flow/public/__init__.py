"""What anybody may read of an office: as it is now, and month by month."""
