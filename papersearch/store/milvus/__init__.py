"""Papers in collections of a Milvus server, or of Milvus Lite in a file (docs/scale-out.md)."""
