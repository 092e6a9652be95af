"""Real servers, read by an account that can't write: what is planted is found, and nothing is left behind."""

from __future__ import annotations

from typing import Any

from tests.services.mariadb import Mariadb
from tests.services.planting import answers
from tests.services.postgresql import Postgresql
from tests.services.scanning import scan, skipped, told


def key(service: str) -> tuple[dict[str, Any], dict[str, str]]:
    """What must be found and what must be skipped, without the reasons why it was planted."""
    whole = answers(service)
    finds = {unit: {"rows": each["rows"], "finds": each["finds"]} for unit, each in whole["units"].items()}
    return finds, {place: each["reason"] for place, each in whole["skipped"].items()}


def test_postgresql_holds_what_the_answer_key_says(postgresql_server: Postgresql) -> None:
    found = scan(postgresql_server.url())
    assert (told(found), skipped(found.values())) == key("postgresql")


def test_mariadb_holds_what_the_answer_key_says(mariadb_server: Mariadb) -> None:
    found = scan(mariadb_server.url())
    assert (told(found), skipped(found.values())) == key("mariadb")


def test_both_names_of_mysql_are_one(mariadb_server: Mariadb) -> None:
    """And a database that the URL names is read alone."""
    found = scan(mariadb_server.url(database="crm", scheme="mysql"))
    finds, _ = key("mariadb")
    assert told(found) == {unit: each for unit, each in finds.items() if unit.startswith("crm.")}
