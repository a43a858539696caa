"""One file a noun: the JSON API under /v1, and the feeds."""
