"""Notices: what is said to whom and when; reminders, changes, webhooks, the outbox."""
