"""The OpenAPI document: what people and generators of clients read of the API."""
