"""Runs and what asks for them."""
