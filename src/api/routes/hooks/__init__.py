"""Platforms that call us, one file each."""
