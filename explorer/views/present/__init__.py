"""A lesson on a projector: one thing at a time, in large type."""
