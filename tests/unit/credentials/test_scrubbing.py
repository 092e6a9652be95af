"""No password in a URL that is shown, nor in any other text."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pdscan.credentials import Secret, safe_url, scrub

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases/credentials/urls.yaml").read_text(encoding="utf-8"))
passwords = st.text(min_size=1).map(lambda text: f"§{text}§")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["reason"])
def test_case(case: dict[str, str]) -> None:
    assert safe_url(case["url"]) == case["shown"]


@given(passwords)
def test_no_password_is_shown_whatever_its_characters(password: str) -> None:
    assert safe_url(f"postgresql://scanner:{password}@db/crm") == "postgresql://scanner:***@db/crm"
    assert safe_url(f"x://db/crm?password={password}") == "x://db/crm?password=***"


@given(passwords)
def test_a_secret_is_found_in_every_form(password: str) -> None:
    text = f"refused: {password}, {quote(password)}, {quote(password, safe='').lower()}, {password!r}"
    assert scrub(text, [password]).count("§") == 0


def test_urls_in_a_text_lose_their_passwords() -> None:
    text = "can't reach 'ftp://jan:geheim@host/x' (https://example.nl/?token=abc), try again"
    assert scrub(text) == "can't reach 'ftp://jan:***@host/x' (https://example.nl/?token=*** try again"


def test_takes_secrets_and_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRM_PASSWORD", "geheim")
    assert scrub("geheim, not secret", [Secret("env", "CRM_PASSWORD"), Secret("none"), None, ""]) == "***, not secret"


def test_the_longest_secret_goes_first() -> None:
    assert scrub("geheimer", ["geheim", "geheimer"]) == "***"


def test_a_secret_from_a_non_utf8_environment() -> None:
    assert scrub("got ge\udce9im and ge%E9im", ["ge\udce9im"]) == "got *** and ***"
