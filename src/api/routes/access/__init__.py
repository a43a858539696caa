"""Keys, webhooks, chat connections: who gets in and who is told."""
