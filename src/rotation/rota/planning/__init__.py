"""A rota is asked for, made by a worker and kept as the draft: runs, planning ahead, cycles."""
