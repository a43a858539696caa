"""How runs reach a solver: the queue and the child processes."""
