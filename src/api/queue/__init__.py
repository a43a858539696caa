"""The queue of runs, and the child processes that solve them."""
