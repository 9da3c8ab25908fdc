"""How messages go out: accounts of channels, the ladder of them, the office's own words."""
