"""Calendar feeds: managed, and served."""
