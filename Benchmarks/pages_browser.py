"""A phone with a slow processor at the page: what the browser's own trace says of loading and scrolling.

Debian's Chromium, driven by Playwright. The trace's events: `RunTask` of the page's main thread are its tasks; a
`PipelineReporter` is a frame, with what became of it.
"""

import contextlib
import json
import os
from collections import Counter
from dataclasses import dataclass, field

from playwright.sync_api import sync_playwright

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 3, "has_touch": True, "is_mobile": True, "locale": "en"}
SLOWER = 4
"""Times that the page's processor is slowed down."""
LONG = 50_000
"""Microseconds of the processor's time from which a task is a long one: a tap that comes then is felt to wait. The clock on the
wall would count what other programs on the machine take as well."""
CATEGORIES = ["toplevel", "devtools.timeline", "loading", "blink.user_timing", "cc", "benchmark", "devtools.timeline.frame"]
SPEED = 8000
"""Pixels a second, as of one quick flick after another."""

# Marks the moment from which the page's own script answers to taps.
MARK_READY = """
new MutationObserver((_, observer) => {
  if (document.documentElement?.dataset.ready === undefined) return;
  performance.mark("ready");
  observer.disconnect();
}).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-ready"] });
"""


@dataclass
class Trace:
    """What one trace says; times in milliseconds, those of loading since the page was asked for."""

    first_paint: float | None = None
    ready: float | None = None
    long_tasks: list = field(default_factory=list)
    frames: int = 0
    dropped: int = 0
    frame_times: list = field(default_factory=list)

    @property
    def longest(self):
        return max(self.long_tasks, default=0)

    @property
    def blocked(self):
        """What of the long tasks is beyond 50 ms."""
        return sum(task - LONG / 1000 for task in self.long_tasks)

    @property
    def p95(self):
        times = sorted(self.frame_times)
        return times[int(len(times) * 0.95)] if times else 0


def read(data):
    """A trace of one page."""
    events = json.loads(data)["traceEvents"]
    mains = {(each["pid"], each["tid"]) for each in events
             if each["name"] == "thread_name" and each["args"]["name"] == "CrRendererMain"}
    tasks = [each for each in events
             if each["name"] == "ThreadControllerImpl::RunTask" and "dur" in each and (each["pid"], each["tid"]) in mains]
    marks = {each["name"]: each for each in events if each["name"] in ("firstContentfulPaint", "ready") and each["ph"] in "RI"}
    found, start = Trace(), 0
    if paint := marks.get("firstContentfulPaint"):
        process = paint["pid"]
        start = min(each["ts"] for each in events if each["name"] == "navigationStart" and each["pid"] == process)
        found.first_paint = (paint["ts"] - start) / 1000
        found.ready = (marks["ready"]["ts"] - start) / 1000 if "ready" in marks else None
    else:
        # Nothing was loaded: the process that works is the page's, and others are spare.
        process = Counter(each["pid"] for each in tasks).most_common(1)[0][0]
    found.long_tasks = [each["tdur"] / 1000 for each in tasks
                        if each["pid"] == process and each.get("tdur", 0) >= LONG and each["ts"] >= start]
    read_frames(events, process, found)
    return found


def read_frames(events, process, found):
    """A frame's time is how long the one before it stood on the screen."""
    shown, begun = [], {}
    reports = [each for each in events if each["name"] == "PipelineReporter" and each["pid"] == process]
    for event in sorted(reports, key=lambda each: each["ts"]):
        key = event["id2"]["local"]
        if event["ph"] == "b":
            begun[key] = event["args"]["frame_reporter"]
        elif event["ph"] == "e" and key in begun:
            frame = begun.pop(key)
            if frame["state"].startswith("STATE_PRESENTED"):
                shown.append(event["ts"])
            elif frame["state"] == "STATE_DROPPED" and frame.get("affects_smoothness"):
                found.dropped += 1
    found.frames = len(shown)
    shown.sort()
    found.frame_times = [(after - before) / 1000 for before, after in zip(shown, shown[1:])]


