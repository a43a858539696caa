"""Staffing questions over HTTP: parse, ask api.staffing, shape."""
