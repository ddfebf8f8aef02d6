"""sign-in: a person signs in on the systems' own pages with causewayctl.

SPDX-License-Identifier: GPL-3.0-or-later

Only Python's standard library. The browser is played here: it fetches the
page that was printed, fills in its form, and goes where it is sent.
"""
import html.parser
import json
import os
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

from harness import COMMAND_SECONDS, SANDBOX_SUPPRESSIONS, Tap, Workplace, Ctl, parse_arguments

LOOPBACK = "http://127.0.0.1:41953/oauth"
PASTED = "https://localhost/oauth"


class Form(html.parser.HTMLParser):
    """Where the form of a page goes, and what is in its fields."""

    def __init__(self, text):
        super().__init__()
        self.action = None
        self.fields = {}
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.action = attributes["action"]
        elif tag == "input" and "name" in attributes:
            self.fields[attributes["name"]] = attributes.get("value", "")


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def answer_page(page, **filled):
    """Where the browser is sent to."""
    with urllib.request.urlopen(page, timeout=60) as answer:
        form = Form(answer.read().decode())
    body = urllib.parse.urlencode({**form.fields, **filled}).encode()
    try:
        urllib.request.build_opener(Stay).open(urllib.parse.urljoin(page, form.action), body, timeout=60)
    except urllib.error.HTTPError as answer:
        assert answer.code == 302, answer.code
        return answer.headers["Location"]
    raise AssertionError("the page sent the browser nowhere")


class SignIn:
    """A causewayctl that waits for the answer."""

    def __init__(self, ctl, name, *arguments):
        # Where it listens it has libsoup's server, with the leak that the sandbox has as well.
        environment = dict(os.environ, ASAN_OPTIONS="fast_unwind_on_malloc=0",
                           LSAN_OPTIONS="print_suppressions=0:suppressions=" + SANDBOX_SUPPRESSIONS)
        self.process = subprocess.Popen(ctl.command("--json", "connection", "sign-in", name, *arguments), stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
        self.begun = self.process.stdout.readline()
        assert self.begun, self.process.communicate()
        self.page = json.loads(self.begun).get("page")

    def end(self, line=""):
        """Exit status, the last line, and everything that was printed."""
        out, err = self.process.communicate(line + "\n" if line else "", timeout=COMMAND_SECONDS)
        lines = [json.loads(text) for text in out.splitlines()]
        return self.process.returncode, lines[-1] if lines else json.loads(self.begun), self.begun + out + err


class Story:
    def __init__(self, place, arguments):
        self.place = place
        self.sandbox = place.sandbox(arguments.sandbox, "--customers", "20", "--projects", "10")
        self.ctl = Ctl(arguments.ctl, place.path("profile"))
        self.services = self.sandbox.info["suiteprojects"]
        self.netsuite = self.sandbox.info["netsuite"]
        self.secrets = {self.services[name] for name in ("client_secret", "key", "password")}
        self.printed = ""

    def note(self, location):
        """What the browser carried is a secret as well."""
        self.secrets.update(urllib.parse.parse_qs(urllib.parse.urlsplit(location).query).get("code", []))
        return location

    def allow(self, page):
        return self.note(answer_page(page, action="allow", user=self.services["user"], password=self.services["password"]))


def add(story):
    """Without a refresh token the connection is kept, and says that somebody has to sign in."""
    entered = {name: story.services[name] for name in ("client_id", "client_secret", "namespace", "key")}
    story.ctl.expect(0, "connection", "add", "services", "--system", "suiteprojects", "--url", story.services["url"],
                     "--account", story.services["company"], secret=json.dumps(entered))
    story.ctl.expect(3, "connection", "test", "services")
    story.ctl.expect(0, "connection", "add", "books", "--system", "netsuite", "--url", story.netsuite["url"],
                     "--account", story.netsuite["account"], "--auth", "code",
                     secret=json.dumps({"client_id": story.netsuite["code"]["client_id"]}))


def paste(story):
    sign_in = SignIn(story.ctl, "services", "--redirect", PASTED)
    status, line, printed = sign_in.end("https://localhost/oauth?code=guess&state=guess\n" + story.allow(sign_in.page))
    story.printed += printed
    assert status == 0 and line["ok"], (status, line)
    assert "not the answer of this sign-in" in printed
    story.ctl.expect(0, "connection", "test", "services")


def loopback(story):
    sign_in = SignIn(story.ctl, "services", "--redirect", LOOPBACK)
    if sign_in.page is None:
        Tap.note("the port is another test's: " + sign_in.begun)
        return
    with urllib.request.urlopen(story.allow(sign_in.page), timeout=60) as answer:
        assert b"Causeway has the answer" in answer.read()
    status, line, printed = sign_in.end()
    story.printed += printed
    assert status == 0 and line["ok"], (status, line)


def netsuite(story):
    sign_in = SignIn(story.ctl, "books")
    assert "code_challenge_method=S256" in sign_in.page
    status, line, printed = sign_in.end(story.note(answer_page(sign_in.page, action="allow")))
    story.printed += printed
    assert status == 0 and line["ok"], (status, line)
    story.ctl.expect(0, "connection", "test", "books")


def denied(story):
    """What was kept before is kept still."""
    sign_in = SignIn(story.ctl, "services", "--redirect", PASTED)
    status, line, printed = sign_in.end(answer_page(sign_in.page, action="cancel"))
    story.printed += printed
    assert status == 3 and line["code"] == "auth" and "not allowed" in line["message"], (status, line)
    story.ctl.expect(0, "connection", "test", "services")


def too_late(story):
    sign_in = SignIn(story.ctl, "services", "--redirect", PASTED)
    location = story.allow(sign_in.page)
    story.sandbox.post("clock", {"advance": 600})
    status, line, printed = sign_in.end(location)
    story.printed += printed
    assert status == 3 and "no longer good" in line["message"], (status, line)


def nothing_to_sign_in_to(story):
    precoro = story.sandbox.info["precoro"][0]
    story.ctl.expect(0, "connection", "add", "purchasing", "--system", "precoro", "--url", precoro["url"],
                     secret=json.dumps({"email": precoro["email"], "token": precoro["token"]}))
    story.secrets.add(precoro["token"])
    assert "no sign-in page" in story.ctl.expect(2, "connection", "sign-in", "purchasing").error["message"]


def no_secret_anywhere(story):
    """Neither in what was printed nor in the profile."""
    texts = [("output", story.printed.encode())]
    for folder, _, names in os.walk(story.place.path("profile")):
        for name in names:
            with open(os.path.join(folder, name), "rb") as file:
                texts.append((name, file.read()))
    assert len(texts) > 1 and len(story.secrets) > 5
    for where, text in texts:
        for secret in story.secrets:
            assert secret.encode() not in text, "a secret is in " + where


def main():
    arguments = parse_arguments()
    tap = Tap()
    with Workplace() as place:
        story = Story(place, arguments)
        for case in (add, paste, loopback, netsuite, denied, too_late, nothing_to_sign_in_to, no_secret_anywhere):
            tap.case(case.__name__.replace("_", " "), case, story)
    return tap.end()


if __name__ == "__main__":
    sys.exit(main())
