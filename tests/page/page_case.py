# SPDX-License-Identifier: Apache-2.0
"""What the tests of this folder stand on: reports that are made once, a browser, and the page as a tree."""

import atexit
import html.parser
import os
import shutil
import tempfile
import unittest

from fixtures import browser, reports

CELLS = {"td", "th", "dt", "dd", "li", "p", "h1", "h2", "h3"}
VOID = {"meta", "br", "path", "rect", "line", "circle"}
ATTRIBUTES = set(
    "lang dir charset http-equiv content name id class href scope role tabindex aria-label aria-labelledby aria-hidden "
    "viewbox x y x1 y1 x2 y2 cx cy r d width height text-anchor".split()
)


class Element:
    """One element: `name`, `attributes`, and its children, elements and texts as they stand."""

    def __init__(self, name, attributes=(), parent=None):
        self.name, self.attributes, self.parent, self.children = name, dict(attributes), parent, []

    def all(self, *names):
        """Elements below, in the order of the page, of these names (without any: all)."""
        for child in self.children:
            if isinstance(child, Element):
                if not names or child.name in names:
                    yield child
                yield from child.all(*names)

    def by_class(self, name):
        return [element for element in self.all() if name in element.attributes.get("class", "").split()]

    @property
    def text(self):
        """Its words, white space as one space, and one between two cells."""
        return " ".join(self.raw.split())

    @property
    def raw(self):
        after = " " if self.name in CELLS else ""
        return "".join(child.raw if isinstance(child, Element) else child for child in self.children) + after


class Tree(html.parser.HTMLParser):
    """Strict: every element is closed in its order, and no attribute stands twice."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.root = self.at = Element("")
        self.doctypes = []
        self.feed(text)
        self.close()
        if self.at is not self.root:
            raise AssertionError(f"<{self.at.name}> is never closed")

    def handle_decl(self, decl):
        self.doctypes.append(decl)

    def handle_starttag(self, tag, attrs):
        if len({name for name, _ in attrs}) != len(attrs):
            raise AssertionError(f"an attribute twice: <{tag} {attrs}>")
        element = Element(tag, attrs, self.at)
        self.at.children.append(element)
        if tag not in VOID:
            self.at = element

    def handle_startendtag(self, tag, attrs):
        if tag not in VOID:
            raise AssertionError(f"<{tag}/>")
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if tag != self.at.name:
            raise AssertionError(f"</{tag}> closes <{self.at.name}>")
        self.at = self.at.parent

    def handle_data(self, data):
        self.at.children.append(data)

    def handle_comment(self, data):
        raise AssertionError(f"a comment: {data}")


def tree(text):
    return Tree(text).root


class Made:
    """Reports by their kind, each made once, whatever test files run."""

    def __init__(self):
        self.home, self.reports, self.trees = None, {}, {}

    def report(self, kind, *more):
        if self.home is None:
            self.home = tempfile.mkdtemp(prefix="bridle-page-")
            atexit.register(shutil.rmtree, self.home, ignore_errors=True)
        key = (kind, *more)
        if key not in self.reports:
            self.reports[key] = reports.Report(os.path.join(self.home, str(len(self.reports))), kind, more)
        return self.reports[key]

    def tree(self, kind, *more):
        report = self.report(kind, *more)
        if report.path not in self.trees:
            self.trees[report.path] = tree(report.text)
        return self.trees[report.path]


MADE = Made()


class PageCase(unittest.TestCase):
    maxDiff = 4000

    def report(self, kind, *more):
        return MADE.report(kind, *more)

    def tree(self, kind, *more):
        return MADE.tree(kind, *more)

    def part(self, kind, name, *more):
        """A section of the second part by its heading's id."""
        return next(
            element
            for element in self.tree(kind, *more).all("section")
            if element.attributes.get("aria-labelledby") == name
        )

    def person(self, kind, *more):
        return self.part(kind, "answer", *more)


class BrowserCase(PageCase):
    """With one browser for the whole file."""

    browser = None

    @classmethod
    def setUpClass(cls):
        if not browser.program():
            raise unittest.SkipTest("no Chromium here (apt-get install chromium)")
        cls.browser = browser.Browser()
        cls.addClassCleanup(cls.browser.close)

    def setUp(self):
        self.page = self.browser.page()
        self.addCleanup(self.page.close)
        self.page.resize(1280)
        self.page.media()

    def opened(self, kind, *more):
        return self.page.open(self.report(kind, *more).path)
