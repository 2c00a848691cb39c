"""The vectors of an index folder: FAISS files, named by the catalog."""
