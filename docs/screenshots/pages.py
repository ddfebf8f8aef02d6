"""pages: goes through the window on sample data and takes a picture of each page

SPDX-License-Identifier: GPL-3.0-or-later

Called by "make" beside it, once for each look, inside a session with a display
and a keyring. Everything is found by role and name, as a screen reader does.
"""
import argparse
import gettext
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(HERE)), "tests", "e2e"))
import uidrive                                      # noqa: E402
from harness import Sandbox                         # noqa: E402

NARROW = (360, 700)
WIDE = (1000, 700)
REFUSED = 2                 # records that the target refuses, so that there is something to decide


class Words:
    """What the window says in its language for what it says in English."""

    def __init__(self):
        self.texts = {}

    def load(self, folder, language):
        """The whole catalogue; without one every text is its own."""
        if folder is None:
            return
        with open(os.path.join(folder, language, "LC_MESSAGES", "causeway.mo"), "rb") as file:
            catalogue = gettext.GNUTranslations(file)
        for english, text in catalogue._catalog.items():        # nothing else lists what there is
            if isinstance(english, tuple):
                english = english[0] if english[1] == 0 else None
            if english:
                self.texts.setdefault(english.split("\x04")[-1].replace("_", ""), []).append(text.replace("_", ""))

    def all(self, english):
        """Another place may have another word for it."""
        return self.texts.get(english, [english])

    def whole(self, english):
        return self.all(english)[0]

    def start(self, english):
        """Of a text that begins so, up to where it differs from time to time."""
        fitting = sorted((known for known in self.texts if known.startswith(english)), key=len)
        text = self.whole(fitting[0]) if fitting else english
        return text.split("%")[0].split(" – ")[0] or text

    def filled(self, english, name):
        """A text with a name in it that is translated as well."""
        return self.whole(english).replace("%s", self.whole(name))

    def pattern(self, english):
        """A format with its numbers."""
        number = "[\\d,.\u00a0\u202f ]+"
        return number.join(re.escape(part) for part in re.split("%[0-9$']*[a-z]", self.whole(english)))


WORDS = Words()


def plain(thing):
    return (thing.get_name() or "").replace("_", "")


def begins(text):
    start = WORDS.start(text)
    return lambda thing: plain(thing).startswith(start)


def says(text):
    wholes = [once + again for once in WORDS.all(text) for again in ("", " " + once)]
    return lambda thing: plain(thing) in wholes


def reads(text):
    pattern = re.compile(WORDS.pattern(text))
    return lambda thing: pattern.match(plain(thing))


def EXPORT_LIST(thing):
    """The button beside the list of customers and projects, which is the first."""
    before, _, after = WORDS.whole("Export %s").partition("%s")
    return plain(thing).startswith(before) and after in plain(thing) and plain(thing) != before + after


class RunningSandbox(Sandbox):
    def __init__(self, url):
        self.url = url


