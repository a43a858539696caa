"""What happened: measured replies beside what was predicted."""
