"""What the OpenAPI schema shows: a body of each request, an answer of each kind."""
