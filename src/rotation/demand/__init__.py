"""Demand: how many people are needed when, and what replies a given staffing achieves."""
