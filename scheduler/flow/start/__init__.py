"""A first office is set up in the browser: by which address, in which steps."""
