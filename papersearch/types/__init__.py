"""The nouns: papers, queries, hits, and what they are made of."""
