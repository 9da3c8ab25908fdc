"""`giliran service`: the program as a service of systemd, written out, started, looked at and taken away."""
