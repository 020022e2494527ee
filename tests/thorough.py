"""Tests that take long: the default run leaves them out or takes a part; CI and ``make thorough`` take all (THOROUGH=1)."""

import os

import pytest

THOROUGH = os.environ.get("THOROUGH") == "1"
thorough = pytest.mark.skipif(not THOROUGH, reason="takes long: make thorough, and CI, run it")
