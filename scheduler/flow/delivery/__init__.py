"""Documents that are fetched elsewhere or not on paper: batches to pickup places, and how each is delivered."""
