"""Documents that a partner takes along: listed, signed for, handed over there, and what comes back."""
