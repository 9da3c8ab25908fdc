"""Who gets the next blank, and how long blanks last."""
