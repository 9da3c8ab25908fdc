"""The kiosk where nobody stands: people serve themselves, and see no names."""
