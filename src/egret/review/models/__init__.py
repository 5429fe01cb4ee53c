"""Nouns of the review room, each in a file of its own."""

from egret.review.models.acceptance import Urging, UrgingKind
from egret.review.models.centre import GROUP_STAGES, CentreGroup
from egret.review.models.committee import AgendaItem, Ballot, Committee, Seat, Vote
from egret.review.models.items import REVIEW_STAGES, ReviewItem, ReviewStep, StepKind
from egret.review.models.replies import FollowUp
from egret.review.models.sensitive import Flag

__all__ = [
    "GROUP_STAGES",
    "REVIEW_STAGES",
    "AgendaItem",
    "Ballot",
    "CentreGroup",
    "Committee",
    "Flag",
    "FollowUp",
    "ReviewItem",
    "ReviewStep",
    "Seat",
    "StepKind",
    "Urging",
    "UrgingKind",
    "Vote",
]
