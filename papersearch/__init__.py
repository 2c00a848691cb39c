"""Search daily digests of machine-learning papers."""
