"""Scenarios that break the rules of `check/claims.py`."""

from tests.scenario.world import Case, claim

CASES = [
    Case("claims_hold_a_value", claim(low=None), "claims.csv", 5, "low", "blank"),
    Case(
        "claims_are_published_after",
        claim(published="2030-03-04"),
        "claims.csv",
        5,
        "published",
        "forecast",
    ),
    Case(
        "periods_start_before_they_end",
        claim(date_start="2030-03-06"),
        "claims.csv",
        5,
        "date_start",
        "<=",
    ),
    Case(
        "quantities_are_known",
        claim(quantity="present:medow"),
        "claims.csv",
        5,
        "quantity",
        "did you mean 'meadow'?",
    ),
    Case(
        "quantities_are_known",
        claim(quantity="presnt:meadow"),
        "claims.csv",
        5,
        "quantity",
        "did you mean 'present'?",
    ),
    Case(
        "quantities_are_known",
        claim(quantity="left_by:pocket"),
        "claims.csv",
        5,
        "quantity",
        "unknown corridor",
    ),
    Case(
        "quantities_are_known",
        claim(quantity="left_by:all"),
        "claims.csv",
        5,
        "quantity",
        "unknown corridor",
    ),
    Case(
        "quantities_are_known",
        claim(quantity="share_held:pocket"),
        "claims.csv",
        5,
        "quantity",
        "share_held:ACTOR:AREA",
    ),
    Case(
        "quantities_are_known",
        claim(quantity="present:meadow@woundd"),
        "claims.csv",
        5,
        "quantity",
        "did you mean 'wounded'?",
    ),
    Case(
        "values_fit_quantities",
        claim(quantity="share_held:x:pocket", low=60, unit="share"),
        "claims.csv",
        5,
        "high",
        "from 0 to 1",
    ),
    Case(
        "values_fit_quantities",
        claim(quantity="share_held:x:pocket", low=0.6, unit="%"),
        "claims.csv",
        5,
        "unit",
        "allowed: share",
    ),
    Case(
        "values_fit_quantities", claim(unit="families"), "claims.csv", 5, "unit", "allowed: people"
    ),
    Case(
        "about_has_one_end",
        claim(low=10, high=20, meaning="about"),
        "claims.csv",
        5,
        "meaning",
        "write bound",
    ),
    Case(
        "origins_come_first",
        {
            "claims": [
                *claim(origin="later")["claims"],
                claim(claim="later", published="2030-03-07")["claims"][-1],
            ]
        },
        "claims.csv",
        5,
        "origin",
        "published later, on 2030-03-07",
    ),
    Case(
        "origins_come_first",
        claim(claim="own", origin="own"),
        "claims.csv",
        5,
        "origin",
        "leads back to itself",
    ),
]
