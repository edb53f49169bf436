"""The first run, with no model at all."""

from playwright.sync_api import expect


def test_says_that_no_model_is_connected_and_answers_all_the_same(visit, unconnected):
    reader = visit(unconnected)
    expect(reader.find("#banner")).to_contain_text("No language model is connected.")
    expect(reader.find("#banner .found")).not_to_be_empty()
    reader.shoot("first-run")
    reader.ask("What is this?").status("complete")
    expect(reader.last.locator(".body")).not_to_be_empty()


def test_connects_a_model(visit, unconnected, simulator):
    reader = visit(unconnected)
    reader.find("#banner .open-connect").click()
    expect(reader.find("#connect")).to_be_visible()
    reader.find("#connect-kind").select_option("openai")
    reader.find("#connect-key").fill("test")
    reader.find("#connect-address").fill("http://127.0.0.1:9/v1")
    reader.find("#connect-names").fill("lead")
    reader.find("#connect-form [type=submit]").click()
    expect(reader.find("#connect .result")).to_contain_text("That did not work.")
    reader.shoot("connect-refused")
    reader.find("#connect-address").fill(simulator.url + "/v1")
    reader.find("#connect-form [type=submit]").click()
    expect(reader.find("#connect .result")).to_contain_text("Connected:")
    reader.shoot("connected")
    expect(reader.find("#connect-key")).to_have_value("")
    reader.page.keyboard.press("Escape")
    expect(reader.find("#banner")).to_be_hidden()


def test_offers_no_panel_where_models_are_connected_by_the_operator(visit, understudy):
    reader = visit(understudy)
    expect(reader.find("#banner")).to_have_count(0)
