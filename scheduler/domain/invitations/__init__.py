"""Who is invited next."""
