"""Stands in for the shell, which is never there."""


class InteractiveShell:
    """A shell that is never there."""

    @classmethod
    def initialized(cls) -> bool:
        """Say that there is no shell."""
        return False
