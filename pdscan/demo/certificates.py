"""Certificates for made-up customers, the same ones every time: their one key is no secret.

>>> certificate("www.klant-demo.nl", ["klant-demo.nl"], "beheer@klant-demo.nl").splitlines()[0]
'-----BEGIN CERTIFICATE-----'
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

ISSUED, EXPIRES = datetime(2025, 12, 1), datetime(2026, 12, 31)


def certificate(common_name: str, names: Sequence[str], owner: str) -> str:
    """A certificate in PEM, made out to a mailbox."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import NameOID

    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    subject = [
        x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        x509.NameAttribute(NameOID.EMAIL_ADDRESS, owner),
    ]
    builder = (
        x509.CertificateBuilder(not_valid_before=ISSUED, not_valid_after=EXPIRES)
        .subject_name(x509.Name(subject))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Demo Issuing CA")]))
        .public_key(key.public_key())
        .serial_number(20260131)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False)
    )
    return builder.sign(key, None).public_bytes(Encoding.PEM).decode()
