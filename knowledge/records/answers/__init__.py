"""What the Data API answers: frozen values. Money is a Decimal in the outlet's `currency`.

None means unknown, never zero.
"""

from knowledge.records.answers.insights import NextProduct, OutletInsights
from knowledge.records.answers.outlets import (
    CaseView,
    ChangesSinceVisit,
    OutletMatch,
    OutletProfile,
    RouteStop,
    VisitView,
)
from knowledge.records.answers.programs import (
    EnrollmentView,
    LedgerBalance,
    LedgerEntryView,
    ProgramProgress,
    TargetProgress,
)
from knowledge.records.answers.ranges import JoiningRecords, NearTier, PeerCounts
from knowledge.records.answers.sales import (
    InvoiceLineView,
    InvoiceView,
    MonthTotal,
    ProductHabit,
    ProductView,
    PurchaseProfile,
)

__all__ = [
    "CaseView",
    "ChangesSinceVisit",
    "EnrollmentView",
    "InvoiceLineView",
    "InvoiceView",
    "JoiningRecords",
    "LedgerBalance",
    "LedgerEntryView",
    "MonthTotal",
    "NearTier",
    "NextProduct",
    "OutletInsights",
    "OutletMatch",
    "OutletProfile",
    "PeerCounts",
    "ProductHabit",
    "ProductView",
    "ProgramProgress",
    "PurchaseProfile",
    "RouteStop",
    "TargetProgress",
    "VisitView",
]
