"""A class that is really served: a room, votes, pupils who come back, and pupils who mean harm."""

from __future__ import annotations

import asyncio
import http.client
import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from tornado.httpclient import HTTPClientError

from explorer import load
from explorer.server.class_room.invitation import invitation
from explorer.server.class_room.pages import HEADERS
from explorer.server.class_room.rooms import MOST_ROOMS, Rooms
from explorer.server.class_room.sockets import LONGEST_MESSAGE
from explorer.teaching.frames import Sort, frames
from explorer.teaching.lesson import read_lesson
from explorer.teaching.lesson_files import lessons_of
from tests.server.class_client import class_served, connect, pupil, run, teacher
from tests.thorough import THOROUGH

LESSON = lessons_of(load("tea"))[0]
FRAMES = frames(read_lesson(LESSON))
QUESTION = next(place for place, frame in enumerate(FRAMES) if frame.sort == Sort.QUESTION)
PUPILS = 200 if THOROUGH else 60


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with class_served(LESSON, tmp_path_factory.mktemp("class")) as (served, _):
        yield served


def ask(address: str, path: str) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    connection.request("GET", f"/class/{path}")
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, dict(answer.getheaders()), body


@pytest.mark.parametrize("path", ["", "bakelo", "lesson/lesson", "program/join.js", "drawing/tea"])
def test_what_is_served_carries_the_policy_and_no_cookie(address: str, path: str) -> None:
    status, headers, _ = ask(address, path)
    assert status == 200
    assert HEADERS.items() <= headers.items()
    assert not {"Set-Cookie", "Server"} & set(headers)


@pytest.mark.parametrize(
    "path", ["lesson/other", "program/class.css", "program/present.html", "drawing/no", "nothing", "../"]
)
def test_nothing_else_is_served(address: str, path: str) -> None:
    assert ask(address, path)[0] == 404


def test_a_vote_reaches_the_teacher_and_the_pupil(address: str) -> None:
    async def lesson() -> None:
        page, entered = await teacher(address)
        await page.send({"go": QUESTION})
        one, _ = await pupil(address, entered["entered"])
        asked = await one.until(lambda told: told.get("options"))
        assert all("correct" not in option for option in asked["options"])
        await one.send({"vote": 1})
        assert (await one.until(lambda told: told.get("mine") == 1))["open"]
        assert (await page.until(lambda told: told.get("answered") == 1))["votes"] == [[0, 1]]
        await page.send({"go": QUESTION + 1})
        assert (await one.until(lambda told: told["sort"] == "answer"))["options"][1]["correct"]

    run(lesson())


def test_who_drops_out_comes_back_with_the_vote(address: str) -> None:
    async def lesson() -> None:
        page, entered = await teacher(address)
        await page.send({"go": QUESTION})
        one, token = await pupil(address, entered["entered"])
        await one.send({"vote": 0})
        await one.until(lambda told: told.get("mine") == 0)
        one.socket.close()
        again, same = await pupil(address, entered["entered"], token)
        assert same == token
        assert (await again.until(lambda told: "mine" in told))["mine"] == 0
        page.socket.close()
        back, known = await teacher(address, code=entered["entered"], key=entered["key"])
        assert (known["entered"], known["at"]) == (entered["entered"], QUESTION)
        assert (await back.hear())["answered"] == 1

    run(lesson())


def test_nobody_leads_a_class_without_its_key(address: str) -> None:
    async def lesson() -> None:
        page, entered = await teacher(address)
        other, got = await teacher(address, code=entered["entered"], key="guessed")
        assert got["entered"] != entered["entered"]
        await other.send({"end": True})
        one, _ = await pupil(address, entered["entered"])
        await one.send({"go": 3, "end": True, "lock": True})
        await page.send({"go": 1})
        assert (await one.until(lambda told: told.get("heading") == FRAMES[1].heading))["name"]

    run(lesson())


def test_a_removed_pupil_is_told_and_the_door_can_be_closed(address: str) -> None:
    async def lesson() -> None:
        page, entered = await teacher(address)
        one, token = await pupil(address, entered["entered"])
        name = (await one.hear())["name"]
        await page.send({"remove": name})
        assert await one.until(lambda told: told.get("gone"))
        await page.send({"door": True})
        await page.until(lambda told: told.get("closed"))
        late = await connect(address, f"join/{entered['entered']}")
        await late.send({"token": token})
        assert await late.hear() == {"gone": True}

    run(lesson())


def test_the_answers_are_saved_and_the_end_is_told(address: str) -> None:
    async def lesson() -> None:
        page, entered = await teacher(address)
        one, _ = await pupil(address, entered["entered"])
        await page.send({"save": True})
        assert (await page.until(lambda told: "csv" in told))["csv"].startswith(
            "pupil,question,round,asked,chosen,right"
        )
        await page.send({"end": True})
        assert await one.until(lambda told: told.get("over"))
        nowhere = await connect(address, f"join/{entered['entered']}")
        assert await nowhere.hear() == {"nowhere": True}

    run(lesson())


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[",
        "[]",
        "null",
        "7",
        '{"vote": true}',
        '{"vote": 1e400}',
        '{"vote": -1}',
        '{"vote": "0"}',
        '{"vote": 99}',
        '{"go": 3}',
        "[" * 200,
        b"\xff\x00",
        '{"token": {}}',
        '{"remove": "x"}',
    ],
)
def test_what_is_no_vote_does_nothing(address: str, said: str | bytes) -> None:
    async def lesson() -> None:
        page, entered = await teacher(address)
        await page.send({"go": QUESTION})
        one, _ = await pupil(address, entered["entered"])
        await one.send(said)
        await one.send({"vote": 1})
        assert (await page.until(lambda told: told.get("answered") == 1))["votes"][0][1] == 1

    run(lesson())


