"""What anybody may read, read once for all who ask within some seconds."""
