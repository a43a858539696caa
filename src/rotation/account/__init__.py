"""Organisations and their keys, access levels, repeated requests, the audit trail."""
