"""Logs in, figures out: messages, forecast, measured replies, reports."""
