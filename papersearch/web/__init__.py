"""The server: an HTTP API, a page, and a socket that makes queries of the shell faster."""
