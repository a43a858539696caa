"""What people do to a published rota: swaps, overrides, sick cover, leave, hand-over notes."""