class Tour:
    def __init__(self, program, look, out):
        self.look = look
        self.out = out
        self.folder = tempfile.mkdtemp(prefix="causeway-pictures.")
        self.profile = os.path.join(self.folder, "profile")
        self.log = open(os.path.join(self.folder, "window.log"), "w+", encoding="utf-8")
        scheme = "prefer-dark" if look == "dark" else "prefer-light"
        environment = dict(os.environ, ADW_DEBUG_COLOR_SCHEME=scheme, ADW_DISABLE_PORTAL="1",
                           XDG_DATA_HOME=os.path.join(self.folder, "own"))
        if look == "contrast":
            environment["ADW_DEBUG_HIGH_CONTRAST"] = "1"
        self.ui = uidrive.App([program, "--sample", "--profile", self.profile], name="causeway", timeout=60, log=self.log, env=environment)
        self.ui.find("label", begins("Sample data"))
        self.window = self.x("search", "--sync", "--onlyvisible", "--pid", str(self.ui.proc.pid)).split()[-1]
        self.x("windowsize", self.window, *[str(n) for n in (NARROW if look == "narrow" else WIDE)])
        self.sandbox = RunningSandbox(self.sql("SELECT url FROM connection WHERE system = 'netsuite'")[0][0].rsplit("/", 1)[0])

    @staticmethod
    def x(*words):
        return subprocess.run(("xdotool",) + words, check=True, capture_output=True, text=True, timeout=30).stdout

    def sql(self, text, *values):
        with sqlite3.connect("file:%s/causeway.db?mode=ro" % self.profile, uri=True) as database:
            return database.execute(text, values).fetchall()

    def press(self, name, role="button", timeout=30):
        self.ui.act(self.ui.find(role, name, timeout=timeout), "click")

    def shoot(self, page):
        """Few colours are enough for a window, and make a small file."""
        time.sleep(0.7)
        file = os.path.join(self.out, "%s-%s.png" % (page, self.look))
        subprocess.run(("import", "-silent", "-window", self.window, "-strip", "+dither", "-colors", "128", "PNG8:" + file), check=True)
        print(file, flush=True)

    # ---- the pages ----

    def enter(self):
        """In a narrow window the list of integrations stands alone at first."""
        if self.look == "narrow":
            self.x("mousemove", "--window", self.window, "150", "140", "click", "1")
        self.ui.find("button", EXPORT_LIST)

    def integrations(self):
        """Once something has happened."""
        self.ui.find("button", EXPORT_LIST)
        if self.look != "narrow":
            self.shoot("integrations")
            return
        self.shoot("integration")
        self.press(says("Back"))
        self.shoot("integrations")

    def list(self):
        self.press(EXPORT_LIST)
        reading = self.ui.look("button", begins("Read from NetSuite"))
        if reading is not None:
            self.ui.act(reading, "click")
        self.ui.find("label", reads("page %'u of %'u"), timeout=90)
        self.press(begins("Mark All on Page"))
        self.ui.find("label", reads("%'u chosen"))
        self.shoot("list")

    def record(self):
        """Return on the first row opens it."""
        for _ in range(12):
            self.ui.key("Tab")
            time.sleep(0.1)
            if self.is_row_focused():
                break
        # Past the names that are there to try what a name may be.
        self.ui.key("Down", "Down", "Down", "Down", "Down", "Return")
        self.ui.find("label", begins("Both Sides"))
        self.shoot("record")
        self.press(says("Back"))

    def is_row_focused(self):
        rows = self.ui.find(None, says("Records"))

        def walk(thing, depth=0):
            if uidrive.has(thing, uidrive.Atspi.StateType.FOCUSED):
                return True
            return depth < 4 and any(walk(child, depth + 1) for child in uidrive.kids(thing))
        return walk(rows)

    def plan(self):
        """Of everything, so that there is something to do."""
        self.press(reads("Mark All %'u That Match"))
        time.sleep(2)
        self.press(says("Export…"))
        self.ui.find("button", begins("Show only: "), timeout=90)
        self.shoot("plan")

    def make_rivals(self):
        """Somebody in Precoro uses names that are about to travel."""
        self.sandbox.post("settings", {"assume": {"precoro.unique-names": "refuse"}, "latency": 500})
        run, integration = self.sql("SELECT run, integration FROM plan ORDER BY id DESC LIMIT 1")[0]
        company = self.sql("SELECT company FROM integration WHERE id = ? OR name = ?", integration, integration)[0][0]
        rows = self.sql("SELECT plan_row.name FROM plan_row JOIN plan ON plan.id = plan_row.plan WHERE plan.run = ? AND operation = 'create' "
                        "AND type = 'customer' AND depth <= 1 ORDER BY seq", run)
        names = [row[0] for row in rows if re.match(r"[A-Z][A-Za-z &.]+$", row[0])]
        return company, names[len(names) * 3 // 4:][:REFUSED]

    def run(self):
        company, names = self.make_rivals()
        self.press(says("Export"))
        # The plan is compared with what is there now; whoever comes between that and the sending is a rival.
        self.ui.find("label", reads("%'u of %'u records"), timeout=90)
        for name in names:
            self.sandbox.post("edit", {"system": "precoro", "record": "option", "create": {"company": company, "name": name}})
        self.ui.find("label", begins("Needs You"), timeout=60)
        time.sleep(2)
        self.shoot("run")
        self.sandbox.post("settings", {"latency": 0})
        self.ui.find("label", begins("Done: "), timeout=180)
        self.press(says("Back"))
        self.ui.find("label", reads("page %'u of %'u"))
        self.press(says("Back"))

    def tabs(self):
        for name, page in (("Mapping", "mapping"), ("Users", "users")):
            self.ui.key("alt+%d" % (2 if page == "mapping" else 3))
            time.sleep(1.5)
            reading = self.ui.look("button", begins("Read Both Systems"))
            if page == "users" and reading is not None:
                self.ui.act(reading, "click")
                time.sleep(6)
            self.shoot(page)
        self.services()

    def services(self):
        """The users of SuiteProjects Pro, whom a workflow makes."""
        self.ui.choose(self.ui.find("combo box", begins("System")), "SuiteProjects Pro")
        reading = self.ui.look("button", begins("Read Both Systems"))
        if reading is not None:
            self.ui.act(reading, "click")
        sentence = WORDS.whole("The import “%s” links and creates users whenever it runs. Next: %'u to link, %'u to create.")
        self.ui.find("label", lambda thing: sentence.split("%s")[1].split(".")[0] in plain(thing), timeout=60)
        time.sleep(1.5)
        self.shoot("users-services")

    def hierarchies(self):
        """Departments as nodes of a hierarchy that is there."""
        self.ui.key("alt+1")
        time.sleep(1)
        self.ui.mouse(self.ui.find("label", says("Harbor Services")))
        self.ui.find("button", begins(WORDS.filled("Run %s", "Customers")))
        keys = uidrive.Keyboard(self.ui, 30)
        keys.tab_to(WORDS.whole("Hierarchies"))
        keys.press("Return")
        # Of employees, then of customers.
        keys.tab_to(WORDS.whole("Department"))
        keys.press("Tab")
        keys.tab_to(WORDS.whole("Department"))
        keys.press("Return")
        self.ui.find("label", begins("Accounts Receivable"), rows=True)
        self.ui.choose(self.ui.find("combo box", says("Hierarchy")), WORDS.filled("Existing: %s", "Business Unit"))
        keys.close()
        time.sleep(4)
        self.shoot("hierarchy")

    def schedules(self):
        """One is made by pointing, and stands in the list in words."""
        ui, keys = self.ui, uidrive.Keyboard(self.ui, 30)
        for _ in range(2):
            ui.key("alt+Left")
            time.sleep(1)
        ui.find("button", begins(WORDS.filled("Run %s", "Customers")))
        keys.tab_to(WORDS.whole("Schedule"))
        keys.press("Return")
        self.press(begins(WORDS.whole("_Add a Schedule…").replace("_", "")))
        ui.find("label", begins(WORDS.whole("Time Zone")), rows=True)
        time.sleep(1)
        self.shoot("schedule")
        keys.close()

    def connect(self):
        """The assistant, in a window of the person's own profile."""
        self.press(begins("Connect Yours"))
        self.ui.find("label", begins("Which Systems"), timeout=60)
        self.window = self.x("search", "--sync", "--onlyvisible", "--name", "^%s$" % WORDS.whole("New Integration")).split()[-1]
        if self.look == "narrow":
            self.x("windowsize", self.window, *[str(n) for n in NARROW])
        # The window behind says the same word.
        group = self.ui.find("label", begins("NetSuite is kept in step with one of these"))
        while self.ui.look("label", says("SuiteProjects Pro"), group) is None:
            group = group.get_parent()
        self.ui.mouse(self.ui.look("label", says("SuiteProjects Pro"), group))
        self.ui.find("label", says(WORDS.whole("Step %u of %u") % (2, 4)))
        self.shoot("connect")

    def close(self):
        self.ui.proc.terminate()
        self.ui.proc.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--window", required=True)
    parser.add_argument("--look", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--words", help="the folder of the catalogues, where the window does not speak English")
    parser.add_argument("--language", default="de")
    arguments = parser.parse_args()
    WORDS.load(arguments.words, arguments.language)
    tour = Tour(arguments.window, arguments.look, arguments.out)
    try:
        tour.enter()
        tour.list()
        tour.record()
        tour.plan()
        tour.run()
        tour.integrations()
        tour.tabs()
        tour.hierarchies()
        tour.schedules()
        tour.connect()
    finally:
        tour.close()


main()
