"""The habits of an office, fitted from what was recorded of its last weeks."""
