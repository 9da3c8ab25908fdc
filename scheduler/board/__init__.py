"""The Board, a whole picture of what the public may see; what a screen is told beside it; QR codes."""
