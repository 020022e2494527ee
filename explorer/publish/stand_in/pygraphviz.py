"""Stands in for pygraphviz inside a published page, where Graphviz runs as WebAssembly beside Python (kernel.js)."""


class AGraph:
    """A graph written as DOT.

    Args:
        string: the DOT text.
    """

    def __init__(self, string: str) -> None:
        self.string = string

    def draw(self, format: str, prog: str) -> bytes:
        """Lay the graph out and write it.

        Args:
            format: ``svg``.
            prog: the engine, ``dot``.
        """
        import js  # the worker, which the interpreter runs in

        return str(js.layOut(self.string, format, prog)).encode()
