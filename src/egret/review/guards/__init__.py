"""Why acts of the rooms below wait for the legal office, and who may review."""

from egret.review.guards import acceptance, committee, leaving, reviewers

__all__ = ["acceptance", "committee", "leaving", "reviewers"]
