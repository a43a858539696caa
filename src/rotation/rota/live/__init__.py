"""Changes of a published rota by people: swaps, overrides, sick cover, leave, hand-over notes."""
