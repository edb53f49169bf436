"""Budgets on the page: a warning, a refusal in words, and the page on which admins enter limits."""

import pytest
from conftest import CHAIN, Understudy
from playwright.sync_api import expect
from test_accounts import add_user, log_in

# An answer of the simulator's has some twenty tokens; a prompt is free, so that a question is admitted a few times.
LIMITED = CHAIN + """
prices: {{ "sim:lead": {{ input: 0, output: 1000 }}, "sim:second": {{ input: 0, output: 1000 }} }}
budgets: {{ max_output_tokens: 25 }}
limits: {{ "role:visitor": {{ dollars_per_day: %s }} }}
"""
LANGUAGES = {"en": "is used", "de": "verbraucht", "zh": "已使用", "ar": "استُخدم"}


@pytest.fixture
def served(tmp_path, simulator):
    servers = []

    def served(dollars):
        servers.append(Understudy(tmp_path, (LIMITED % dollars).format(url=simulator.url)))
        return servers[-1]

    yield served
    for server in servers:
        server.stop()


@pytest.mark.parametrize("language", LANGUAGES)
def test_warns_quietly_and_then_refuses_in_words(visit, served, simulator, language):
    simulator.set("lead", answer=" ".join(["rain"] * 25))
    reader = visit(served("0.03"), locale=language)
    expect(reader.find("#limit-notice")).to_be_hidden()
    reader.ask("Hello").status("complete")
    reader.page.reload()
    expect(reader.find("#limit-notice")).to_contain_text(LANGUAGES[language])
    reader.shoot(f"limit-warning-{language}")
    reader.ask("Once more").status("failed")
    outcome = reader.last.locator(".outcome")
    expect(outcome).to_contain_text("0.03" if language in ("en", "zh") else "0")
    reader.shoot(f"limit-refused-{language}")
    said = outcome.inner_text()
    # Nothing else is disabled, and what was asked is kept.
    expect(reader.field).to_be_enabled()
    reader.page.reload()
    expect(reader.last).to_have_attribute("data-status", "failed")
    kept = reader.last.locator(".outcome").inner_text()
    assert kept and kept != said and "req_" not in kept


@pytest.mark.parametrize("device", ["desktop", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_admin_enters_changes_and_deletes_limits(visit, served, device, scheme):
    server = served("0.5")
    add_user(server, "ada", "--role", "admin")
    add_user(server, "bob")
    reader = visit(server, device, "/admin/limits", ready="main", color_scheme=scheme)
    expect(reader.page).to_have_url(f"{server.url}/login?next=/admin/limits")
    log_in(reader)
    page = reader.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Limits")
    expect(reader.find(".card")).to_have_count(1)
    expect(reader.find(".card")).to_contain_text("From the configuration")
    page.get_by_label("Name").fill("bob")
    page.get_by_role("textbox", name="Dollars a day").fill("-1")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Dollars a day: must be an amount of dollars from 0 to 1000000")
    expect(page.get_by_label("Name")).to_have_value("bob")
    reader.shoot(f"limits-wrong-{device}-{scheme}")
    page.get_by_role("textbox", name="Dollars a day").fill("2.5")
    page.get_by_role("textbox", name="Requests a minute").fill("30")
    page.get_by_role("button", name="Save").click()
    expect(reader.find(".notice.saved")).to_have_text("Saved.")
    card = reader.find(".card").filter(has_text="Person bob")
    expect(card).to_contain_text("$0 of $2.5 used")
    expect(card.locator("meter")).to_have_count(2)
    reader.shoot(f"limits-{device}-{scheme}")
    page.get_by_role("link", name="Change: Person bob").click()
    page.get_by_role("textbox", name="Requests a minute").fill("")
    reader.shoot(f"limits-edit-{device}-{scheme}")
    page.get_by_role("button", name="Save").click()
    expect(card.locator("meter")).to_have_count(1)
    page.get_by_role("link", name="Delete: Person bob").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete the limit for Person bob?")
    reader.shoot(f"limits-delete-{device}-{scheme}")
    page.get_by_role("button", name="Delete").click()
    expect(reader.find(".notice.saved")).to_have_text("Deleted.")
    expect(card).to_have_count(0)


@pytest.mark.parametrize("language", ["de", "zh", "ar"])
def test_the_admins_page_speaks_the_language(visit, served, language):
    server = served("0.5")
    add_user(server, "ada", "--role", "admin")
    reader = visit(server, "desktop", "/admin/limits", ready="main", locale=language)
    log_in(reader)
    expect(reader.find(".card")).to_have_count(1)
    reader.shoot(f"limits-{language}")


def test_is_for_admins_only(visit, served):
    server = served("0.5")
    add_user(server, "bob")
    reader = visit(server, "desktop", "/admin/limits", ready="main")
    log_in(reader, "bob")
    expect(reader.find("main")).to_contain_text("this page is for the admins")
    expect(reader.find("form")).to_have_count(0)
