"""The time of members: when they can, would rather not, or cannot work."""
