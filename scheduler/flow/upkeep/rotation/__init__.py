"""What older secrets made is made anew with the newest, in small steps, while the office is at work.

`columns.py` finds what there is to do, `renewing.py` does it row by row, `files.py` does the same for files, and
`counting.py` says what is under which secret. No row is ever between two secrets, and whoever is stopped goes on.
"""
