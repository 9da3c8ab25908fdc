"""What TVs and waiting phones get beside the board: pairing, notices, pictures, voice, pushes."""
