"""Validates a deposit with rocrate-validator, without network. Its packages are installed apart:

    python -m venv apart && apart/bin/python -m pip install roc-validator rocrate
    apart/bin/python verification/crate.py CRATE

The JSON-LD context is that of the package rocrate, a later one that has all terms of 1.1; every
other address is out of reach. Exit status 0: all that RO-Crate and the profile require is there.
"""

from __future__ import annotations

import sys
from importlib import resources
from typing import Any

import requests
from rocrate_validator.cli import cli

CONTEXT = "https://w3id.org/ro/crate/"


def answer(_: object, request: Any, **__: object) -> requests.Response:
    """What an address gives: the context, or nothing."""
    if not request.url.startswith(CONTEXT):
        raise requests.ConnectionError(f"{request.url}: there is no network")
    found = requests.Response()
    found.status_code, found.url, found.request = 200, request.url, request
    found.headers["Content-Type"] = "application/ld+json"
    found._content = resources.files("rocrate").joinpath("data/ro-crate.jsonld").read_bytes()
    return found


def main() -> None:
    """Validate the crates of the command line."""
    requests.adapters.HTTPAdapter.send = answer  # type: ignore[assignment]
    options = ["--no-paging", "--no-cache", "--requirement-severity", "REQUIRED"]
    cli(["-y", "validate", *options, *sys.argv[1:]])


if __name__ == "__main__":
    main()
