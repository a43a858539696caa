"""A rota that is too large is refused before anybody calculates."""

import pytest

from rotation.errors import Impossible
from rotation.solver import serialisation
from rotation.solver.setting_types import MOST_MEMBERS
from rotation.solver.size_limit import MOST_PLACES, refuse_too_large
from support import make


def test_five_hundred_members_and_five_thousand_places_are_the_most() -> None:
    people = [make.member(f"P{at:03}") for at in range(MOST_MEMBERS)]
    largest = make.case(people, [make.shift(maximum=MOST_PLACES)])
    assert refuse_too_large(largest) is largest
    with pytest.raises(Impossible) as refused:
        refuse_too_large(make.case([*people, make.member("one more")], []))
    assert refused.value.field == "/members"
    with pytest.raises(Impossible) as refused:
        refuse_too_large(make.case([], [make.shift(maximum=MOST_PLACES + 1)]))
    assert refused.value.field == "/shifts"


def test_a_case_as_json_is_held_to_it() -> None:
    text = serialisation.case_to_json(make.case([], [make.shift(maximum=MOST_PLACES + 1)]))
    with pytest.raises(Impossible):
        serialisation.case_from_json(text)
