"""What to say to whom and when: reminders, changes, webhooks; the outbox of what waits."""
