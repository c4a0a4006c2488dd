"""The lines of the statements: label, name in the books, concept."""

from typing import Final

Spec = tuple[str, str, str]
"""Label, name in the books, concept."""

ASSETS: Final[tuple[Spec, ...]] = (
    ("Cash and cash equivalents", "cash", "CashAndCashEquivalentsAtCarryingValue"),
    ("Receivables, net", "receivables", "ReceivablesNetCurrent"),
    ("Inventories", "inventories", "InventoryNet"),
    ("Prepaid expenses and other current assets", "prepaid", "PrepaidExpenseAndOtherAssetsCurrent"),
    (
        "Assets of discontinued operations",
        "discontinued_assets",
        "AssetsOfDisposalGroupIncludingDiscontinuedOperationCurrent",
    ),
)
LONG_ASSETS: Final[tuple[Spec, ...]] = (
    ("Property and equipment, net", "premises", "PropertyPlantAndEquipmentNet"),
    ("Operating lease right-of-use assets", "operating_rou", "OperatingLeaseRightOfUseAsset"),
    ("Goodwill", "goodwill", "Goodwill"),
    ("Intangible assets, net", "intangibles", "IntangibleAssetsNetExcludingGoodwill"),
    ("Assets of consolidated variable interest entities", "entity_assets", "own:EntityAssets"),
    ("Other assets", "other_assets", "OtherAssetsNoncurrent"),
)
EQUITY: Final[tuple[Spec, ...]] = (
    ("Common stock", "common", "CommonStockValue"),
    ("Additional paid-in capital", "paid_in", "AdditionalPaidInCapital"),
    ("Retained earnings", "retained", "RetainedEarningsAccumulatedDeficit"),
    (
        "Accumulated other comprehensive loss",
        "aoci",
        "AccumulatedOtherComprehensiveIncomeLossNetOfTax",
    ),
    ("Treasury stock, at cost", "treasury", "own:TreasuryStockAtCost"),
)
OPERATING: Final[tuple[Spec, ...]] = (
    ("Net income", "net", "NetIncomeLoss"),
    (
        "Loss from discontinued operations, net of tax",
        "discontinued",
        "own:DiscontinuedOperationsAdjustment",
    ),
    ("Depreciation and amortization", "depreciation", "DepreciationDepletionAndAmortization"),
    ("Noncash operating lease cost", "rou", "OperatingLeaseRightOfUseAssetAmortizationExpense"),
    ("Noncash impairment and restructuring charges", "special", "own:NoncashSpecialCharges"),
    ("Share-based compensation", "share_pay", "ShareBasedCompensation"),
    ("Deferred income taxes", "deferred", "DeferredIncomeTaxExpenseBenefit"),
    ("Receivables", "receivables", "own:ChangeInReceivables"),
    ("Inventories", "inventories", "own:ChangeInInventories"),
    ("Prepaid expenses and other assets", "prepaid", "own:ChangeInPrepaidAndOtherAssets"),
    ("Accounts payable", "payables", "IncreaseDecreaseInAccountsPayable"),
    ("Accrued expenses and other liabilities", "accrued", "own:ChangeInAccruedAndOther"),
    ("Operating lease liabilities", "leases", "IncreaseDecreaseInOperatingLeaseLiability"),
)
INVESTING: Final[tuple[Spec, ...]] = (
    ("Purchases of property and equipment", "capex", "-PaymentsToAcquirePropertyPlantAndEquipment"),
    (
        "Acquisitions of businesses, net of cash acquired",
        "acquired",
        "-PaymentsToAcquireBusinessesNetOfCashAcquired",
    ),
    (
        "Proceeds from disposals of property",
        "disposals",
        "ProceedsFromSaleOfPropertyPlantAndEquipment",
    ),
)
FINANCING: Final[tuple[Spec, ...]] = (
    ("Proceeds from issuance of long-term debt", "borrowed", "ProceedsFromIssuanceOfLongTermDebt"),
    ("Repayments of long-term debt", "repaid", "-RepaymentsOfLongTermDebt"),
    ("Principal payments on finance leases", "finance_leases", "-FinanceLeasePrincipalPayments"),
    ("Cash dividends paid", "dividends", "-PaymentsOfDividendsCommonStock"),
    ("Repurchases of common stock", "buyback", "-PaymentsForRepurchaseOfCommonStock"),
    (
        "Proceeds from stock plans",
        "stock_plans",
        "ProceedsFromIssuanceOfSharesUnderIncentiveAndShareBasedCompensationPlans",
    ),
)


LIABILITIES: Final[tuple[Spec, ...]] = (
    ("Current portion of long-term debt", "debt_current", "LongTermDebtCurrent"),
    ("Accounts payable", "payables", "AccountsPayableCurrent"),
    ("Accrued expenses and other current liabilities", "accrued", "AccruedLiabilitiesCurrent"),
    (
        "Liabilities of discontinued operations",
        "discontinued_liabilities",
        "LiabilitiesOfDisposalGroupIncludingDiscontinuedOperationCurrent",
    ),
)
LONG_LIABILITIES: Final[tuple[Spec, ...]] = (
    ("Long-term debt, less current portion", "debt", "LongTermDebtNoncurrent"),
    ("Deferred income taxes", "deferred_tax", "DeferredIncomeTaxLiabilitiesNet"),
    (
        "Liabilities of consolidated variable interest entities",
        "entity_liabilities",
        "own:EntityLiabilities",
    ),
    ("Other long-term liabilities", "other_liabilities", "OtherLiabilitiesNoncurrent"),
)
LEASES: Final[dict[str, tuple[tuple[Spec, ...], tuple[Spec, ...]]]] = {
    "four": (
        (
            (
                "Current portion of operating lease liabilities",
                "operating_current",
                "OperatingLeaseLiabilityCurrent",
            ),
            (
                "Current portion of finance lease liabilities",
                "finance_current",
                "FinanceLeaseLiabilityCurrent",
            ),
        ),
        (
            (
                "Operating lease liabilities, less current portion",
                "operating",
                "OperatingLeaseLiabilityNoncurrent",
            ),
            (
                "Finance lease liabilities, less current portion",
                "finance",
                "FinanceLeaseLiabilityNoncurrent",
            ),
        ),
    ),
    "two": (
        (("Current portion of lease obligations", "leases_current", "own:LeaseLiabilityCurrent"),),
        (
            (
                "Lease obligations, less current portion",
                "leases_long",
                "own:LeaseLiabilityNoncurrent",
            ),
        ),
    ),
    "within": ((), ()),
}


def concept(name: str) -> str:
    """A concept with its prefix; "-" before it only says that it is printed negated."""
    bare = name.removeprefix("-")
    return bare if ":" in bare else f"us-gaap:{bare}"
