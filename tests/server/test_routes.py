"""Which addresses of Voila are served."""

from __future__ import annotations

from voila.app import Voila

from explorer.server import app, routes, settings, websocket


def test_only_what_the_page_uses_is_kept() -> None:
    voila = Voila(config=settings.configuration("127.0.0.1", None))
    voila.initialize([str(app.notebook())])
    voila.init_settings()
    kept = routes.kept(voila.init_handlers())
    assert len(kept) == 6
    assert [pattern for pattern, kind, *_ in kept if kind is websocket.KernelSocket] == [
        r"/api/kernels/(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)/channels"
    ]
    patterns = " ".join(pattern for pattern, *_ in kept)
    for word in ("files", "tree", "contents", "login", "themes", "templates", "execution", "query"):
        assert word not in patterns
    Voila.clear_instance()
