"""Chat platforms, one small file each: proofs, messages in, answers out; no database, no client."""
