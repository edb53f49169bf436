"""What the tests of the documents' checklists share."""

from test_accounts import log_in


def entrance(visit, server, device):
    """enter(path, who) opens a page for somebody who has just logged in."""
    def enter(path, who):
        reader = visit(server, device, f"/login?next={path}", ready="main")
        log_in(reader, who)
        reader.page.wait_for_url(server.url + path)
        # Where there is a script, it has begun.
        reader.page.wait_for_function(
            "'ready' in document.documentElement.dataset || !document.querySelector('script[type=module]')")
        reader.device, reader.who = device, who
        return reader
    return enter


def pictures(document, device):
    """shoot(reader, name) takes pictures in light and dark."""
    def shoot(reader, name):
        for scheme in ("light", "dark"):
            reader.page.emulate_media(color_scheme=scheme)
            reader.shoot(f"{document}-{name}-{device}-{scheme}")
    return shoot
