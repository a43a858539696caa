"""Drafts, runs and the published truth: who works when, and who is on duty."""
