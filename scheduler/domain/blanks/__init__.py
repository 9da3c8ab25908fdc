"""Who gets the next blank, and how long they last."""
