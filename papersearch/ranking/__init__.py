"""What is computed of candidates, pure."""
