"""Jobs of the worker, one file each, listed in the registry: each asks what is due and does it."""
