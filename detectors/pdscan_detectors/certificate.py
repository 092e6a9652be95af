r"""Certificates for secure connections: for which names, made out to whom.

An X.509 certificate (RFC 5280) names in its subject a common name, often an organisation and sometimes an e-mail
address, and the names of hosts in an extension (subject alternative names, SAN).  A request for one (CSR, RFC 2986)
says the same.  They lie about as PEM (text), DER, PKCS #7 bundles, and with their keys in PKCS #12 files and Java key
stores, which a password locks.

Each is found as `certificate`, its common name as `common_name` and each name of the extension as `san_domain`.
Certificates of authorities, of which every system holds a hundred (`/etc/ssl/certs`), say nothing of a customer: they
are kept as possible.

Sources: RFC 5280, RFC 2986, RFC 7468 (PEM), RFC 7292 (PKCS #12).

>>> [each.reasons for each in inspect(Glimpse(head=b"\xfe\xed\xfe\xed\0\0\0\x02"))]
[('locked',)]
>>> list(inspect(Glimpse(text="-----BEGIN CERTIFICATE-----\nno certificate at all\n-----END CERTIFICATE-----")))
[]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from pdscan.protocols import Glimpse, Recognition, Structure

if TYPE_CHECKING:
    from cryptography import x509

    Certified = x509.Certificate | x509.CertificateSigningRequest

SURE = 0.95
AUTHORITY = 0.2
"""What a certificate of an authority is worth."""

_PEM = re.compile(
    r"-----BEGIN (?:X509 |TRUSTED |NEW )?(CERTIFICATE(?: REQUEST)?)-----\s+([A-Za-z0-9+/=\s]{64,20000}?)-----END "
)
_DER = re.compile(rb"\x30(?:\x82..|\x81.)\x30(?:\x82..|\x81.)(?:\xa0\x03\x02\x01\x02\x02|\x02\x01\x00\x30)", re.DOTALL)
_SIGNED = re.compile(rb"\x30(?:\x82..|\x83...|\x80)\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", re.DOTALL)
_LOCKED = re.compile(
    rb"\xfe\xed\xfe\xed\0\0\0|\x30(?:\x82..|\x83...|\x80)\x02\x01\x03\x30(?:\x82..|\x83...|\x80|.)\x06\x09\x2a\x86",
    re.DOTALL,
)
_TRUSTED = re.compile(r"(?:^|/)(?:ca-?certs|trust-?store)[\w.-]*$", re.IGNORECASE)
"""How key stores are called that hold nothing but authorities."""
_HOST = re.compile(r"(?:\*\.)?(?:[\w-]+\.)+[A-Za-z]{2,}")
_RESERVED = re.compile(r"(?:.+\.)?(?:example\.(?:com|net|org)|[^.]+\.(?:test|example|invalid|localhost)|localhost)")


def inspect(glimpse: Glimpse) -> Iterator[Recognition]:
    """Every certificate and request, with its names; a locked file as what it is."""
    if _LOCKED.match(glimpse.head):
        confidence = AUTHORITY if _TRUSTED.search(glimpse.path) else 0.8
        yield Recognition(
            entity="certificate", confidence=confidence, reasons=("locked",), attributes={"kind": "key_store"}
        )
    for each in _certified(glimpse):
        yield from _recognised(each)


def _certified(glimpse: Glimpse) -> Iterator[Certified]:
    """What can be read of the PEM in a text, or of the DER that a file is."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import pkcs7

    if _SIGNED.match(glimpse.head):
        with suppress(ValueError):
            yield from pkcs7.load_der_pkcs7_certificates(glimpse.head)
    if _DER.match(glimpse.head):
        for load in (x509.load_der_x509_certificate, x509.load_der_x509_csr):
            with suppress(ValueError):
                yield load(glimpse.head)
    for found in _PEM.finditer(glimpse.text):
        kind, body = found.groups()
        pem = f"-----BEGIN {kind}-----\n{body.strip()}\n-----END {kind}-----\n".encode()
        with suppress(ValueError):
            yield x509.load_pem_x509_csr(pem) if kind.endswith("REQUEST") else x509.load_pem_x509_certificate(pem)


def _recognised(each: Certified) -> Iterator[Recognition]:
    from cryptography.x509 import Certificate
    from cryptography.x509.oid import NameOID

    names = _alternative_names(each)
    common = [str(attribute.value) for attribute in each.subject.get_attributes_for_oid(NameOID.COMMON_NAME)]
    confidence = AUTHORITY if _is_authority(each, (*common, *names)) else SURE
    test = {"test": True} if all(_RESERVED.fullmatch(name.lower()) for name in (*common, *names)) else {}
    issued = isinstance(each, Certificate)
    day = each.not_valid_before_utc.date() if isinstance(each, Certificate) else None
    owner = {"owner": True} if _names_owner(each) else {}
    reasons = ("x509", "authority") if confidence < SURE else ("x509",)
    yield Recognition(
        entity="certificate",
        confidence=confidence,
        reasons=reasons,
        attributes={"kind": "certificate" if issued else "request", "names": len(names), **owner, **test},
        day=day,
    )
    for entity, values in (("common_name", common), ("san_domain", names)):
        for value in dict.fromkeys(values):
            yield Recognition(
                entity=entity, confidence=confidence, reasons=reasons, attributes=test, value=value.lower(), day=day
            )


def _is_authority(each: Certified, names: Iterable[str]) -> bool:
    """Whether it certifies others; not one that a host has signed for itself, as OpenSSL makes them."""
    from cryptography import x509

    try:
        certifies = each.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return False
    return certifies and not any(map(_HOST.fullmatch, names))


def _alternative_names(each: Certified) -> list[str]:
    from cryptography import x509

    try:
        names = each.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return []
    return names.get_values_for_type(x509.DNSName)


def _names_owner(each: Certified) -> bool:
    """Whether the subject says who owns it: an organisation, a person or a mailbox."""
    from cryptography.x509.oid import NameOID

    owners = (NameOID.ORGANIZATION_NAME, NameOID.EMAIL_ADDRESS, NameOID.SURNAME, NameOID.GIVEN_NAME)
    return any(each.subject.get_attributes_for_oid(oid) for oid in owners)


STRUCTURE = Structure(
    entity="certificate",
    inspect=inspect,
    media_types=("application/x-x509-cert",),
    marks=("-----begin certificate", "-----begin x509", "-----begin trusted", "-----begin new cert"),
    also=("common_name", "san_domain"),
)
