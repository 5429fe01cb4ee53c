"""The auditor: derives everything again from the bytes and believes nothing that is stored (journal.md section 12)."""

from egret.journal.audit.findings import Fault, Report
from egret.journal.audit.rows import journalled_models, register_models
from egret.journal.audit.whole import ChainHead, Check, register, run

__all__ = ["ChainHead", "Check", "Fault", "Report", "journalled_models", "register", "register_models", "run"]
