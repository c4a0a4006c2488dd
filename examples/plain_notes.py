"""A paragraph for each note that is not on the way; all that a small filing says about it."""

from typing import Final

TITLES: Final = {
    "business": "Description of Business and Basis of Presentation",
    "policies": "Summary of Significant Accounting Policies",
    "revenue": "Revenue Recognition",
    "acquisitions": "Acquisitions",
    "receivables": "Receivables",
    "inventories": "Inventories",
    "property": "Property and Equipment",
    "goodwill": "Goodwill and Other Intangible Assets",
    "accrued": "Accrued and Other Liabilities",
    "debt": "Debt",
    "fair_value": "Fair Value Measurements",
    "taxes": "Income Taxes",
    "equity": "Stockholders’ Equity",
    "share_pay": "Share-Based Compensation",
    "benefits": "Employee Benefit Plans",
    "restructuring": "Restructuring and Impairment",
    "commitments": "Commitments and Contingencies",
    "indemnification": "Indemnification Obligations",
    "per_share": "Net Income Per Share",
    "segments": "Segment Information",
    "related": "Related Party Transactions",
    "lease": "Leases",
    "discontinued": "Discontinued Operations",
    "subsequent": "Subsequent Events",
}

SHORT: Final = {
    "business": "{company} {operates}. The consolidated financial statements include the accounts "
    "of the parent and its subsidiaries; intercompany balances and transactions are eliminated.",
    "policies": "Preparing financial statements requires estimates about inventory losses, "
    "self-insured claims, long-lived assets and income taxes. Actual results could differ.",
    "revenue": "Revenue is recognized when the customer takes possession of the goods or receives "
    "the service, net of sales taxes and expected returns.",
    "acquisitions": "In fiscal {year}, {we} acquired a regional operator for cash. The results of "
    "the acquired business are included from the date of acquisition.",
    "receivables": "Receivables arise mainly from payment card processors, vendors and business "
    "customers, and are stated net of an allowance for expected credit losses.",
    "inventories": "Inventories are stated at the lower of cost and net realizable value; cost is "
    "determined by the first-in, first-out method.",
    "property": "Property and equipment are stated at cost less accumulated depreciation, which "
    "is computed by the straight-line method over 3 to 40 years.",
    "goodwill": "Goodwill is tested for impairment in the fourth quarter. The fair value of every "
    "reporting unit exceeded its carrying amount.",
    "accrued": "Accrued liabilities consist of payroll, taxes other than income taxes, "
    "self-insurance and gift cards.",
    "debt": "{We} were in compliance with all covenants at {date}. The revolving credit facility "
    "was undrawn.",
    "fair_value": "The carrying amounts of cash equivalents, receivables and payables approximate "
    "fair value because of their short maturities.",
    "taxes": "The effective tax rate differs from the statutory rate of 21% mainly because of "
    "state income taxes and tax credits.",
    "equity": "{We} repurchase shares under an authorization without an expiration date.",
    "share_pay": "Restricted stock units vest over three years and are measured at the market "
    "price of the shares on the date of grant.",
    "benefits": "{We} contribute to defined contribution plans for most employees and to several "
    "multiemployer pension plans.",
    "restructuring": "Charges in fiscal {year} relate to the closing of locations and to changes "
    "in field management.",
    "commitments": "{We} are party to claims that arise in the ordinary course of business. "
    "{We} do not expect their outcome to have a material effect.",
    "indemnification": "{We} indemnify directors, officers and certain counterparties against "
    "specified losses. No material amounts have been paid.",
    "per_share": "Diluted net income per share reflects unvested restricted stock units under the "
    "treasury stock method.",
    "segments": "{We} have two reportable segments, {one} and {two}, which are measured by "
    "operating income before corporate expenses.",
    "related": "There were no material transactions with related parties.",
}
