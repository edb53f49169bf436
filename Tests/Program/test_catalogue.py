"""Catalogues: imports of every kind on both databases, the API and pages around them, and what assistants make of them."""

import json
import subprocess
import time

import pytest
from documents import log_in
from program import BINARY, clean_environment, eventually, run_alone, understudy

SHOP = {"assistants": {"shop": {"name": "Shop"}, "plain": {"name": "Plain"}}}
HEAD = "id,name,category,description,price,currency,stock,level\n"


def config(tmp_path, database, **more):
    file = tmp_path / "understudy.yaml"
    file.write_text(json.dumps(SHOP | {"data": str(tmp_path / "data"), "database": database} | more))
    return file


def big(file, count):
    """A table of so many rows, every thousandth of them broken in one of six ways; answers the broken lines."""
    broken = {}
    with file.open("wb") as out:
        out.write(HEAD.encode())
        for number in range(1, count + 1):
            line = number + 1
            row = (f'IT-{number:06d},"Item {number}, {["red", "green", "blue"][number % 3]}",Sort {number % 40},'
                   f'"Something for {["halls", "rooms", "fields"][number % 3]} with the number {number}",'
                   f"{number % 90}.50,EUR,{number % 7},beginner\n")
            if number % 1000 == 0:
                kind = number // 1000 % 6
                row, broken[line] = [
                    (f"IT-{number:06d}\n", "fields where the first line has"),
                    (f"IT-{number:06d},X,,,-1,EUR,1,\n", '"price" must be'),
                    (f"IT-{number:06d},X,,,1,EUR,many,\n", '"stock" must be'),
                    (f",X,,,1,EUR,1,\n", 'it has no "id"'),
                    (f"IT-000001,X,,,1,EUR,1,\n", "is there twice, first on line 2"),
                    (f'IT-{number:06d},"never closed,,,1,EUR,1,\n', "quote"),
                ][kind]
            out.write(row.encode())
    return broken


def importing(config, file):
    """Runs an import; its report, and the most memory that it took in MB."""
    status, output, memory = run_alone("catalogue", "import", file, "--catalogue", "shop", "--config", config, "--json")
    assert status == 0, output
    return json.loads(output), memory // 1024


def test_a_hundred_thousand_rows_with_broken_ones(tmp_path, database):
    """Each broken row is reported, all others are in; twice changes nothing; memory stays small. The times are printed."""
    count = 100_000
    file = tmp_path / "big.csv"
    broken = big(file, count)
    settings = config(tmp_path, database)
    began = time.monotonic()
    report, memory = importing(settings, file)
    first = time.monotonic() - began
    assert (report["added"], report["rejected"], report["rows"]) == (count - len(broken), len(broken), count)
    assert [problem["line"] for problem in report["problems"]] == list(broken)
    for problem in report["problems"]:
        assert broken[problem["line"]] in problem["reason"], problem
    began = time.monotonic()
    again, _ = importing(settings, file)
    second = time.monotonic() - began
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, count - len(broken))
    assert memory < 400
    print(f"\n{database.split(':')[0]}: {count} rows in {first:.1f} s, again in {second:.1f} s, {memory} MB at most")


@pytest.fixture
def shop(stage, tmp_path, database):
    """A server with an admin's and a member's clients, and an empty catalogue."""
    host = stage.server(SHOP | {"database": database})
    for name, role in (("root", "admin"), ("ann", "member"), ("bob", "member")):
        subprocess.run(
            [BINARY, "user", "create", *host.store, name, "--role", role], input="a long password\n", text=True, check=True, capture_output=True,
            env=clean_environment())
    clients = {}
    for name in ("root", "ann", "bob"):
        clients[name] = host.http(headers={"authorization": f"Bearer {log_in(host, name, 'a long password')}"})
    clients["host"] = host
    return clients


ITEMS = "/api/v1/catalogues/shop/items"


