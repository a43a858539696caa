"""Means of every route: sessions and callers, paging, ETags, idempotency, write turns."""
