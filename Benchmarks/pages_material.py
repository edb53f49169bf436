"""What a person who has used a server for years has on it: conversations of many messages, the same in each run."""

import json
import random
import time

OFTEN, RARELY = "weather", "quicksilver"
"""A word that stands in every message, and one that stands in a few of the newest conversation only."""


def vocabulary(source, size=4000):
    """Made-up words, of lengths as English has them."""
    onsets, vowels = ["b", "br", "c", "d", "f", "g", "gr", "h", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "tr", "v", "w"], "aeiou"
    return ["".join(source.choice(onsets) + source.choice(vowels) for _ in range(source.choice((1, 1, 2, 2, 3, 4))))
            for _ in range(size)]


class Writer:
    """Writes questions and answers: few words often, most of them seldom."""

    def __init__(self, seed):
        self.source = random.Random(seed)
        self.words = vocabulary(random.Random(1))

    def sentence(self, least, most):
        count = self.source.randint(least, most)
        words = [self.words[int(self.source.paretovariate(0.8)) % len(self.words)] for _ in range(count)]
        return " ".join([words[0].capitalize(), *words[1:]])

    def question(self):
        return f"{self.sentence(4, 14)} {OFTEN}?"

    def answer(self):
        """About 600 characters of Markdown, as chat models write it."""
        parts = [f"{self.sentence(12, 30)}, **{self.sentence(1, 3)}** {OFTEN}."]
        kind = self.source.random()
        if kind < 0.4:
            parts.append("\n".join(f"- {self.sentence(4, 12)} `{self.sentence(1, 1).lower()}`" for _ in range(self.source.randint(3, 6))))
        elif kind < 0.6:
            lines = "\n".join(f"let {self.sentence(1, 1).lower()} = \"{self.sentence(1, 4)}\"" for _ in range(self.source.randint(3, 9)))
            parts.append(f"```swift\n{lines}\n```")
        elif kind < 0.7:
            rows = "\n".join(f"| {self.sentence(1, 2)} | {self.sentence(1, 3)} |" for _ in range(4))
            parts.append(f"| {self.sentence(1, 1)} | {self.sentence(1, 1)} |\n| --- | --- |\n{rows}")
        parts += [f"{self.sentence(15, 45)}." for _ in range(self.source.randint(1, 2))]
        return "\n\n".join(parts)


def conversation(number, length, pinned=False):
    """In the form in which Understudy exports one. Number 0 is the newest."""
    writer = Writer(number)
    moment = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(1.78e9 - 3600 * number))
    messages, parent = [], None
    for index in range(length):
        role = "assistant" if index % 2 else "user"
        text = writer.answer() if index % 2 else writer.question()
        if number == 0 and index in (11, 51, 91):
            text += f"\n\n{writer.sentence(5, 10)} {RARELY}."
        message = {"id": str(index), "parent_id": parent, "role": role, "content": text, "created_at": moment}
        if index % 2:
            message["models"] = ["sim:lead"]
        messages.append(message)
        parent = str(index)
    return {
        "id": str(number), "title": f"{number} {writer.sentence(2, 6)}", "title_origin": "user", "pinned": pinned,
        "created_at": moment, "updated_at": moment, "messages": messages,
    }


def files(conversations, most=40):
    """The conversations as files to import, some in each."""
    for start in range(0, len(conversations), most):
        yield json.dumps({"format": "understudy.conversations", "version": 1, "conversations": conversations[start:start + most]})
