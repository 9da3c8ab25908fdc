"""`python -m scheduler` is `giliran`."""

from scheduler.cli import main

main()
