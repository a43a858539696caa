"""Labour presets: data that can be found by name."""

import pytest

from rotation.errors import Impossible
from rotation.team import labour


def test_every_preset_is_there() -> None:
    assert labour.names() == (
        "be",
        "de",
        "eu",
        "fr",
        "nl",
        "uk",
        "us-chicago",
        "us-nyc-fastfood",
        "us-nyc-retail",
        "us-or",
        "us-philadelphia",
    )


@pytest.mark.parametrize("name", ["", "EU", "atlantis", "../eu", "eu.toml", "x" * 10_000])
def test_an_unknown_preset_names_the_field(name: str) -> None:
    with pytest.raises(Impossible) as caught:
        labour.preset(name)
    assert caught.value.field == "/labour_preset"
    assert len(str(caught.value)) < 200
