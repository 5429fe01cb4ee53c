"""Logs: one line an event with named values, for people on a terminal and as JSON for machines.

Logs hold ids and digests, never names, numbers of persons or contents of papers.
"""

from __future__ import annotations

import sys
from typing import Any

import structlog
from structlog.typing import Processor

SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def form_chosen(setting: str) -> str:
    """`text` or `json`: as set, else by what stands at the other end."""
    return setting or ("text" if sys.stderr.isatty() else "json")


def dictionary(form: str, level: str) -> dict[str, Any]:
    """Django's LOGGING: the standard library's loggers end in the same lines as our own."""
    last: Processor = structlog.dev.ConsoleRenderer() if form == "text" else structlog.processors.JSONRenderer()
    chain = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, structlog.processors.format_exc_info, last]
    if form == "text":
        chain.pop(1)
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"()": structlog.stdlib.ProcessorFormatter, "processors": chain, "foreign_pre_chain": SHARED}
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"egret": {"handlers": ["stderr"], "level": level, "propagate": False}},
    }


def configure() -> None:
    """Send structlog's events through the standard library, so that one configuration governs both."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
