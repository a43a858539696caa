"""Staffing questions answered, for web, worker and command line alike; knows no request."""
