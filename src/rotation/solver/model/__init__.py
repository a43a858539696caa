"""The words over variables and the integer model they make."""
