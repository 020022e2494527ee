"""Stands in for IPython inside a published page, where there is no shell: ipywidgets only asks whether there is one."""


def get_ipython() -> None:
    """There is no shell in a page."""
