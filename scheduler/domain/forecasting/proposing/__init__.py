"""What an office could set otherwise: the most pickups that keep what it asks, by days that were played."""
