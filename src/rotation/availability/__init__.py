"""When a member can, would rather not, or cannot work."""
