"""Whether all is well that the program stands on: checks, each of which says in a sentence how it is and what to do."""
