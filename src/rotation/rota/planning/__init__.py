"""Runs: a rota is asked for, made by a worker and kept as the draft; planning ahead, cycles."""
