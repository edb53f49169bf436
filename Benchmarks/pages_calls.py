"""What a call of the API costs whoever has few conversations, and whoever has many: the same calls, in turns."""

import random
import statistics
import time
from dataclasses import dataclass
from urllib.parse import quote

from pages_material import OFTEN, RARELY


@dataclass
class Person:
    """One visitor's server, and the newest conversations on it, which all visitors have alike."""

    server: object
    identifiers: list

    @property
    def newest(self):
        return f"/api/v1/conversations/{self.identifiers[0]}"


def timed(run):
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def calls():
    """Name and call; a call answers with the milliseconds that it took."""
    def ask(method, path, body=None):
        return lambda person, number: timed(lambda: person.server.json(
            method, path(person, number), body(number) if body else None))

    def search(text):
        return ask("GET", lambda *_: f"/api/v1/conversations/search?q={quote(text)}")

    return {
        "the list's first ten": ask("GET", lambda *_: "/api/v1/conversations?limit=10"),
        "the page `/` with its list (50 rows beside 10)": lambda person, _: timed(lambda: person.server.send("GET", "/").read()),
        "a conversation of 200 messages": ask("GET", lambda person, _: person.newest),
        "its page": lambda person, _: timed(lambda: person.server.send("GET", f"/c/{person.identifiers[0]}").read()),
        "search, a rare word": search(RARELY),
        "search, a word that no message has": search("xylophone"),
        "search, a word that every message has": search(OFTEN),
        "search, two letters that are in most messages": search("st"),
        "search, two letters that are in three": search("qu"),
        "begin a conversation and delete it": lambda person, _: timed(lambda: begin_and_delete(person.server)),
        "take a message in": take_message,
        "rename": ask("PATCH", lambda person, _: person.newest, lambda number: {"title": f"Name {number}"}),
        "pin, and back": lambda person, _: timed(lambda: [
            person.server.json("PATCH", person.newest, {"pinned": pinned}) for pinned in (True, False)]),
    }


def begin_and_delete(server):
    made = server.json("POST", "/api/v1/conversations", {})
    server.json("DELETE", f"/api/v1/conversations/{made['id']}")


def take_message(person, _):
    """Until both the question and the place of its answer are kept; the answer that follows is not counted."""
    conversation = f"/api/v1/conversations/{person.identifiers[1]}"
    start = time.perf_counter()
    response = person.server.send("POST", f"{conversation}/messages", {"content": "Will it rain?"})
    taken = (time.perf_counter() - start) * 1000
    response.read()
    return taken


def compare(few, many, times, say):
    """Medians of each call in milliseconds: {name: (few, many)}."""
    source, found = random.Random(1), {}
    for name, call in calls().items():
        say(f"{name}: {few.server.name}, {many.server.name}")
        taken = {id(few): [], id(many): []}
        begun = time.monotonic()
        for number in range(times + 3):
            for person in source.sample([few, many], 2):
                milliseconds = call(person, number)
                if number >= 3:
                    taken[id(person)].append(milliseconds)
            # What is slow needs no more than this.
            if number > 15 and time.monotonic() - begun > 20:
                break
        found[name] = tuple(statistics.median(taken[id(person)]) for person in (few, many))
    return found
