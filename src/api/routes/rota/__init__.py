"""A week: shown, edited, published, checked."""
