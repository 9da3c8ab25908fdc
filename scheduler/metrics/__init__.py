"""What a machine that watches machines is told, for Prometheus: loaded only where `GILIRAN_METRICS` says so."""
