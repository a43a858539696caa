"""A browser that has opted in, and the push service it hangs on: keys, and what it can read.

The referee of our encryption: it is written from the receiver's side of RFC 8291 and shares no code
with ours.
"""

import base64
import json
import struct
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from support.receiver import Received


def text(raw: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def raw(encoded: str) -> bytes:
    """Return the bytes of base64url without padding."""
    return base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4))


def mac(key: bytes, data: bytes) -> bytes:
    """Return HMAC-SHA-256."""
    made = hmac.HMAC(key, hashes.SHA256())
    made.update(data)
    return made.finalize()


@dataclass
class BrowserWithPush:
    """A browser: its private key and its secret."""

    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    secret: bytes = b"sixteen bytes ok"

    @property
    def public(self) -> bytes:
        """Return its public key."""
        key = self.private.public_key()
        return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def subscription(self, endpoint: str) -> dict[str, Any]:
        """Return what the page of a browser has of it."""
        keys = {"p256dh": text(self.public), "auth": text(self.secret)}
        return {"endpoint": endpoint, "expirationTime": None, "keys": keys}

    def read(self, received: Received) -> dict[str, Any]:
        """Return what a message says; an exception when it is not for this browser."""
        assert received.headers["content-encoding"] == "aes128gcm"
        found: dict[str, Any] = json.loads(self.opened(received.body))
        return found

    def opened(self, body: bytes) -> bytes:
        """Return what an encrypted body holds."""
        salt, size, length = body[:16], struct.unpack("!I", body[16:20])[0], body[20]
        sender, record = body[21 : 21 + length], body[21 + length :]
        assert len(record) <= size
        assert len(body) <= 4096
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.private.exchange(ec.ECDH(), point)
        mixed = mac(self.secret, shared)
        seed = mac(mixed, b"WebPush: info\x00" + self.public + sender + b"\x01")
        prk = mac(salt, seed)
        key = mac(prk, b"Content-Encoding: aes128gcm\x00\x01")[:16]
        nonce = mac(prk, b"Content-Encoding: nonce\x00\x01")[:12]
        plain = AESGCM(key).decrypt(nonce, record, None)
        assert plain[-1] == 2
        return plain[:-1]


def proven(received: Received, audience: str, key: str) -> dict[str, Any]:
    """Return what a proof of origin claims, checked as a push service checks it but for time."""
    kind, _, rest = received.headers["authorization"].partition(" ")
    assert kind == "vapid"
    shown = dict(each.strip().split("=", 1) for each in rest.split(","))
    assert shown["k"] == key
    point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(key))
    found: dict[str, Any] = jwt.decode(
        shown["t"],
        point,
        algorithms=["ES256"],
        audience=audience,
        options={"verify_exp": False, "require": ["aud", "exp", "sub"]},
    )
    return found
