"""Maps and trends, drawn."""
