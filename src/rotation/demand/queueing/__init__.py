"""Queueing theory, pure: Erlang, the exact time-dependent Markov chain, deadlines, capacity."""
