"""What is usual at an office, and days that have not come."""
