"""Logs and traces: one JSON object a line on standard error, with every secret blacked out."""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRETS = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+|v0=[0-9a-f]{64}|https?://[^\s\"']*/(?:actions|commands|services|link)/[^\s\"']+"
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"
)
BLACKED = "[redacted]"
SHORTEST = 4  # characters of a secret that can be told from an ordinary word
NOISY = ("apscheduler", "slack_sdk", "slack_bolt", "uvicorn", "sqlalchemy", "alembic")
_known: set[str] = set()


def hide(*secrets: str) -> None:
    """From now on these very values are blacked out too, whatever they look like."""
    _known.update(secret for secret in secrets if len(secret) >= SHORTEST)


def without_secrets(text: str) -> str:
    """The same, without what `hide` was told, nor what looks like a secret."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, BLACKED)
    return SECRETS.sub(BLACKED, text)


def trace() -> str:
    """The exception at hand with its trace, to be printed."""
    return without_secrets(traceback.format_exc()).rstrip()


def set_up(level: str = "INFO") -> None:
    """For structlog's and the standard library's loggers alike."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in NOISY:  # at DEBUG they tell whole bodies and rows: customers' data
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))
    threading.excepthook = _thread_died


def _thread_died(died: threading.ExceptHookArgs) -> None:
    """Nobody waits for what a thread raises: the log has to tell."""
    error = died.exc_value or died.exc_type()
    structlog.get_logger(__name__).error("thread_died", thread=getattr(died.thread, "name", ""), exc_info=error)


def redact(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Tokens, signatures, response_urls and database passwords, wherever they stand."""
    return {key: _clean(value) for key, value in event.items()}


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return without_secrets(value)
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
        return type(value)(_clean(item) for item in value)
    return value