def test_an_admin_keeps_a_catalogue_and_members_read_it(shop):
    root, ann = shop["root"], shop["ann"]
    violin = {"name": "Willow Violin", "category": "Strings", "price": 14, "currency": "eur", "stock": 2, "level": "beginner"}
    made = root.put(f"{ITEMS}/VN%2F1", json=violin)
    assert (made.status_code, made.json()["id"], made.json()["currency"]) == (201, "VN/1", "EUR")
    assert made.json()["attributes"] == {"level": "beginner"}
    assert root.put(f"{ITEMS}/VN%2F1", json=violin).status_code == 200
    assert root.put(f"{ITEMS}/D", json={"name": "Drum", "active": False}).status_code == 201
    assert root.patch(f"{ITEMS}/VN%2F1", json={"stock": 0}).json()["stock"] == 0
    assert ann.get(f"{ITEMS}/VN%2F1").json()["price"] == 14
    assert ann.get(f"{ITEMS}/D").status_code == 404
    assert [item["id"] for item in ann.get(ITEMS).json()["items"]] == ["VN/1"]
    assert [item["id"] for item in root.get(ITEMS, params={"all": "true"}).json()["items"]] == ["D", "VN/1"]
    assert [item["id"] for item in ann.get(ITEMS, params={"q": "violins for a beginner"}).json()["items"]] == ["VN/1"]
    assert ann.get(ITEMS, params={"q": "drum", "all": "true"}).json()["items"] == []
    assert [entry["items"] for entry in ann.get("/api/v1/catalogues").json()["catalogues"]] == [2]
    page = root.get(ITEMS, params={"all": "true", "limit": 1}).json()
    assert page["next"] == "D"
    assert root.get(ITEMS, params={"after": "D"}).json()["items"][0]["id"] == "VN/1"
    for method, path, body in (("PUT", f"{ITEMS}/x", {"name": "x"}), ("PATCH", f"{ITEMS}/D", {}), ("DELETE", f"{ITEMS}/D", None),
                               ("POST", "/api/v1/catalogues/shop/import", []), ("POST", "/api/v1/rentals", {})):
        assert ann.request(method, path, json=body).status_code == 403, path
    assert root.delete(f"{ITEMS}/D").status_code == 204
    assert root.delete(f"{ITEMS}/D").status_code == 404
    assert root.get("/api/v1/catalogues/nobody/items").status_code == 404


@pytest.mark.parametrize("body, param", [
    ({"name": "x", "price": -1}, "price"), ({"name": "x", "stock": 1.5}, "stock"), ({}, "name"),
    ({"name": "x", "picture_url": "http://x"}, "picture_url"), ({"name": "x", "currency": "euros"}, "currency"),
])
def test_a_bad_item_names_its_field(shop, body, param):
    answer = shop["root"].put(f"{ITEMS}/x", json=body)
    assert (answer.status_code, answer.json()["error"]["param"]) == (422, param)


def test_a_file_is_imported_over_http(shop):
    root = shop["root"]
    csv = {"content-type": "text/csv"}
    table = HEAD + "1,Drum,,,5,EUR,1,\n2,Bell,,,-1,EUR,1,\n"
    path = "/api/v1/catalogues/shop/import"
    dry = root.post(path, params={"dry_run": "true"}, content=table, headers=csv).json()
    assert (dry["dry_run"], dry["added"], dry["rejected"], dry["problems"][0]["line"]) == (True, 1, 1, 3)
    assert root.get(ITEMS).json()["items"] == []
    assert root.post(path, content=table, headers=csv).json()["added"] == 1
    assert root.post(path, json={"items": [{"id": 1, "name": "Drum", "price": 6}, 7]}).json()["changed"] == 1
    for bad in ("", "name\nx\n"):
        answer = root.post(path, content=bad, headers=csv)
        assert (answer.status_code, answer.json()["error"]["param"]) == (422, "file")


def test_what_admins_change_stands_in_the_audit_log(shop):
    root, page = shop["root"], "/admin/catalogue"
    root.put(f"{ITEMS}/D", json={"name": "Drum"})
    root.put(f"{ITEMS}/D", json={"name": "Drum"})
    root.patch(f"{ITEMS}/D", json={"stock": 2})
    root.delete(f"{ITEMS}/D")
    path, csv = "/api/v1/catalogues/shop/import", {"content-type": "text/csv"}
    root.post(path, params={"dry_run": "true"}, content=HEAD + "1,Drum,,,5,EUR,1,\n", headers=csv)
    root.post(path, content=HEAD + "1,Drum,,,5,EUR,1,\n2,Bell,,,-1,EUR,1,\n", headers=csv)
    for form, path in (
        ({"id": "1", "stock": "7"}, "stock"), ({"id": "E", "name": "Bell", "active": "true"}, "item"),
        ({"id": "E", "action": "delete"}, "item"),
    ):
        answer = root.post(f"{page}/{path}", params={"catalogue": "shop"}, data=form)
        assert answer.status_code == 303, answer.text
    entries = root.get("/api/v1/audit", params={"limit": 200}).json()["entries"]
    seen = [(each["event"], each["subject_id"], each.get("detail")) for each in reversed(entries)
            if each["event"].startswith("catalogue.")]
    assert seen == [
        ("catalogue.item_saved", "shop/D", "added"), ("catalogue.item_saved", "shop/D", "changed"),
        ("catalogue.item_deleted", "shop/D", None),
        ("catalogue.imported", "shop", "1 added, 0 changed, 0 unchanged, 1 rejected"),
        ("catalogue.item_saved", "shop/1", "changed"), ("catalogue.item_saved", "shop/E", "added"),
        ("catalogue.item_deleted", "shop/E", None),
    ]
    assert all(each["actor_id"] and each["request_id"] for each in entries if each["event"].startswith("catalogue."))


