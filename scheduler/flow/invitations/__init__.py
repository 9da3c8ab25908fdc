"""The right to book: invitations, the households they go to, the waves they are sent in, the waiting list."""
