"""When each counter is manned, half hour by half hour: as the office plans it. A plan opens and closes no counter."""
