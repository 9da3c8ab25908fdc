"""The steps: each a plain function over a session, by capability."""
