"""Staffing questions and answers as frozen values, JSON in and out; loads nothing heavy."""
