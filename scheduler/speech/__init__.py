"""A call as sound: its words in each language, and the voices that say them."""
