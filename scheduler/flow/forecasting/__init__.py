"""What is expected of an office's days: how they are set, who is booked, how they will be, and how they were."""
