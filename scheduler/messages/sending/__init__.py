"""The outbox on its way: taken, sent by a channel of the ladder, settled."""
