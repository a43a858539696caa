"""One file a job: open a unit, ask what is due, do it."""
