"""The ways out: a guarded HTTP client, mail, webhooks."""
