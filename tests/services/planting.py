"""Plants the data of `planted/` in a server, and the files that are kept in its binary columns."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import yaml

from tests.canaries import CANARIES
from tests.canary.planted import document, pdf
from tests.services import mariadb, postgresql

PLANTED = Path(__file__).with_name("planted")


def on_postgresql(server: postgresql.Postgresql) -> None:
    """Everything of `postgresql.sql`; the scan of a document stands in a column of a domain."""
    import psycopg

    with psycopg.connect(server.url(postgresql.OWNER), autocommit=True) as connection:
        connection.execute((PLANTED / "postgresql.sql").read_bytes())
        for number, content in enumerate(_files(), 1):
            connection.execute("INSERT INTO crm.document VALUES (%s, %s, NULL)", (number, content))
        connection.execute("UPDATE crm.document SET scan = content WHERE id = 1")


def on_mariadb(server: mariadb.Mariadb) -> None:
    """Everything of `mariadb.sql`."""
    import pymysql
    from pymysql.constants import CLIENT

    with pymysql.connect(
        host="127.0.0.1", port=server.port, user=mariadb.OWNER, client_flag=CLIENT.MULTI_STATEMENTS, autocommit=True
    ) as connection:
        cursor = connection.cursor()
        cursor.execute((PLANTED / "mariadb.sql").read_text("utf-8"))
        while cursor.nextset():
            pass
        cursor.execute("SET GLOBAL max_allowed_packet = 67108864")
    with pymysql.connect(host="127.0.0.1", port=server.port, user=mariadb.OWNER, autocommit=True) as connection:
        for number, content in enumerate(_files(), 1):
            connection.cursor().execute("INSERT INTO crm.document VALUES (%s, %s)", (number, content))


def answers(service: str) -> Mapping[str, Any]:
    """What must be found on a server: by unit the matches by place, entity by entity, and what must be skipped."""
    found: Mapping[str, Any] = yaml.safe_load((PLANTED / "answers.yaml").read_text("utf-8"))[service]
    return found


def _files() -> list[bytes]:
    """A PDF, a Word document, a mail, and a mail with so much in it that it is read piece by piece."""
    mail = EmailMessage()
    mail["Subject"] = "Uw BSN"
    mail.set_content(f"Uw BSN is {CANARIES['bsn']}.")
    large = EmailMessage()
    large["Subject"] = "Uw rekening"
    large.set_content("Er was eens een vogel.\n" * 100_000 + f"IBAN {CANARIES['iban']}")
    return [pdf(), document(), bytes(mail), bytes(large)]
