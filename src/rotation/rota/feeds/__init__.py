"""Calendars that others subscribe to: addresses, events, bytes."""
