"""The names of Voila and Jupyter that the server rests on are there and mean what they meant."""

from __future__ import annotations

import ast
import inspect
import tomllib
from pathlib import Path
from types import FunctionType

import pytest

from explorer.server import app, private_names, routes, visitors, websocket
from explorer.server.private_names import (
    AsyncMappingKernelManager,
    FileFindHandler,
    KernelWebsocketHandler,
    ServerKernelManager,
    TornadoVoilaHandler,
    Voila,
    VoilaIdentityProvider,
    ZMQChannelsWebsocketConnection,
)

ROOT = Path(__file__).parent.parent.parent
SERVER = ROOT / "explorer" / "server"

REPLACED = [  # our class, the class it stands in for, and the methods of that one it replaces
    (app.Server, Voila, {"initialize", "setup_template_dirs", "init_settings", "init_handlers", "listen", "launch_browser"}),
    (visitors.Page, TornadoVoilaHandler, {"get_generator"}),
    (visitors.Kernel, ServerKernelManager, {"shutdown_kernel"}),
    (visitors.Kernels, AsyncMappingKernelManager, {"cull_kernel_if_idle"}),
    (visitors.Anonymous, VoilaIdentityProvider, {"set_login_cookie"}),
    (websocket.KernelSocket, KernelWebsocketHandler, {"pre_get", "open", "on_close", "write_message"}),
    (routes.Asset, FileFindHandler, {"get", "write_error", "log_exception"}),
    (websocket.WidgetMessages, ZMQChannelsWebsocketConnection,
     {"handle_incoming_message", "handle_outgoing_message", "disconnect"}),
]  # fmt: skip
USED = [  # attributes and methods that our classes take from the classes they extend
    (Voila, "template_paths tornado_settings ip port"),
    (TornadoVoilaHandler, "kernel_manager settings"),
    (AsyncMappingKernelManager, "kernel_model get_kernel shutdown_kernel"),
    (ServerKernelManager, "last_activity execution_state"),
    (ZMQChannelsWebsocketConnection, "channels session subprotocol log"),
]


@pytest.mark.parametrize(("ours", "theirs", "names"), REPLACED)
def test_what_we_replace_is_there_to_be_replaced(ours: type, theirs: type, names: set[str]) -> None:
    assert issubclass(ours, theirs)
    written = {name for name, value in vars(ours).items() if isinstance(value, FunctionType)}
    assert {name for name in written if hasattr(theirs, name)} == names


@pytest.mark.parametrize(("ours", "theirs", "names"), REPLACED)
def test_what_we_replace_takes_the_same_arguments(ours: type, theirs: type, names: set[str]) -> None:
    for name in names:
        wanted = [
            each for each in inspect.signature(getattr(theirs, name)).parameters if each not in ("args", "kwargs")
        ]
        given = list(inspect.signature(getattr(ours, name)).parameters)
        assert len(given) >= len(wanted), name


@pytest.mark.parametrize(("theirs", "names"), USED)
def test_what_we_use_of_a_class_is_there(theirs: type, names: str) -> None:
    for name in names.split():
        assert hasattr(theirs, name), name


def test_what_voila_keeps_of_requests_is_forgotten() -> None:
    from voila.request_info_handler import RequestInfoSocketHandler

    RequestInfoSocketHandler.send_updates({"kernel_id": "a", "payload": {"REMOTE_HOST": "192.0.2.1"}})
    assert "192.0.2.1" in str(vars(RequestInfoSocketHandler)), "Voila keeps it somewhere else"
    private_names.forget_requests()
    assert "192.0.2.1" not in str(vars(RequestInfoSocketHandler))


def test_a_connection_knows_whether_it_has_ended() -> None:
    connection = websocket.WidgetMessages()
    assert not private_names.is_disconnected(connection)
    connection._close_future.set_result(None)
    assert private_names.is_disconnected(connection)
    assert "self._close_future.set_result(None)" in inspect.getsource(ZMQChannelsWebsocketConnection.disconnect)


def imported(path: Path) -> set[str]:
    tree = ast.walk(ast.parse(path.read_text("utf-8")))
    named = [node.module or "" for node in tree if isinstance(node, ast.ImportFrom)]
    return {name.split(".")[0] for name in named}


def test_no_other_file_takes_anything_from_them() -> None:
    takers = {path.name for path in SERVER.glob("*.py") if {"voila", "jupyter_server"} & imported(path)}
    assert takers == {"private_names.py"}


def test_no_other_file_uses_a_private_attribute_of_a_foreign_object() -> None:
    for path in SERVER.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr.startswith("_") and not node.attr.startswith("__"):
                own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
                assert own or path.name == "private_names.py", f"{path.name}:{node.lineno} uses {node.attr}"


def test_voila_stays_below_the_version_these_were_not_tried_with() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [name for extra in project["optional-dependencies"].values() for name in extra]
    assert any(name.startswith("voila>") and name.endswith(",<0.6") for name in wanted)
