"""The words that a tracker file may use beyond those the rules know."""

from __future__ import annotations

from enum import StrEnum


class Owner(StrEnum):
    CSM = "csm"
    AE = "ae"
    SOLUTIONS = "solutions"
    ONBOARDING = "onboarding"
    ONGOING_CSM = "ongoing-csm"
    CUSTOMER = "customer"


class StakeholderRole(StrEnum):
    EXECUTIVE_SPONSOR = "executive-sponsor"
    CHAMPION = "champion"
    PROJECT_LEAD = "project-lead"
    TECHNICAL_CONTACT = "technical-contact"
    PRIMARY_CONTACT = "primary-contact"
    USER = "user"
