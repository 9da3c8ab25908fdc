"""Keys that change and files that go by rule."""
