"""Who may do what: organisations, keys, access levels, repeated requests, the audit trail."""
