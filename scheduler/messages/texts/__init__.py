"""What messages say: the texts, an office's own words, and what fills them."""
