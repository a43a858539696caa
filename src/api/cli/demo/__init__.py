"""``rotation demo``: a made-up team, its rota of next week, printed and served."""
