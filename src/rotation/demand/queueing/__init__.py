"""Queueing theory, pure: Erlang A/B/C, the exact time-dependent Markov chain, deadlines, capacity."""
