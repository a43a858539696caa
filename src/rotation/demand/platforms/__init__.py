"""Platform rules: badges and reply windows by date, shipped or a team's own."""
