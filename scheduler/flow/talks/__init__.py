"""What citizens write, with pictures, and what clerks answer."""
