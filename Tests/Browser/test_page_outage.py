"""Every model out, the network gone, the server gone."""

import re

import pytest
from conftest import PATIENCE
from playwright.sync_api import expect


@pytest.fixture(params=["desktop", "phone"])
def reader(request, visit, understudy):
    reader = visit(understudy, request.param, color_scheme="dark" if request.param == "phone" else "light")
    reader.device = request.param
    return reader


def fail(simulator):
    for model in ("lead", "second"):
        simulator.set(model, fault="rate_limit", retry_after=5)


def mend(simulator):
    for model in ("lead", "second"):
        simulator.set(model)


def test_counts_down_while_every_model_is_out_and_comes_back_alone(reader, simulator):
    fail(simulator)
    reader.send("Hello")
    expect(reader.find("#outage")).to_be_visible()
    expect(reader.find("#outage")).to_contain_text("No model can answer right now.")
    expect(reader.find(".countdown")).to_have_text(re.compile(r"Trying again in \d+:\d\d"))
    expect(reader.field).to_be_disabled()
    expect(reader.find(".send")).to_be_disabled()
    reader.shoot(f"out-{reader.device}")
    mend(simulator)
    expect(reader.field).to_be_enabled(timeout=2 * PATIENCE)
    expect(reader.find("#outage")).to_be_hidden()
    expect(reader.find("#announcer")).to_have_text("Answers are available again.")


def test_shows_the_outage_on_arrival(reader, simulator):
    fail(simulator)
    reader.send("Hello")
    expect(reader.find("#outage")).to_be_visible()
    reader.page.reload()
    expect(reader.find("#outage")).to_be_visible()
    expect(reader.field).to_be_disabled()
    mend(simulator)
    expect(reader.field).to_be_enabled(timeout=2 * PATIENCE)


def test_keeps_the_draft_while_offline(reader):
    reader.field.fill("Not yet sent")
    reader.page.context.set_offline(True)
    expect(reader.find("#notice")).to_have_text("You are offline. What you write is kept here.")
    expect(reader.find(".send")).to_be_disabled()
    reader.shoot(f"offline-{reader.device}")
    reader.page.context.set_offline(False)
    expect(reader.find("#notice")).to_be_hidden()
    expect(reader.field).to_have_value("Not yet sent")
    reader.field.press("Enter")
    reader.wait().status("complete")


def test_keeps_the_draft_over_a_reload(reader):
    reader.field.fill("Not yet sent")
    reader.open()
    expect(reader.field).to_have_value("Not yet sent")


def test_gives_the_message_back_when_the_server_is_gone(reader, understudy):
    understudy.stop()
    reader.send("Hello")
    expect(reader.find("#notice")).to_contain_text("could not be sent")
    expect(reader.field).to_have_value("Hello")
    expect(reader.find("#log > li")).to_have_count(0)
    understudy.start()
    reader.field.press("Enter")
    reader.wait().status("complete")


def test_picks_the_answer_up_again_after_a_reload(reader, simulator):
    answer = " ".join(f"word{number}" for number in range(120))
    simulator.set("lead", answer=answer, pace=30)
    reader.send("Hello")
    expect(reader.last.locator(".body")).to_contain_text("word5 ")
    reader.page.reload()
    reader.status("complete")
    expect(reader.last.locator(".body")).to_have_text(answer)
    expect(reader.last.locator(".tooltip")).to_have_text("Answered by Lead Model")
    expect(reader.find("#log > li")).to_have_count(2)


def test_picks_the_answer_up_again_after_the_network_was_gone(reader, simulator):
    answer = " ".join(f"word{number}" for number in range(120))
    simulator.set("lead", answer=answer, pace=30)
    reader.send("Hello")
    expect(reader.last.locator(".body")).to_contain_text("word5 ")
    reader.page.context.set_offline(True)
    reader.page.context.set_offline(False)
    reader.status("complete")
    expect(reader.last.locator(".body")).to_have_text(answer)


def test_gives_back_a_message_that_is_too_long(reader):
    text = "x" * 600_000
    reader.field.evaluate("(field, text) => (field.value = text)", text)
    reader.field.press("Enter")
    expect(reader.find("#notice")).to_contain_text("too long")
    assert reader.field.evaluate("field => field.value.length") == len(text)
