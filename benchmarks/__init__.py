"""Measurements of the explorer, and the pictures of it."""
