"""Assistants: the tools of the MCP server, over the domain and its rights, and its protocol."""
