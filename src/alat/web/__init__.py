"""What to click: the same results in a browser."""

from alat.web.app import create_app
from alat.web.server import serve

__all__ = ["create_app", "serve"]
