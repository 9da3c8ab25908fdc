"""Who is signed in: sessions, passwords, browsers, and pages that lock."""
