"""Duty spans as they are kept: the projection that follows facts, reads of it, the snapshot."""
