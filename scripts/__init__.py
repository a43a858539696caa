"""Checks and chores of maintainers; the product does not need them."""
