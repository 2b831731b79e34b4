# SPDX-License-Identifier: Apache-2.0
"""axe-core finds no violation: light, dark, narrow, everything unfolded."""

import importlib.util
import os

from fixtures import program, reports
from page_case import BrowserCase

UNFOLD = "document.querySelectorAll('details').forEach(details => details.open = true)"
RUN = """
axe.run(document, {resultTypes: ['violations'], rules: RULES}).then(result => result.violations.map(
  violation => [violation.id, violation.help, violation.nodes.length, violation.nodes[0].html.slice(0, 200)]))
"""
VIEWS = {"light": (1280, "light"), "dark": (1280, "dark"), "narrow": (320, "light")}
QUICK = tuple(kind for kind in reports.KINDS if kind != "many")


def tool():
    """tools/axe.py as a module."""
    spec = importlib.util.spec_from_file_location("axe", os.path.join(program.ROOT, "tools", "axe.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class AxeTest(BrowserCase):

    script = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        axe = tool()
        try:
            cls.script = axe.script()
        except axe.Unavailable as error:
            cls.skipped = str(error)

    def setUp(self):
        if not self.script:
            self.skipTest(f"axe-core cannot be had: {self.skipped}")
        super().setUp()

    def violations(self, kind, view, rules="{}"):
        width, scheme = VIEWS[view]
        self.page.resize(width)
        self.page.media(scheme)
        page = self.opened(kind)
        page.evaluate(UNFOLD)
        page.evaluate(self.script + ";0")
        return page.evaluate(RUN.replace("RULES", rules))

    def assert_none(self, view):
        for kind in QUICK:
            with self.subTest(kind):
                self.assertEqual(self.violations(kind, view), [])

    def test_light(self):
        self.assert_none("light")

    def test_dark(self):
        self.assert_none("dark")

    def test_narrow(self):
        self.assert_none("narrow")

    def test_with_many_findings(self):
        """Without contrast, which takes half a minute for so many, and is the same in all cards."""
        self.assertEqual(self.violations("many", "light", "{'color-contrast': {enabled: false}}"), [])

    def test_it_finds_what_is_wrong(self):
        page = self.opened("harmless")
        page.evaluate("document.documentElement.removeAttribute('lang'); document.body.prepend(new Image())")
        page.evaluate(self.script + ";0")
        self.assertTrue({"html-has-lang", "image-alt"} <= {violation[0] for violation in page.evaluate(RUN.replace("RULES", "{}"))})
