"""What watches catch, and what likes recommend."""
