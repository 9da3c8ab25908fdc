"""Documents that are to be fetched at another office of the installation."""
