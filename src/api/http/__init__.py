"""What every route may use: sessions and callers, paging, ETags, idempotency, write turns."""
