"""The desk of a kecamatan or kelurahan: whom it may book for, the visits that it booked, the batches sent to it."""
