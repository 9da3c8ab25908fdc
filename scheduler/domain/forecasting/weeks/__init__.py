"""The coming weeks at the level of days: who is invited when, which day they book, when the last has fetched."""
