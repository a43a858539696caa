"""Encryption of web push messages (RFC 8291), and the keys of both sides. Pure."""

import base64
import binascii

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

RECORD_BYTES = 4096
MOST_BYTES = RECORD_BYTES - 86 - 17
"""Bytes of a message: a record has a head of 86 bytes, and ends with a mark and a tag."""
CURVE = ec.SECP256R1()


def encoded(raw: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """Return the bytes of base64url, padded or not; ValueError for anything else."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise ValueError("no base64url") from None


def private_key(raw: bytes) -> ec.EllipticCurvePrivateKey:
    """Return the private key of 32 bytes."""
    return ec.derive_private_key(int.from_bytes(raw), CURVE)


def public_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return the public key of a private one: 65 bytes, an uncompressed point."""
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def is_point(raw: bytes) -> bool:
    """Tell whether bytes are a public key of a browser."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, raw)
    except ValueError:
        return False
    return len(raw) == 65


def encrypted(
    message: bytes,
    to: tuple[bytes, bytes],
    salt: bytes,
    own: ec.EllipticCurvePrivateKey,
) -> bytes:
    """Return a message that only a browser can read; ``to``: its public key and its secret.

    ``salt`` and ``own`` are made anew for each message.
    """
    browser, secret = to
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, browser)
    mine = public_bytes(own)
    shared = own.exchange(ec.ECDH(), theirs)
    seed = _derived(shared, secret, b"WebPush: info\x00" + browser + mine, 32)
    key = _derived(seed, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(seed, salt, b"Content-Encoding: nonce\x00", 12)
    record = AESGCM(key).encrypt(nonce, message + b"\x02", None)
    return salt + RECORD_BYTES.to_bytes(4) + bytes([len(mine)]) + mine + record


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)
