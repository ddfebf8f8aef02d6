#!/usr/bin/python3
"""uidrive: drive a GTK 4 program from outside, as a person would

SPDX-License-Identifier: GPL-3.0-or-later

It finds widgets over AT-SPI (so a test also proves that they can be
found by assistive technology) and acts in one of two ways:
  - through an AT-SPI action, which needs no pointer (click, toggle,
    set_text, choose), or
  - through real pointer and key events of xdotool (mouse, type, key),
    for what GTK offers no action for: activating a row, shortcuts.

Run it in a private session (see build-aux/headless-run). Needs python3-gi,
gir1.2-atspi-2.0, at-spi2-core, xdotool; imagemagick for shot().
Use the system's /usr/bin/python3: python3-gi belongs to that one.

As a module:
    from uidrive import App
    with App(["./build/prog"], name="prog") as ui:
        ui.click("button", "Sign in")
        ui.set_text(ui.find("text", "Account"), "1234567")
        ui.choose(ui.find("combo box", "Colour"), "Green")
        ui.activate_row("INV0000003")
        ui.wait("label", "Done")
        ui.shot("done.png")
As a program: uidrive.py tree NAME   prints the tree of a running one.

Known differences, seen on GTK 4.8 (AT-SPI 2.46) and 4.18 (2.56):
  - role names: "push button" became "button"; both are accepted here;
  - 4.8 shows hidden stack pages in the tree and never sets the state
    SHOWING inside a window, so find() can return a thing of a page that
    was left; on newer ones it sees only what is on screen;
  - grab_focus over AT-SPI fails on 4.8: use mouse();
  - window coordinates have a different origin: at() copes with both.
"""
import os
import signal
import subprocess
import sys
import time

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402

SAME = {"push button": "button", "toggle button": "button", "switch": "check box",
        "entry": "text", "password text": "text"}


def role(o):
    r = o.get_role_name()
    return SAME.get(r, r)


def kids(o):
    for i in range(o.get_child_count()):
        k = o.get_child_at_index(i)
        if k is not None:
            yield k


def has(o, state):
    return o.get_state_set().contains(state)


def text(o):
    """The text of an entry or a text view."""
    return Atspi.Text.get_text(o, 0, Atspi.Text.get_character_count(o))


class NotFound(AssertionError):
    pass