def test_what_a_visitor_said_of_themselves_goes_along_at_login(shop):
    with shop["host"].http(headers={}) as browser:
        browser.get("/assistants/tasks")  # gives the browser its cookie
        saved = browser.post("/profile", data={"instrument": "violin", "level": "beginner"})
        assert saved.status_code == 200, saved.text
        browser.post("/login", data={"username": "ann", "password": "a long password"})
    facts = shop["ann"].get("/api/v1/profile").json()["facts"]
    assert facts == {"instrument": "violin", "level": "beginner"}


def test_the_command_line_reaches_a_running_server(shop, tmp_path):
    host, ann = shop["host"], shop["ann"]
    file = tmp_path / "items.csv"
    file.write_text("id,name\n1,Drum\n2\n")
    status, output, _ = understudy(
        "catalogue", "import", file, "--catalogue", "shop", *host.store)
    assert (status, output) == (0, "line 3: it has 1 fields where the first line has 2\n1 added, 0 changed, 0 unchanged, 1 rejected\n")
    eventually(lambda: ann.get(ITEMS, params={"q": "drum"}).json()["items"], what="the shelf to be in step")
    status, _, errors = understudy("catalogue", "import", file, "--catalogue", "shpo", *host.store)
    assert status != 0 and "did you mean shop?" in errors


def test_profiles_and_rentals_are_ones_own(shop):
    root, ann, bob = shop["root"], shop["ann"], shop["bob"]
    root.put(f"{ITEMS}/1", json={"name": "Drum", "stock": 3})
    assert ann.get("/api/v1/profile").json() == {"facts": {}}
    assert ann.put("/api/v1/profile", json={"facts": {"level": "beginner"}}).status_code == 200
    assert ann.get("/api/v1/profile").json() == {"facts": {"level": "beginner"}}
    assert bob.get("/api/v1/profile").json() == {"facts": {}}
    assert ann.put("/api/v1/profile", json={"facts": {"notes": "x" * 20_000}}).status_code == 422
    made = root.post("/api/v1/rentals", json={"user": "ann", "item": "1", "from": "2026-01-01"})
    assert made.status_code == 201, made.text
    ended = root.post("/api/v1/rentals", json=made.json() | {"user": "ann", "to": "2026-02-01"})
    assert ended.json()["to"] == "2026-02-01"
    assert [(each["name"], each["to"]) for each in ann.get("/api/v1/rentals").json()["rentals"]] == [("Drum", "2026-02-01")]
    assert bob.get("/api/v1/rentals").json()["rentals"] == []
    assert bob.get("/api/v1/rentals", params={"user": "ann"}).status_code == 403
    assert len(root.get("/api/v1/rentals", params={"user": "ann"}).json()["rentals"]) == 1
    for change, param in (({"item": "9"}, "item"), ({"user": "nobody"}, "user"), ({"from": "soon"}, "from"), ({"to": "2025-01-01"}, "to")):
        answer = root.post("/api/v1/rentals", json={"user": "ann", "item": "1", "from": "2026-01-01"} | change)
        assert (answer.status_code, answer.json()["error"]["param"]) == (422, param)


def test_the_configured_file_is_taken_in_again_only_when_it_has_changed(stage, tmp_path):
    file = tmp_path / "items.csv"
    file.write_text("id,name,stock\n1,Drum,3\n2,Bell\n")
    settings = {"assistants": {"shop": {"catalogue": str(file)}}}
    data = tmp_path / "kept"
    host = stage.server(settings, data=data)
    assert "1 items added, 0 changed, 0 unchanged, 1 rejected" in host.log
    assert "line 3, was left out: it has 2 fields where the first line has 3" in host.log
    with host.http() as http:
        assert http.get(f"{ITEMS}/1").json()["stock"] == 3
    host.stop()
    file.write_text("id,name,stock\n1,Drum,4\n")
    host = stage.server(settings, data=data)
    assert "0 items added, 1 changed" in host.log
    host.stop()
    assert "Took" not in stage.server(settings, data=data).log
