"""Whole numbers that stand for ids."""

import polars as pl

from loaders.reading.keys import customer_key, row_key


def keys(shop: str, *ids: str | None) -> list[int | None]:
    frame = pl.DataFrame({"id": list(ids)}, schema={"id": pl.String})
    return frame.select(row_key(shop, "id")).to_series().to_list()


def test_ids_of_digits_and_of_letters_get_distinct_keys_and_none_stays_none() -> None:
    ids = ["577000000000000001", "577000000000000002", "1729384756102938475", "A-1", "007", "7", ""]
    found = keys("us", *ids, None)
    assert found[-1] is None
    assert len(set(found[:-1])) == len(ids)


def test_the_same_id_in_two_shops_is_two_keys_and_the_same_every_time() -> None:
    assert keys("us", "1") != keys("de", "1")
    assert keys("us", "A-1", "B") == keys("us", "A-1", "B")


def test_a_customer_is_known_by_shop_kind_and_secret() -> None:
    ids = pl.Series(["ann", "bob", None, "ann"])
    first = customer_key(ids, "us", "username", b"secret")
    assert first[0] == first[3]
    assert first[2] is None
    assert first[0] != first[1]
    for other in [("de", "username", b"secret"), ("us", "id", b"secret"), ("us", "username", b"x")]:
        assert customer_key(ids, *other)[0] != first[0]


def test_a_customer_that_was_hashed_before_keeps_its_key() -> None:
    hashed = customer_key(pl.Series(["ann"]), "us", "username", b"s").item()
    again = customer_key(pl.Series([f"customer:{hashed}"]), "us", "username", b"s").item()
    assert again == hashed
