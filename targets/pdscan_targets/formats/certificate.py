r"""Certificates and requests for them: X.509 in DER and PEM, PKCS #7 bundles, PKCS #12 and Java key stores.

What a certificate says is read as text: the names in its subject, its alternative names, who issued it, from when
until when.  PEM is text, which is read besides (people write above a certificate whose it is).  A PKCS #12 file or a
key store is locked with a password: that it is one is all that is said of it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from pdscan.model import Item, TextChunk
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.text import FORMAT as TEXT

if TYPE_CHECKING:
    from cryptography import x509

    Certified = x509.Certificate | x509.CertificateSigningRequest

LARGEST = 16 << 20
MOST = 1000
"""So many certificates of a bundle are read."""

_DER = re.compile(rb"\x30(\x82..|\x81.)\x30(\x82..|\x81.)(\xa0\x03\x02\x01\x02\x02|\x02\x01\x00\x30)", re.DOTALL)
_SIGNED = re.compile(rb"\x30(\x82..|\x83...|\x80)\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", re.DOTALL)
_PKCS12 = re.compile(
    rb"\x30(\x82..|\x83...|\x80|\x84....)\x02\x01\x03\x30(\x82..|\x83...|\x80|.)\x06\x09\x2a\x86", re.DOTALL
)
_STORE = b"\xfe\xed\xfe\xed\0\0\0"
_PEM = re.compile(
    rb"-----BEGIN (?P<kind>(?:X509 |TRUSTED )?CERTIFICATE|(?:NEW )?CERTIFICATE REQUEST|PKCS7)-----"
    rb".{20,200000}?-----END [A-Z0-9 ]+-----",
    re.DOTALL,
)


class Certificate:
    """Certificates, as text."""

    media_types = ("application/x-x509-cert", "application/pkix-cert", "application/x-pkcs12", "application/pkcs10")
    suffixes = (".pem", ".crt", ".cer", ".der", ".csr", ".p7b", ".p7c", ".p12", ".pfx", ".jks")

    def recognises(self, head: bytes, name: str) -> float:
        """Sure by the first bytes; PEM by the line that begins it, if the file begins with it or is named so."""
        if _DER.match(head) or _PKCS12.match(head) or _SIGNED.match(head) or head.startswith(_STORE):
            return 0.9
        if head.lstrip()[:11] == b"-----BEGIN " and re.match(rb"\s*-----BEGIN [A-Z0-9 ]*(CERTIFICATE|PKCS7)", head):
            return 0.9
        named = name.lower().endswith(self.suffixes)
        return 0.85 if named and re.search(rb"-----BEGIN [A-Z0-9 ]*(CERTIFICATE|PKCS7)", head) else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """What each certificate says, a field of its own; the text of PEM before it."""
        data = stream.read(LARGEST)
        if b"-----BEGIN " in data[:8192]:
            yield from TEXT.chunks(io.BytesIO(data), item, limits)
        found = list(islice(certified(data), MOST))
        for each in found:
            yield TextChunk(told(each).encode("utf-8", "replace"), field="certificate")
        if not found:
            yield TextChunk(b"")
        if stream.read(1):
            yield Problem("too large", f"only the first {LARGEST >> 20} MiB were read")


def certified(data: bytes) -> Iterator[Certified]:
    """The certificates and requests in a file, as far as they can be read."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import pkcs7

    blocks: Iterable[tuple[bytes, bytes]] = ((each["kind"], each[0]) for each in _PEM.finditer(data))
    if _SIGNED.match(data):
        blocks = [(b"DER PKCS7", data)]
    elif _DER.match(data):
        blocks = [(b"DER", data)]
    for kind, block in blocks:
        try:
            if kind == b"DER PKCS7":
                yield from pkcs7.load_der_pkcs7_certificates(block)
            elif kind == b"PKCS7":
                yield from pkcs7.load_pem_pkcs7_certificates(block)
            elif kind.endswith(b"REQUEST"):
                yield x509.load_pem_x509_csr(block.replace(b" NEW ", b" "))
            elif kind == b"DER":
                yield _from_der(block)
            else:
                yield x509.load_pem_x509_certificate(re.sub(rb"(X509|TRUSTED) CERTIFICATE", b"CERTIFICATE", block))
        except ValueError:
            continue


def _from_der(data: bytes) -> Certified:
    from cryptography import x509

    try:
        return x509.load_der_x509_certificate(data)
    except ValueError:
        return x509.load_der_x509_csr(data)


def told(each: Certified) -> str:
    """What one certificate says of people and places, a line a fact."""
    from cryptography import x509

    lines = [f"{attribute.oid._name}: {_text(attribute.value)}" for attribute in each.subject]
    lines += [f"alternative name: {name}" for name in alternative_names(each)]
    if isinstance(each, x509.Certificate):
        lines += [f"issuer {attribute.oid._name}: {_text(attribute.value)}" for attribute in each.issuer]
        lines += [f"from: {each.not_valid_before_utc:%Y-%m-%d}", f"until: {each.not_valid_after_utc:%Y-%m-%d}"]
    return "\n".join(lines)


def alternative_names(each: Certified) -> list[str]:
    """The names of hosts, mailboxes and addresses for which it was made out besides its subject."""
    from cryptography import x509

    try:
        names = each.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return []
    kinds = (x509.DNSName, x509.RFC822Name, x509.IPAddress, x509.UniformResourceIdentifier)
    return [str(name.value) for name in names if isinstance(name, kinds)]


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.decode("utf-8", "replace")


FORMAT = Certificate()
