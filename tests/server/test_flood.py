"""Of changes that wait only the last of each kind is passed on."""

from __future__ import annotations

from tornado.ioloop import IOLoop

from explorer.server.flood import AT_ONCE, EACH_SECOND, MOST_WAITING, Flood, kind_of


def passed(count: int, kinds: int, wait: float) -> list[str]:
    """What is passed on of so many changes of so many widgets, given at once."""
    found: list[str] = []

    async def give() -> None:
        flood = Flood(found.append)
        for number in range(count):
            flood.take(f"{number % kinds} {number}", number % kinds)
        loop = IOLoop.current()
        done = loop.time() + wait
        while loop.time() < done and flood.waiting:
            from asyncio import sleep

            await sleep(0.01)

    IOLoop().run_sync(give)
    return found


def test_a_few_changes_pass_at_once_and_in_order():
    assert passed(AT_ONCE, AT_ONCE, 0) == [f"{number} {number}" for number in range(AT_ONCE)]


def test_of_a_flood_the_last_of_each_kind_arrives():
    found = passed(10_000, 3, 2)
    assert len(found) == AT_ONCE + 3
    assert set(found[-3:]) == {"0 9999", "1 9997", "2 9998"} or {text.split()[0] for text in found[-3:]} == {
        "0",
        "1",
        "2",
    }
    assert max(int(text.split()[1]) for text in found) == 9999


def test_what_waits_is_bounded():
    async def give() -> int:
        flood = Flood(lambda message: None)
        for number in range(10_000):
            flood.take("x", number)
        return len(flood.waiting)

    assert IOLoop().run_sync(give) == MOST_WAITING
    assert EACH_SECOND > 0


def test_changes_of_other_fields_are_not_joined():
    def kind(*fields):
        return kind_of({"comm_id": "a", "data": {"method": "update", "state": dict.fromkeys(fields)}}, 1)

    assert kind("answers") != kind("opened")
    assert kind("a", "b") == kind("b", "a")
