"""How many visitors are admitted, and how long their kernels are kept."""

from __future__ import annotations

import asyncio

import pytest

from explorer.server import settings, visitors


@pytest.mark.parametrize(("users", "ready"), [(1, 1), (200, 16)])
def test_as_many_kernels_are_ready_as_are_of_use(users: int, ready: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 64)
    assert visitors.pool_size(users) == ready
    chosen = settings.configuration("127.0.0.1", None, users).VoilaConfiguration
    assert chosen.preheat_kernel is True
    assert chosen.default_pool_size == ready


def test_a_kernel_that_has_ended_by_itself_needs_no_end() -> None:
    asyncio.run(visitors.Kernels().cull_kernel_if_idle("has ended"))


def test_a_kernel_that_is_still_starting_is_left_alone() -> None:
    kernels = visitors.Kernels(cull_idle_timeout=1, longest_unused=1)
    kernels._kernels["starts"] = visitors.Kernel()
    kernels._kernel_connections["starts"] = 0
    asyncio.run(kernels.cull_kernel_if_idle("starts"))
    assert "starts" in kernels


def test_an_error_about_a_kernel_that_still_runs_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    kernels = visitors.Kernels()
    kernels._kernels["lives"] = object()
    monkeypatch.setattr(visitors.Kernels, "_cull_if_unused", lambda *_: {}["nothing"])
    monkeypatch.setattr(visitors.AsyncMappingKernelManager, "cull_kernel_if_idle", lambda *_: asyncio.sleep(0))
    with pytest.raises(KeyError, match="nothing"):
        asyncio.run(kernels.cull_kernel_if_idle("lives"))
