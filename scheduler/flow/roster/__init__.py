"""When each counter is planned to be open: set, taken away, and looked through before either."""
