"""Worlds are drawn once for all: same seed, same world; every share is a share."""

import msgspec
import pytest

from penombre.simulate import VARIANTS, draw_world
from penombre.simulate.doors import CAUSES, DOORS, OF_CAUSE, PRIVATE, PRIVATE_CAUSES, key


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_world_is_drawn_from_its_seed_alone(variant: str) -> None:
    assert draw_world(3, variant) == draw_world(3, variant)
    assert draw_world(3, variant) != draw_world(4, variant)


@pytest.mark.parametrize("variant", VARIANTS)
def test_parameters_stay_in_their_ranges(variant: str) -> None:
    for seed in range(20):
        world = draw_world(seed, variant)
        assert sum(world.causes.values()) == pytest.approx(1)
        assert sum(world.countries.values()) == pytest.approx(1)
        assert all(0 <= rate <= 1 for rate in world.strip.values())
        assert 0.02 <= world.dark_share <= 0.55
        assert 7 <= world.days <= 30
        assert 2000 <= world.landings <= 60_000 or variant == "tiny_site"


def test_dark_shares_are_spread_widely_and_kernels_differ() -> None:
    worlds = [draw_world(seed, variant) for seed in range(40) for variant in VARIANTS]
    assert min(world.dark_share for world in worlds) < 0.04
    assert max(world.dark_share for world in worlds) > 0.5
    assert len({world.delay_kernel for world in worlds}) == 4
    assert len({world.offspring for world in worlds}) == 4
    assert len({world.age_kernel for world in worlds}) == 4


def test_an_unknown_variant_is_named_with_those_known() -> None:
    with pytest.raises(ValueError, match=r"no variant 'nowhere'; known: baseline_news"):
        draw_world(1, "nowhere")


def test_a_world_survives_its_own_encoding() -> None:
    world = draw_world(9, "shop")
    assert msgspec.json.decode(msgspec.json.encode(world), type=type(world)) == world


def test_every_door_has_one_key_and_private_ones_a_private_cause() -> None:
    assert len({key(door) for door in DOORS}) == len(DOORS)
    assert {DOORS[door].cause for door in PRIVATE} == set(PRIVATE_CAUSES)
    assert all(OF_CAUSE[cause] for cause in CAUSES if cause != "automation")
