"""Other ways to have what is ready: somebody else fetches it, a place nearby, the post, a visit at home."""
