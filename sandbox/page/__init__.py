"""The sandbox's web page: Slack as a person knows it, to look at what an app does and to act as anyone."""

from sandbox.page.routes import routes

__all__ = ["routes"]
