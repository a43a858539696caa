"""Members: their data, contacts and time."""
