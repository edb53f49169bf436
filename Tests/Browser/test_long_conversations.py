"""A conversation of many messages: it opens like a short one, and is there whole."""

import json
import re

import pytest
from playwright.sync_api import expect

COUNT = 150


@pytest.fixture(params=["desktop", "phone"])
def reader(request, visit, understudy, tmp_path):
    """At a conversation in which each message says its number."""
    reader = visit(understudy, request.param)
    reader.device = request.param
    file = tmp_path / "long.json"
    text = "Some **words** to read.\n\n- one\n- two\n\n```swift\nlet rain = 1\n```"
    file.write_text(json.dumps([{
        "title": "Long", "messages": [
            {"id": str(number), "parent_id": str(number - 1) if number else None, "role": "assistant" if number % 2 else "user",
             "content": f"Number {number}. {text if number % 2 else ''}"} for number in range(COUNT)]}]))
    imported = reader.page.request.post(
        f"{understudy.url}/api/v1/conversations/import", data=file.read_bytes(), headers={"content-type": "application/json"})
    reader.path = f"/c/{imported.json()['imported'][0]}"
    return reader


def hold_earlier(reader):
    """Keeps what comes before from arriving, until the function that this answers with is called."""
    held = []
    reader.page.route("**/earlier?*", lambda route: held.append(route))

    def release():
        expect(reader.find("#earlier")).to_be_attached()
        while not held:
            reader.page.wait_for_timeout(20)
        held.pop().continue_()
        whole(reader)

    return release


def whole(reader, count=COUNT):
    expect(reader.find("#earlier")).to_have_count(0)
    expect(reader.find("#log .message")).to_have_count(count)
    return reader


def numbers(reader):
    texts = reader.page.eval_on_selector_all("#log .message .body", "all => all.map(each => each.textContent)")
    return [int(re.match(r"Number (\d+)", text)[1]) for text in texts]


def message(reader, number):
    return reader.find("#log .message").filter(has_text=re.compile(rf"Number {number}\."))


def top(reader, number):
    """Where it is once the page stands still."""
    return message(reader, number).evaluate("""async each => {
        let [place, still] = [NaN, 0];
        while (still < 10) {
            await new Promise(requestAnimationFrame);
            const now = each.getBoundingClientRect().top;
            still = now === place ? still + 1 : 0;
            place = now;
        }
        return place;
    }""")


def test_opens_with_the_newest_and_brings_the_rest(reader):
    release = hold_earlier(reader)
    reader.open(reader.path)
    assert numbers(reader) == list(range(COUNT - 40, COUNT))
    expect(reader.last).to_be_in_viewport()
    reader.shoot(f"long-begin-{reader.device}")
    release()
    assert numbers(reader) == list(range(COUNT))
    expect(reader.last).to_be_in_viewport()
    expect(reader.find("#log .copy").first).to_have_text("Copy")
    reader.shoot(f"long-end-{reader.device}")
    message(reader, 3).scroll_into_view_if_needed()
    expect(message(reader, 3)).to_be_in_viewport()
    reader.shoot(f"long-{reader.device}")


@pytest.mark.parametrize("place", ["the very top", "the middle"])
def test_leaves_what_is_read_in_its_place(reader, place):
    release = hold_earlier(reader)
    reader.open(reader.path)
    number = COUNT - 40 if place == "the very top" else COUNT - 20
    if place == "the very top":
        reader.page.evaluate("scrollTo(0, 0)")
    else:
        message(reader, number).evaluate("each => each.scrollIntoView()")
    before = top(reader, number)
    release()
    assert abs(top(reader, number) - before) < 60
    expect(message(reader, number)).to_be_in_viewport()


def test_is_searched_printed_and_linked_as_a_whole(reader):
    whole(reader.open(reader.path))
    assert reader.page.evaluate("window.find('Number 11.', false, false, true)")
    identifier = message(reader, 11).get_attribute("id")
    reader.page.emulate_media(media="print")
    hidden = "all => all.filter(each => getComputedStyle(each).contentVisibility !== 'visible').length"
    assert reader.page.eval_on_selector_all("#log > *", hidden) == 0
    reader.page.emulate_media(media="screen")
    reader.open("/").open(f"{reader.path}#{identifier}")
    whole(reader)
    expect(message(reader, 11)).to_be_in_viewport()
    reader.open("/").open(f"{reader.path}?message={identifier[2:]}#{identifier}")
    expect(message(reader, 11)).to_be_in_viewport()
    whole(reader)
    expect(message(reader, 11)).to_be_in_viewport()


def test_rewords_an_early_question_and_goes_back(reader, simulator):
    whole(reader.open(reader.path))
    early = message(reader, 20)
    early.scroll_into_view_if_needed()
    early.hover()
    early.locator(".edit").click()
    early.locator("textarea").fill("Number 20. Again")
    early.locator("textarea").press("Enter")
    expect(reader.find("#log .message")).to_have_count(22)
    reader.wait()
    switch = message(reader, 20).locator(".siblings")
    expect(switch).to_have_text("2/2")
    switch.locator(".previous").click()
    whole(reader)
    assert numbers(reader) == list(range(COUNT))
    expect(switch.locator(".next")).to_be_focused()
    expect(message(reader, 20)).to_be_in_viewport()
    reader.ask("One more")
    whole(reader, COUNT + 2)


def test_puts_what_was_reworded_back_when_it_was_not_sent(reader):
    whole(reader.open(reader.path))
    reader.page.route("**/messages", lambda route: route.abort())
    early = message(reader, 20)
    early.scroll_into_view_if_needed()
    early.hover()
    early.locator(".edit").click()
    early.locator("textarea").fill("Number 20. Again")
    early.locator("textarea").press("Enter")
    expect(reader.find("#notice")).to_be_visible()
    whole(reader)
    assert numbers(reader) == list(range(COUNT))


def test_offers_a_link_to_the_rest_when_it_does_not_come(reader):
    reader.page.route("**/earlier?*", lambda route: route.abort())
    reader.open(reader.path)
    assert len(numbers(reader)) == 40
    link = reader.find("#earlier")
    expect(link).to_have_text("Show earlier messages")
    link.scroll_into_view_if_needed()
    reader.shoot(f"long-not-whole-{reader.device}")
    link.click()
    whole(reader)
    assert numbers(reader) == list(range(COUNT))


def test_sends_nobody_anothers_messages(reader, visit, understudy):
    whole(reader.open(reader.path))
    last = reader.last.get_attribute("data-id")
    address = f"{understudy.url}{reader.path}/earlier?before="
    assert reader.page.request.get(address + last).status == 200
    assert reader.page.request.get(address + "none").status == 404
    assert visit(understudy).page.request.get(address + last).status == 404
