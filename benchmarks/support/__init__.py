"""What measurements stand on: servers, floors, crowds, and databases filled in bulk."""
