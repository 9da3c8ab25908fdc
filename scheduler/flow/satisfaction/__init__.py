"""The survey of satisfaction: whom it is asked of, an answer that nobody can find again, and what came of all."""
