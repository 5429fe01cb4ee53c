"""Nouns of the case room, each in a file of its own."""

from egret.cases.models.administrative import ADMINISTRATIVE_STAGES, AdministrativeCase
from egret.cases.models.base import CaseFacts, Kept
from egret.cases.models.criminal import CRIMINAL_STAGES, CriminalCase
from egret.cases.models.measures import MEASURE_STAGES, Measure, MeasureKind, Period
from egret.cases.models.property import (
    ADMINISTRATIVE_PROPERTY_STAGES,
    CRIMINAL_PROPERTY_STAGES,
    AdministrativeProperty,
    AssetKind,
    CriminalProperty,
    ItemState,
    PropertyItem,
    PropertyKind,
    PropertyMeasure,
)
from egret.cases.models.questioning import QUESTIONING_STAGES, Questioning
from egret.cases.models.records import (
    Decision,
    Evidence,
    EvidenceKind,
    Examination,
    Notice,
    NoticeKind,
    PartnerReply,
    Review,
    Statement,
    StatementKind,
)
from egret.cases.models.stays import StayEntry, StayKind

__all__ = [
    "ADMINISTRATIVE_PROPERTY_STAGES",
    "ADMINISTRATIVE_STAGES",
    "CRIMINAL_PROPERTY_STAGES",
    "CRIMINAL_STAGES",
    "MEASURE_STAGES",
    "QUESTIONING_STAGES",
    "AdministrativeCase",
    "AdministrativeProperty",
    "AssetKind",
    "CaseFacts",
    "CriminalCase",
    "CriminalProperty",
    "Decision",
    "Evidence",
    "EvidenceKind",
    "Examination",
    "ItemState",
    "Kept",
    "Measure",
    "MeasureKind",
    "Notice",
    "NoticeKind",
    "PartnerReply",
    "Period",
    "PropertyItem",
    "PropertyKind",
    "PropertyMeasure",
    "Questioning",
    "Review",
    "Statement",
    "StatementKind",
    "StayEntry",
    "StayKind",
]
