"""Chainlit writes its files where it is imported; in tests that is a folder that goes away."""

import os
import tempfile

_ROOT = tempfile.TemporaryDirectory(prefix="chainlit-")
os.environ["CHAINLIT_APP_ROOT"] = _ROOT.name
