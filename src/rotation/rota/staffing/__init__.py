"""Staffing questions about a week: predicted replies, what-if, opening hours, smallest team."""
