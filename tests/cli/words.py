#!/usr/bin/python3
"""words: the help, the manual and the completion of causewayctl know the same commands and options.

SPDX-License-Identifier: GPL-3.0-or-later

    words.py PROGRAM MANUAL COMPLETION
"""
import re
import subprocess
import sys


def ask(*arguments):
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    return done.stdout


def list_commands(program):
    body = ask(program, "--help").split("Commands:")[1].split("Options:")[0]
    return [found.group(1).split() for found in re.finditer(r"^  (\S+(?: \S+)?)  ", body, re.MULTILINE)]


def read_manual(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return re.sub(r'\\f\[?[A-Z]\]?|["\\]', "", text)


def find_missing(words, text, where):
    return ["%s lacks “%s”" % (where, word) for word in words if not re.search(r"(?<![\w-])" + re.escape(word) + r"(?![\w-])", text)]


def main():
    program, manual, completion = sys.argv[1], read_manual(sys.argv[2]), open(sys.argv[3], encoding="utf-8").read()
    commands, problems = list_commands(program), []
    assert len(commands) > 40, commands
    for command in commands:
        shown = ask(program, *command, "--help")
        words = set(command) | set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", shown))
        for text, where in ((manual, "the manual"), (completion, "the completion")):
            problems += ["%s: %s" % (" ".join(command), one) for one in find_missing(sorted(words), text, where)]
    # What is offered behind a group exists.
    for group, offered in re.findall(r"'(\w+) '\) _causewayctl_offer ([a-z -]+)", completion):
        known = {" ".join(command) for command in commands}
        problems += ["“%s %s” is offered and unknown" % (group, word) for word in offered.split() if "%s %s" % (group, word) not in known]
    print("\n".join(sorted(set(problems))))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
