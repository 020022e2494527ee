"""What the server uses of Voila and of Jupyter's server: all of it stands here.

Neither project documents these names or promises to keep them, so pyproject.toml allows Voila below 0.6 only, and
``tests/server/test_private_names.py`` holds a test of each that fails when the name goes or changes its meaning.
"""

from __future__ import annotations

from jupyter_server.auth.identity import User
from jupyter_server.base.handlers import FileFindHandler, JupyterHandler
from jupyter_server.services.kernels.connection.base import (
    deserialize_binary_message,
    deserialize_msg_from_ws_v1,
)
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.handlers import KernelHandler
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager, ServerKernelManager
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from voila.app import Voila
from voila.request_info_handler import RequestInfoSocketHandler
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.static_file_handler import MultiStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler
from voila.voila_identity_provider import VoilaIdentityProvider

__all__ = [
    "AsyncMappingKernelManager",
    "FileFindHandler",
    "JupyterHandler",
    "KernelHandler",
    "KernelWebsocketHandler",
    "MultiStaticFileHandler",
    "ServerKernelManager",
    "TornadoVoilaHandler",
    "User",
    "Voila",
    "VoilaIdentityProvider",
    "VoilaKernelWebsocketHandler",
    "VoilaShutdownKernelHandler",
    "ZMQChannelsWebsocketConnection",
    "deserialize_binary_message",
    "deserialize_msg_from_ws_v1",
    "forget_requests",
    "is_disconnected",
]


def forget_requests() -> None:
    """Delete what Voila keeps of every request, the visitor's address among it; nothing here asks for it."""
    RequestInfoSocketHandler._cache.clear()


def is_disconnected(connection: ZMQChannelsWebsocketConnection) -> bool:
    """Say whether a page's connection with its kernel has ended; Jupyter must not end it twice."""
    return bool(connection._close_future.done())
