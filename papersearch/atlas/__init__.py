"""The corpus seen from above: a map of its papers, and topics over time."""
