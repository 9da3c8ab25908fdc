"""What citizens are told, by which way, and what they write back."""
