"""What each finding means on the records: one function a rule, registered by its id, in files by stage of the work."""

from egret.supervision.rules import (
    admin,
    both,
    case,
    criminal,
    evidence,
    guides,
    intake,
    interview,
    lawyer,
    liberty,
    measure,
    property,
    recording,
    remedies,
    safety,
    supervision,
)

__all__ = [
    "admin",
    "both",
    "case",
    "criminal",
    "evidence",
    "guides",
    "intake",
    "interview",
    "lawyer",
    "liberty",
    "measure",
    "property",
    "recording",
    "remedies",
    "safety",
    "supervision",
]
