"""Letters of share tags name ways to send."""

from penombre.select.question import APPS
from penombre.signals import tag_apps


def test_letters_name_apps_and_ways_that_are_none() -> None:
    found = tag_apps()
    assert (found["w"], found["e"], found["a"]) == ("WhatsApp", "E-mail", "SMS")
    assert not {"c", "u"} & set(found), "where a copied link goes nobody knows"
    assert len(set(found.values())) == len(found)


def test_what_people_are_asked_is_named_alike() -> None:
    assert set(APPS) - {"other", "Snapchat"} <= set(tag_apps().values())
