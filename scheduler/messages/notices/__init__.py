"""What messages say and whether they still hold: the texts, an office's own words, and what fills them."""
