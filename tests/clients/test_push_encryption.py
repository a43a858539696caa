"""The encryption of web push messages, held against the example of RFC 8291."""

import os

from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from api.clients import push_encryption
from api.clients.push_encryption import decoded, encoded, encrypted, is_point
from support.browser_push import BrowserWithPush

# RFC 8291, section 5 and appendix A.
OWN = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
BROWSER = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"
SALT, SECRET = "DGv6ra1nlYgDCS1FRnbzlw", "BTBZMqHH6r4Tts7J_aSIgg"
BODY = (
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS"
    "6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qu"
    "lcy4a-fN"
)


def test_the_example_of_the_standard_is_made_byte_by_byte() -> None:
    private = push_encryption.private_key(decoded(BROWSER))
    browser = BrowserWithPush(private, decoded(SECRET))
    made = encrypted(
        b"When I grow up, I want to be a watermelon",
        (browser.public, browser.secret),
        decoded(SALT),
        push_encryption.private_key(decoded(OWN)),
    )
    assert encoded(made) == BODY
    assert browser.opened(made) == b"When I grow up, I want to be a watermelon"


@given(st.binary(max_size=push_encryption.MOST_BYTES))
def test_a_browser_reads_what_was_written_for_it(message: bytes) -> None:
    browser = BrowserWithPush()
    own = ec.generate_private_key(ec.SECP256R1())
    made = encrypted(message, (browser.public, browser.secret), os.urandom(16), own)
    assert len(made) <= 4096
    assert browser.opened(made) == message


def test_only_points_of_the_curve_are_keys() -> None:
    assert is_point(BrowserWithPush().public)
    for wrong in (b"", b"\x04" + b"\x01" * 64, b"\x00" * 65, BrowserWithPush().public[:-1]):
        assert not is_point(wrong)
