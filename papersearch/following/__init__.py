"""What watches catch, what likes recommend, and what is kept of papers."""
