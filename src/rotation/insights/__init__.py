"""Measured replies beside what was predicted; reports of what was worked."""
