"""The web board: pages rendered on the server, which call the domain as the routes do."""
