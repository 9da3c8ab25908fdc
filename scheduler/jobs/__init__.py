"""What runs beside the requests, in any process."""
