"""`make release`: what is handed to offices is built, looked through, installed and started before anybody gets it."""
