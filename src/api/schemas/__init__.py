"""Types of fields that several bodies share."""
