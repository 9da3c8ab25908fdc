"""Texts and numbers as people write them and as they are kept: names, NIK, phones, codes, what is scanned."""
