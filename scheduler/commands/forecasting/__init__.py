"""`giliran forecast`: how coming days will be, and what if they were set otherwise."""