def test_a_long_message_and_a_flood_end_the_connection_and_disturb_nobody(address: str) -> None:
    async def lesson() -> None:
        page, entered = await teacher(address)
        await page.send({"go": QUESTION})
        long, _ = await pupil(address, entered["entered"])
        await long.send(json.dumps({"vote": 1, "x": "y" * LONGEST_MESSAGE}))
        quick, _ = await pupil(address, entered["entered"])
        for _ in range(100):
            await quick.send({"vote": 1})
        for line in (long, quick):
            while await line.hear() is not None:
                pass
        calm, _ = await pupil(address, entered["entered"])
        await calm.send({"vote": 0})
        assert (await calm.until(lambda told: told.get("mine") == 0))["open"]

    run(lesson())


def test_a_page_of_another_site_gets_no_connection(address: str) -> None:
    async def lesson() -> None:
        for path in ("teach/lesson", "join/bakelo"):
            with pytest.raises(HTTPClientError, match="403"):
                await connect(address, path, Origin="http://evil.example")

    run(lesson())


def test_so_many_rooms_and_no_more(tmp_path: Path) -> None:
    async def lesson(address: str) -> None:
        opened = [await teacher(address) for _ in range(MOST_ROOMS)]
        assert len({entered["entered"] for _, entered in opened}) == MOST_ROOMS
        _, told = await teacher(address)
        assert told == {"full": True}
        await opened[0][0].send({"end": True})
        await opened[0][0].until(lambda told: told.get("over"))
        _, entered = await teacher(address)
        assert entered["entered"]

    with class_served(LESSON, tmp_path) as (address, _):
        run(lesson(address))


def test_a_whole_class_votes_at_once_within_the_promise(tmp_path: Path) -> None:
    """From the last vote to the projector 0.3 s, in less than 100 MB."""

    async def lesson(address: str) -> float:
        page, entered = await teacher(address)
        await page.send({"go": QUESTION})
        lines = [line for line, _ in await asyncio.gather(*(pupil(address, entered["entered"]) for _ in range(PUPILS)))]
        await asyncio.gather(*(line.until(lambda told: told.get("options")) for line in lines))
        begun = time.perf_counter()
        await asyncio.gather(*(line.send({"vote": place % 2}) for place, line in enumerate(lines)))
        told = await page.until(lambda told: told.get("answered") == PUPILS)
        assert sum(told["votes"][0]) == PUPILS
        return time.perf_counter() - begun

    with class_served(LESSON, tmp_path) as (address, process):
        took = run(lesson(address))
        memory = psutil.Process(process.pid).memory_info().rss / 1e6
    print(f"{PUPILS} votes were shown after {took:.2f} s, {memory:.0f} MB")
    assert took < 0.3
    assert memory < 100


def test_a_room_in_which_nobody_is_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    class Page:
        def tell(self, what: object) -> None: ...
        def close(self) -> None: ...

    async def lesson() -> None:
        rooms = Rooms(lambda: {"tea": read_lesson(LESSON)}, True)
        await rooms.ready()
        left, kept = rooms.begin("tea"), rooms.begin("tea")
        assert left is not None
        assert kept is not None
        kept.teachers.add(Page())
        rooms.left(left)
        rooms.left(kept)
        await asyncio.sleep(0.2)
        assert list(rooms.open) == [kept.room.code]

    monkeypatch.setattr("explorer.server.class_room.rooms.LONGEST_EMPTY", 0.05)
    asyncio.run(lesson())


@pytest.mark.parametrize(
    ("seen", "is_alone", "address", "alone"),
    [
        ("http://10.0.0.5:8866/class/", False, "http://10.0.0.5:8866/class/bakelo", False),
        ("https://school.example/x/class/", False, "https://school.example/x/class/bakelo", False),
        ("http://localhost:8866/class/", True, "http://localhost:8866/class/bakelo", True),
        ("http://[::1]:8866/class/", True, "http://[::1]:8866/class/bakelo", True),
    ],
)
def test_the_invitation_names_where_the_teacher_is(seen: str, is_alone: bool, address: str, alone: bool) -> None:
    told = invitation(seen, "bakelo", is_alone)
    assert (told["address"], told["alone"]) == (address, alone)
    assert told["qr"].startswith("data:image/svg+xml")


@pytest.mark.parametrize(
    "seen", ["", "javascript:alert(1)", "http://a b/", 'http://x/"onload="', "ftp://x/", "http://x/?q", "x" * 5000]
)
def test_no_other_address_becomes_a_code(seen: str) -> None:
    assert invitation(seen, "bakelo", False) == {}
