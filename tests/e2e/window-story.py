"""window-story: one person's first export, through the accessibility tree

SPDX-License-Identifier: GPL-3.0-or-later

Starts the window on sample data, searches, marks over three pages, looks at
the plan, exports, pauses, resumes, retries what failed, and compares with what
the sandbox holds. Everything is found by role and name, as a screen reader
finds it. Run by meson inside a session with a display and a keyring.
"""
import argparse
import collections
import os
import re
import shutil
import sqlite3
import sys
import tempfile
import time

import uidrive
from harness import Sandbox, Tap, is_write

START_SECONDS = 60
PAUSE_SECONDS = 2
SHOTS = os.environ.get("CAUSEWAY_SHOTS")


def plain(thing):
    """Its name without mnemonics; GTK 4.8 puts a label's own text behind the name of its control."""
    return (thing.get_name() or "").replace("_", "")


def begins(text):
    return lambda thing: plain(thing).startswith(text)


def says(text):
    """A control that is called exactly so, whatever GTK repeats behind it."""
    return lambda thing: plain(thing) in (text, text + " " + text)


class RunningSandbox(Sandbox):
    """The sample's own sandbox, which the window has started."""

    def __init__(self, url):
        self.url = url


class Story:
    def __init__(self, tap, program, folder):
        self.tap = tap
        self.profile = os.path.join(folder, "profile")
        self.errors = open(os.path.join(folder, "window.log"), "w+", encoding="utf-8")
        self.program = program
        self.ui = None
        self.sandbox = None
        self.integration = None
        self.own = set()
        self.chosen = 0
        self.planned = None         # the run that made the plan
        self.victim = None
        self.rival = None

    # ---- what every step uses ----

    def press(self, name, role="button"):
        self.ui.act(self.ui.find(role, name), "click")

    def label(self, pattern, timeout=None, within=None):
        """The first label that fits, as a match."""
        found = self.ui.find("label", lambda thing: re.search(pattern, plain(thing)), within, timeout=timeout)
        return re.search(pattern, plain(found))

    def shot(self, name):
        if SHOTS:
            self.ui.shot(os.path.join(SHOTS, "story-%s.png" % name))

    def sql(self, text, *values):
        with sqlite3.connect("file:%s/causeway.db?mode=ro" % self.profile, uri=True) as database:
            return database.execute(text, values).fetchall()

    def options(self):
        """What the company of this integration has in Precoro since the story began."""
        company = self.sql("SELECT company FROM integration WHERE name = ?", self.integration)[0][0]
        return [row for row in self.sandbox.state("precoro", "options") if row["company"] == company and row["id"] not in self.own]

    def count_writes(self):
        return sum(1 for entry in self.sandbox.log() if entry["system"] == "precoro" and is_write(entry))

    # ---- the story ----

    def start(self):
        # Without full stacks, slow ones, the drawing libraries' caches cannot be told from leaks; the tests of the pages look for those.
        environment = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")
        self.ui = uidrive.App([self.program, "--sample", "--profile", self.profile], name="causeway",
                              timeout=START_SECONDS, log=self.errors, env=environment)
        self.ui.find("label", begins("Sample data"))
        self.ui.find("button", begins("Export Customers and projects"))
        self.ui.timeout = 30
        # The integration that is open is the first one of the list.
        self.integration = self.sql("SELECT name FROM integration ORDER BY name")[0][0]
        self.label("^" + re.escape(self.integration) + "$")
        url = self.sql("SELECT url FROM connection WHERE system = 'netsuite'")[0][0]
        self.sandbox = RunningSandbox(url.rsplit("/", 1)[0])
        self.own = {row["id"] for row in self.options()}
        self.shot("start")

    def read(self):
        self.press(begins("Export Customers and projects"))
        reading = self.ui.look("button", begins("Read from NetSuite"))
        if reading is not None:
            self.ui.act(reading, "click")
        assert int(self.label(r"^page 1 of (\d+)$", 60).group(1)) > 3
        assert self.count_writes() == 0, "reading writes nothing"

    def search(self):
        # Of a tree some rows are there only for what is below them.
        self.press(says("List"), "toggle button")
        before = int(self.label(r"^page 1 of (\d+)$").group(1))
        self.ui.set_text(self.ui.find("text", begins("Search")), "e")
        self.ui.find("label", lambda thing: re.match(r"page 1 of \d+$", plain(thing)) and
                     int(plain(thing).split()[-1]) < before)
        pages = int(self.label(r"^page 1 of (\d+)$").group(1))
        assert pages >= 3, "three pages are needed, there are %d" % pages
        names = [plain(box)[len("Choose "):] for box in self.boxes()]
        assert names and all("e" in fold(name) for name in names), names
        self.shot("search")

    def boxes(self):
        """Check boxes of the rows of the page."""
        table = self.ui.find(None, says("Records"))
        found = []

        def walk(thing):
            if uidrive.role(thing) == "check box" and plain(thing).startswith("Choose "):
                found.append(thing)
                return
            for child in uidrive.kids(thing):
                walk(child)
        walk(table)
        return found

    def mark(self):
        """All of the first page, one of the second, all of the third."""
        self.press(says("Mark All on Page"))
        first = int(self.label(r"^(\d+) chosen").group(1))
        self.press(says("Next page"))
        self.label(r"^page 2 of")
        box = self.boxes()[0]
        assert not self.ui.checked(box)
        # GTK 4.8 offers no action for a check button.
        self.ui.mouse(box)
        self.label(r"^%d chosen" % (first + 1))
        self.press(says("Next page"))
        self.label(r"^page 3 of")
        self.press(says("Mark All on Page"))
        self.ui.find("label", lambda thing: re.match(r"\d+ chosen", plain(thing)) and
                     int(plain(thing).split()[0]) > first + 1)
        self.chosen = int(self.label(r"^(\d+) chosen").group(1))
        # A selection outlives searching and paging.
        self.ui.set_text(self.ui.find("text", begins("Search")), "")
        self.label(r"^page 1 of \d\d")
        assert int(self.label(r"^(\d+) chosen").group(1)) == self.chosen
        self.shot("marked")

    def plan(self):
        self.press(says("Export…"))
        self.ui.find("button", begins("Show only: Create"), timeout=60)
        assert self.count_writes() == 0, "a plan writes nothing"
        counts = self.plan_counts()
        assert counts["Create"] > 0 and sum(counts.values()) >= self.chosen, counts
        # What was chosen is in the plan, and its parents with it.
        run = self.planned = self.sql("SELECT max(id) FROM run")[0][0]
        rows = self.sql("SELECT operation, count(*) FROM plan_row JOIN plan ON plan.id = plan_row.plan "
                        "WHERE run = ? GROUP BY operation", run)
        assert dict(rows).get("create") == counts["Create"], (rows, counts)
        # Pressing a count shows only these.
        self.press(begins("Show only: Skip"))
        self.ui.gone("label", "Create")
        self.shot("plan")
        self.press(begins("Show only: Skip"))

    def plan_counts(self):
        counts = {}

        def walk(thing):
            match = re.match(r"Show only: (\w+), (\d+) record", plain(thing))
            if match:
                counts[match.group(1)] = int(match.group(2))
                return
            for child in uidrive.kids(thing):
                walk(child)
        walk(self.ui.find(None, begins("What the plan does")))
        return counts

    def make_rival(self):
        """Meanwhile somebody in Precoro uses the name of a customer that is about to travel, and names must be unique."""
        run = self.planned
        self.victim = self.sql("SELECT source_id, name FROM plan_row JOIN plan ON plan.id = plan_row.plan WHERE run = ? "
                               "AND operation = 'create' AND type = 'customer' AND depth <= 1 "
                               "AND source_id NOT IN (SELECT substr(parent_key, instr(parent_key, ':') + 1) FROM plan_row WHERE parent_key IS NOT NULL) "
                               "ORDER BY seq DESC LIMIT 1", run)[0]
        company = self.sql("SELECT company FROM integration WHERE name = ?", self.integration)[0][0]
        self.rival = self.sandbox.post("edit", {"system": "precoro", "record": "option",
                                                "create": {"company": company, "name": self.victim[1]}})["id"]
        self.rival = str(self.rival)

    def export(self):
        self.sandbox.post("settings", {"assume": {"precoro.unique-names": "refuse"}, "latency": 1500})
        creates = self.plan_counts()["Create"]
        self.press(says("Export"))
        # A walk over the whole window takes seconds, with the list behind: look into the run's page only.
        page = self.ui.find("progress bar", says("Progress of the run"))
        while self.ui.look("list", says("Pages of the run"), page) is None:
            page = page.get_parent()
        pause = self.ui.find("button", says("Pause"), page)
        self.label(r"^[1-9][\d,.]* of [\d,.]+ records", 90, page)
        self.ui.act(pause, "click")
        self.label(r"^Paused at", within=page)
        self.shot("paused")
        held = len(self.options())
        time.sleep(PAUSE_SECONDS)
        assert len(self.options()) == held, "nothing is sent while paused"
        assert held < creates, "the pause came in time"
        self.make_rival()
        assert self.victim[0] not in {str(row["externalId"]) for row in self.options()}
        self.sandbox.post("settings", {"latency": 0})
        self.ui.act(self.ui.find("button", says("Resume"), page), "click")
        self.label(r"^Done: [\d,.]+ records?, (some|[\d,.]+) need", 90, page)
        self.shot("attention")
        assert len(self.options()) == creates, "all but one, and the rival's own"

    def retry(self):
        self.ui.find(None, lambda thing: "This value is already used." in plain(thing))
        self.sandbox.post("edit", {"system": "precoro", "record": "option", "id": self.rival,
                                   "set": {"name": "Named by hand"}})
        self.press(begins("Retry " + self.victim[1].replace("_", "")[:20]))
        self.ui.find("label", lambda thing: re.match(r"Done: 1 records?$", plain(thing)), timeout=60)
        self.shot("retried")
        assert not self.sql("SELECT 1 FROM attention")

    def compare(self):
        """What the sandbox holds is what was planned, each once, under its parent, and marked in NetSuite."""
        options = [row for row in self.options() if str(row["id"]) != self.rival]
        planned = {row[0] for row in self.sql("SELECT source_id FROM plan_row JOIN plan ON plan.id = plan_row.plan "
                                            "WHERE run = ? AND operation = 'create'", self.planned)}
        numbers = collections.Counter(str(row["externalId"]) for row in options)
        assert set(numbers) == planned, set(numbers) ^ planned
        assert max(numbers.values()) == 1, "a record was made twice"
        assert self.victim[0] in numbers
        links = dict(self.sql("SELECT source_id, target_id FROM link JOIN integration ON integration.id = link.integration WHERE name = ?", self.integration))
        assert {str(row["externalId"]): str(row["id"]) for row in options} == links
        rows = {row["id"]: row for record in ("customer", "job") for row in self.sandbox.state("netsuite", record)}
        for option in options:
            source = rows[str(option["externalId"])]
            assert source["custentity_precoro_sync"] == "T", source["id"]
            if option.get("parentId"):
                parent = next(row for row in options if row["id"] == option["parentId"])
                assert source.get("parent") == str(parent["externalId"]), (option, source)

    def end(self):
        self.ui.key("ctrl+q")
        assert self.ui.proc.wait(30) == 0, "the window ended with %s" % self.ui.proc.returncode
        self.errors.seek(0)
        complaints = [line for line in self.errors if re.search("CRITICAL|WARNING|ERROR|Sanitizer", line)]
        assert not complaints, "".join(complaints)


def fold(text):
    import unicodedata
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--window", required=True)
    arguments = parser.parse_args()
    tap = Tap()
    folder = tempfile.mkdtemp(prefix="causeway-window.")
    story = Story(tap, arguments.window, folder)
    try:
        for step in (story.start, story.read, story.search, story.mark, story.plan,
                     story.export, story.retry, story.compare, story.end):
            failed = tap.failed
            tap.case(step.__name__.replace("_", " "), step)
            if tap.failed > failed:
                if story.ui:
                    if SHOTS:
                        story.ui.shot(os.path.join(SHOTS, "story-failed.png"))
                    story.ui.proc.kill()
                story.errors.seek(0)
                tap.note(story.errors.read()[-4000:])
                break
    finally:
        if story.ui and story.ui.proc.poll() is None:
            story.ui.proc.kill()
        shutil.rmtree(folder, ignore_errors=True)
    return tap.end()


sys.exit(main())
