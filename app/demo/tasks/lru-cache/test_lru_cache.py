import pytest

from lru_cache import LruCache


def filled(*keys, capacity=2):
    cache = LruCache(capacity)
    for key in keys:
        cache.put(key, key.upper())
    return cache


def test_stores_and_returns():
    cache = filled("a", "b")
    assert cache.get("a") == "A"
    assert cache.get("b") == "B"
    assert cache.get("missing") is None


def test_drops_the_oldest():
    cache = filled("a", "b", "c")
    assert cache.get("a") is None
    assert len(cache) == 2


def test_get_counts_as_use():
    cache = filled("a", "b")
    cache.get("a")
    cache.put("c", "C")
    assert cache.get("a") == "A"
    assert cache.get("b") is None


def test_writing_a_known_key_drops_nothing():
    cache = filled("a", "b")
    cache.put("b", "again")
    assert cache.get("a") == "A"
    assert cache.get("b") == "again"


def test_put_counts_as_use():
    cache = filled("a", "b")
    cache.put("a", "again")
    cache.put("c", "C")
    assert cache.get("a") == "again"
    assert cache.get("b") is None


def test_needs_a_capacity():
    with pytest.raises(ValueError):
        LruCache(0)
