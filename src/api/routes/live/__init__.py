"""After publication: on duty, swaps, overrides, cover, notes, notices."""