@contextlib.contextmanager
def phone(server):
    """A phone on which the visitor's cookie is; yields its page and a way to talk to its browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(**PHONE)
        context.add_cookies([{"name": "understudy_session", "value": server.cookie, "url": server.url}])
        page = context.new_page()
        page.add_init_script(MARK_READY)
        page.set_default_timeout(120_000)
        session = context.new_cdp_session(page)
        # What is fetched once for all pages is not what is measured.
        page.goto(server.url, wait_until="load")
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        try:
            yield Phone(browser, page, session, server.url)
        finally:
            browser.close()


@dataclass
class Phone:
    browser: object
    page: object
    session: object
    url: str

    def trace(self, act):
        self.browser.start_tracing(page=self.page, categories=CATEGORIES)
        try:
            act()
        finally:
            data = self.browser.stop_tracing()
        if folder := os.environ.get("TRACES"):
            with open(f"{folder}/{len(os.listdir(folder))}.json", "wb") as file:
                file.write(data)
        return read(data)

    def open(self, path):
        """Loads a page, until all is there that comes by itself, and a little longer."""
        self.page.goto("about:blank")
        return self.trace(lambda: self.load(path))

    def load(self, path):
        self.page.goto(self.url + path, wait_until="load")
        self.page.wait_for_selector("html[data-ready]", state="attached")
        self.page.wait_for_selector("#earlier", state="detached")
        self.page.wait_for_timeout(500)

    def scroll(self, distance):
        """So many pixels, positive towards the end. By wheel: headless Chromium ignores a finger that is made up."""
        self.session.send("Input.synthesizeScrollGesture", {
            "x": 5, "y": 420, "yDistance": -distance, "speed": SPEED, "gestureSourceType": "mouse", "preventFling": True})

    def scroll_to(self, end, of="document.documentElement"):
        """To the end or the start. A page grows while it is scrolled, for what is not shown yet is guessed at."""
        rest = f"{of}.scrollHeight - {of}.clientHeight - {of}.scrollTop" if end else f"{of}.scrollTop"
        while (distance := self.page.evaluate(rest)) > 1:
            self.scroll(distance if end else -distance)

    def scroll_conversation(self, distance=100_000):
        """From the end to the start and back, as often as it takes to come so far."""
        while distance > 0:
            distance -= 2 * self.page.evaluate("document.documentElement.scrollHeight - innerHeight")
            self.scroll_to(end=False)
            self.scroll_to(end=True)

    def scroll_list(self):
        """To the end of all pages of the list, and back to its start."""
        drawer = "document.querySelector('#drawer')"
        while True:
            self.scroll_to(True, drawer)
            shown = self.page.locator("#chats > li").count()
            if self.page.locator(".more-chats").is_hidden():
                break
            self.page.evaluate("document.querySelector('.more-chats').click()")
            self.page.wait_for_selector(f"#chats > li:nth-child({shown + 1})", state="attached")
        self.scroll_to(False, drawer)


def measure(people, options, say):
    """The middle one of some rounds of each, by (what was done, with what)."""
    from pages_material import conversation, files
    from pages_server import fill

    few, many = people
    # Older than all others, so that they change nothing about the list's first page.
    short, long = fill(many.server, files([conversation(90_000, 10), conversation(90_001, options.long)]))
    texts = {"of 10 messages": short, f"of {options.long:,} messages": long}
    rounds = {}
    for number in range(options.rounds):
        for person in people:
            with phone(person.server) as one:
                count = f"{10 if person is few else options.conversations:,}"
                say(f"Round {number + 1}: the list with {count} conversations")
                rounds.setdefault(("open", f"the list with {count} conversations"), []).append(one.open("/"))
                one.page.locator(".drawer-open").click()
                rounds.setdefault(("scroll", f"the list with {count} conversations"), []).append(one.trace(one.scroll_list))
                if person is few:
                    continue
                for name, identifier in texts.items():
                    say(f"Round {number + 1}: a conversation {name}")
                    rounds.setdefault(("open", f"a conversation {name}"), []).append(one.open(f"/c/{identifier}"))
                    rounds.setdefault(("scroll", f"a conversation {name}"), []).append(one.trace(one.scroll_conversation))
    return {key: sorted(traces, key=lambda each: each.ready or each.blocked)[len(traces) // 2] for key, traces in rounds.items()}