class App:
    def __init__(self, argv=None, name=None, timeout=15, env=None, log=None):
        self.timeout = timeout
        self.proc = None
        self.told = None        # takes in what the program tells
        if argv:
            self.proc = subprocess.Popen(argv, env=env, stdout=log, stderr=log)
            name = name or os.path.basename(argv[0])
        self.name = name
        Atspi.init()
        Atspi.set_timeout(10000, 20000)     # a busy machine is no fault of the program
        self.root = self._until(self._find_app, "application %r" % name)
        top = self._until(lambda: next(kids(self.root), None), "a window of %r" % name)
        # GTK 4.8 sets SHOWING on windows only: there all of the tree counts.
        def inner():
            k = next(kids(top), None)
            return k is not None and has(k, Atspi.StateType.SHOWING)
        end = time.monotonic() + 1
        self.has_showing = inner()
        while not self.has_showing and time.monotonic() < end:
            time.sleep(0.1)
            self.has_showing = inner()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """End the program; its exit status."""
        if not self.proc:
            return None
        if self.proc.poll() is None:
            self.proc.send_signal(signal.SIGTERM)
        return self.proc.wait(10)

    def _find_app(self):
        for a in kids(Atspi.get_desktop(0)):
            # There may be several of the name.
            if a.get_name() == self.name and (self.proc is None or a.get_process_id() == self.proc.pid):
                return a
        return None

    def _until(self, f, what, timeout=None):
        end = time.monotonic() + (timeout or self.timeout)
        while True:
            try:
                r = f()
            except GLib.Error:      # the object went away while we looked
                r = None
            if r:
                return r
            if self.proc and self.proc.poll() is not None:
                raise NotFound("the program ended (%s) before %s" % (self.proc.returncode, what))
            if time.monotonic() > end:
                raise NotFound("no %s within %s s" % (what, timeout or self.timeout))
            time.sleep(0.05)
            # What libatspi remembers can be older than the program; who listens is told.
            if self.told:
                self.told()
            elif getattr(self, "root", None):
                self.root.clear_cache()

    # -- finding ---------------------------------------------------------
    def shown(self, o):
        """Whether it is on screen; on GTK 4.8, whether it ever was."""
        if self.has_showing:
            return has(o, Atspi.StateType.SHOWING)
        try:
            e = Atspi.Component.get_extents(o, Atspi.CoordType.WINDOW)
        except GLib.Error:          # no component, such as a stack page
            return True
        return e.width > 0 and e.height > 0

    def _search(self, o, want, name, hidden, rows=False):
        try:
            if (want is None or role(o) == want) and (
                    name is None or (name(o) if callable(name) else o.get_name() == name)):
                if hidden or self.shown(o):
                    return o
            # GTK keeps some 200 rows of a long list alive, and each object
            # costs several bus calls: only row() and within look into them.
            if not rows and o.get_child_count() > 40:
                return None
            for k in kids(o):
                r = self._search(k, want, name, hidden, rows)
                if r:
                    return r
        except GLib.Error:
            pass
        return None

    def look(self, want=None, name=None, within=None, hidden=False, rows=False):
        """The first such object now, or None. name: text or a function."""
        return self._search(within or self.root, SAME.get(want, want), name, hidden,
                            rows or within is not None)

    def find(self, want=None, name=None, within=None, hidden=False, rows=False, timeout=None):
        """The first such object, waited for."""
        return self._until(lambda: self.look(want, name, within, hidden, rows),
                           "%s %r" % (want, name), timeout)
    wait = find

    def gone(self, want, name, timeout=None):
        return self._until(lambda: self.look(want, name) is None, "end of %s %r" % (want, name), timeout)

    def tree(self, o=None, depth=0, out=sys.stdout, most=30):
        o = o or self.root
        acts = self.actions(o)
        out.write("%s%s %r%s%s\n" % ("  " * depth, o.get_role_name(), o.get_name(),
                                     " " + ",".join(acts) if acts else "",
                                     "" if has(o, Atspi.StateType.SHOWING) else " (not showing)"))
        for i, k in enumerate(kids(o)):
            if i >= most:
                out.write("%s...\n" % ("  " * (depth + 1)))
                break
            self.tree(k, depth + 1, out, most)

    # -- acting through AT-SPI -------------------------------------------
    @staticmethod
    def actions(o):
        try:
            return [a for a in (Atspi.Action.get_action_name(o, i)
                                for i in range(Atspi.Action.get_n_actions(o)))
                    if "." not in a]
        except GLib.Error:
            return []

    def act(self, o, *names):
        """Do the first of the named actions that the object has."""
        for i in range(Atspi.Action.get_n_actions(o)):
            if Atspi.Action.get_action_name(o, i) in names:
                assert Atspi.Action.do_action(o, i)
                if not self.has_showing:
                    time.sleep(0.3)     # else the next act may meet a page not yet mapped
                return
        raise NotFound("%r has no action %s, only %s" % (o.get_name(), names, self.actions(o)))

    def _obj(self, want, name):
        return want if isinstance(want, Atspi.Accessible) else self.find(want, name)

    def click(self, want, name=None):
        self.act(self._obj(want, name), "click")

    def toggle(self, want, name=None):
        self.act(self._obj(want, name), "toggle", "click")

    @staticmethod
    def checked(o):
        return has(o, Atspi.StateType.CHECKED)

    def set_text(self, o, s):
        assert Atspi.EditableText.set_text_contents(o, s)
        # A password field gives dots for text.
        same = (lambda: len(text(o)) == len(s)) if o.get_role_name() == "password text" \
            else (lambda: text(o) == s)
        self._until(same, "text %r" % s, 3)

    def choose(self, combo, label):
        """Open a GtkDropDown and take the item with this label.

        A popover's coordinates are not the window's, so the item is
        selected over AT-SPI and confirmed with a real Return."""
        self.click(self.look("button", None, combo) or combo)
        item = self.find("list item", lambda o: o.get_name() == label or
                         self.look("label", label, o), combo)
        time.sleep(0.3)             # the popover is still opening
        assert Atspi.Selection.select_child(item.get_parent(), item.get_index_in_parent())
        self.point(combo)           # with no window manager, keys go to where the pointer is
        self.key("Return")

    # -- acting through the pointer and the keyboard ----------------------
    def _x(self, *a):
        return subprocess.run(("xdotool",) + a, check=True, capture_output=True, text=True).stdout

    def at(self, o):
        """Screen position of an object's middle."""
        w = o
        while w.get_parent() is not None and w.get_parent().get_role_name() != "application":
            w = w.get_parent()
        f = Atspi.Component.get_extents(w, Atspi.CoordType.WINDOW)
        e = Atspi.Component.get_extents(o, Atspi.CoordType.WINDOW)
        wid = self._x("search", "--onlyvisible", "--name", "^%s$" % w.get_name()).split()[-1]
        g = dict(s.split("=") for s in self._x("getwindowgeometry", "--shell", wid).split() if "=" in s)
        # GTK 4.8 gives extents inside the frame's border, newer ones do not.
        return (int(g["X"]) + (int(g["WIDTH"]) - f.width) // 2 + e.x - f.x + e.width // 2,
                int(g["Y"]) + (int(g["HEIGHT"]) - f.height) // 2 + e.y - f.y + e.height // 2)

    def point(self, o):
        x, y = self.at(o)
        self._x("mousemove", str(x), str(y))
        time.sleep(0.1)             # GTK must see the motion first

    def mouse(self, o, times=1, button=1):
        self.point(o)
        self._x("click", "--repeat", str(times), "--delay", "60", str(button))

    def type(self, s):
        self._x("type", "--delay", "20", "--", s)

    def key(self, *keys):
        self._x("key", "--delay", "40", *keys)

    def row(self, cell):
        """The row of a list or column view that shows this text."""
        return self.find(None, lambda o: o.get_role_name() in ("table row", "list item", "row")
                         and self.look("label", cell, o), rows=True)

    def activate_row(self, cell):
        self.mouse(self.row(cell), 2)

    def shot(self, path):
        subprocess.run(("import", "-window", "root", path), check=True)


class Keyboard:
    """Keys alone, and of what they do what a screen reader is told: which thing has the focus.

        keys = Keyboard(ui)
        keys.tab_to("Add a Field")
        keys.press("Return")
        keys.menu("Put Into", "If … Then")
    """
    MOST = 200              # presses after which a thing counts as out of reach

    def __init__(self, ui, patience=20):
        self.ui = ui
        self.patience = patience
        self.focused = None
        self.moves = 0
        self.trail = []         # what had the focus since the last press
        self.listener = Atspi.EventListener.new(self._moved)
        assert self.listener.register("object:state-changed:focused")
        ui.told = self.settle

    def close(self):
        self.listener.deregister("object:state-changed:focused")
        self.ui.told = None

    def _moved(self, event):
        if event.detail1:
            self.focused = event.source
            self.trail.append(event.source)
            self.moves += 1

    def settle(self, seconds=0.1):
        """Takes in what is told within this time."""
        end = time.monotonic() + seconds
        while True:
            while GLib.MainContext.default().iteration(False):
                pass
            if time.monotonic() >= end:
                return
            time.sleep(0.005)

    @staticmethod
    def plain(text):
        """Without mnemonics and without the isolates around names."""
        return (text or "").replace("_", "").replace("\u2068", "").replace("\u2069", "")

    def name(self, thing=None):
        """What the thing with the focus is called; of a row without a name, what is written in it."""
        thing = thing or self.focused
        try:
            name = self.plain(thing.get_name()) if thing else ""
            label = self.ui.look("label", None, thing) if not name and thing else None
            return name if label is None else self.plain(label.get_name())
        except GLib.Error:      # it went away
            return ""

    def is_on(self, name):
        return self.name().startswith(name)

    def _key(self, key):
        self.trail = []
        self.ui.key(key)

    def press(self, *keys):
        for key in keys:
            self._key(key)
            self.settle()

    def move(self, key):
        """One press that takes the focus elsewhere."""
        before = self.moves
        end = time.monotonic() + self.patience / 4
        self._key(key)
        while self.moves == before and time.monotonic() < end:
            self.settle(0.02)
        self.settle(0.02)

    def wait_on(self, name):
        """Until the focus is on this, by itself. A menu that closes gives the focus back in a window that another one covers."""
        end = time.monotonic() + self.patience
        while not any(self.name(thing).startswith(name) for thing in self.trail + [self.focused]):
            if time.monotonic() > end:
                raise NotFound("the focus is on %r, not on %r" % (self.name(), name))
            self.settle(0.05)

    def tab_to(self, name, key="Tab"):
        way = []
        for _ in range(self.MOST):
            if self.is_on(name):
                return
            self.move(key)
            way.append(self.name())
        raise NotFound("%s never reaches %r, only %s" % (key, name, sorted(set(way))))

    def down_to(self, name):
        self.tab_to(name, "Down")

    def menu(self, *items):
        """Opens the menu that has the focus and goes through it."""
        for item in ("",) + items:
            before = self.moves
            if item:
                self.down_to(item)
            end = time.monotonic() + self.patience / 2
            self._key("Return")
            while self.moves == before and time.monotonic() < end:
                self.settle(0.02)
            self.settle(0.2)

    def type(self, text):
        self.ui.type(text)
        self.settle()


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1] == "tree":
        App(name=sys.argv[2]).tree()
    else:
        sys.exit(__doc__)
