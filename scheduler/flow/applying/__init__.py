"""Applications from home: filled in, sent with files, checked, answered, withdrawn."""
