"""What is kept of people goes by rule or because they ask for it, and is given to them on request."""
