"""Practising on the page: a question, a prediction, and what is right and why."""
