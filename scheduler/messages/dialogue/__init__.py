"""Conversations by WhatsApp and the like: what citizens write is understood, done and answered."""
