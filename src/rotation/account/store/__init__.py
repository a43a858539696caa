"""All SQL of organisations, keys, repeated requests and the audit trail."""
