"""The catalog: one SQLite file that holds what cannot be made again."""
