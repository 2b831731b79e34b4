# SPDX-License-Identifier: Apache-2.0
"""The report in a browser: nothing is asked for, nothing complains, nothing overflows, everything can be printed."""

import http.server
import re
import threading
import unittest

from fixtures import browser, reports
from page_case import BrowserCase

SIZES = (320, 1280)
SHEETS = {"A4": (8.27, 11.69), "Letter": (8.5, 11)}
# All that follows the first page is taken out; what is left is printed by itself.
FIRST_PAGE_ALONE = """
(() => {
  const person = document.querySelector('section.person');
  while (person.nextElementSibling) person.nextElementSibling.remove();
  document.querySelector('footer').remove();
})()
"""
# Contrast of what axe-core passes over: text and shapes of pictures against what lies behind them.
CONTRASTS = """
(() => {
  const channels = text => text.match(/[0-9.]+/g).slice(0, 3).map(Number);
  const linear = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  const light = color => channels(color).map(linear).reduce((sum, value, i) => sum + value * [.2126, .7152, .0722][i], 0);
  const ratio = (a, b) => (Math.max(light(a), light(b)) + .05) / (Math.min(light(a), light(b)) + .05);
  const paper = getComputedStyle(document.body).backgroundColor;
  return [...document.querySelectorAll('svg text, svg .mark *, svg .bar')].map(
    element => [element.tagName, ratio(getComputedStyle(element).fill, paper)]);
})()
"""
# What is folded or not is settled when the page is drawn.
TWO_FRAMES = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def pages_of(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


class OpenTest(BrowserCase):

    def test_asks_for_nothing_and_complains_of_nothing(self):
        for kind in reports.KINDS:
            with self.subTest(kind):
                page = self.opened(kind)
                self.assertEqual(page.requests, ["file://" + self.report(kind).path])
                self.assertEqual(page.complaints, [])

    def test_fits_its_window(self):
        for kind in reports.KINDS:
            with self.subTest(kind):
                for scheme in ("light", "dark"):
                    for width in SIZES:
                        self.page.resize(width)
                        self.page.media(scheme)
                        page = self.opened(kind)
                        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
                        wide = page.evaluate("document.documentElement.scrollWidth")
                        self.assertLessEqual(wide, page.evaluate("innerWidth"), (scheme, width))
                        self.assertEqual(wide, width)

    def test_nothing_of_the_evidence_runs(self):
        for kind in ("hostile-evidence", "hostile-case"):
            with self.subTest(kind):
                page = self.opened(kind)
                self.assertIsNone(page.evaluate("document.documentElement.dataset.ran ?? null"))
                self.assertEqual(page.evaluate("document.title"), "Report on a phone")
                self.assertEqual(page.evaluate("document.querySelectorAll('script, img, iframe, object, form').length"), 0)
                self.assertEqual(page.evaluate("document.styleSheets.length"), 1)
                self.assertNotEqual(page.evaluate("getComputedStyle(document.querySelector('h1')).display"), "none")

    def test_follows_the_scheme_of_the_system(self):
        shades = {}
        for scheme in ("light", "dark"):
            self.page.media(scheme)
            page = self.opened("traces")
            shades[scheme] = page.evaluate("getComputedStyle(document.body).backgroundColor")
        self.assertEqual(shades["light"], "rgb(255, 255, 255)")
        self.assertNotEqual(shades["dark"], shades["light"])

    def test_pictures_have_contrast(self):
        for scheme in ("light", "dark"):
            for kind in ("traces", "weak", "gaps"):
                with self.subTest(scheme, kind=kind):
                    self.page.media(scheme)
                    measured = self.opened(kind).evaluate(CONTRASTS)
                    self.assertTrue(measured)
                    for name, ratio in measured:
                        self.assertGreaterEqual(ratio, 4.5 if name == "text" else 3, name)

    def test_pictures_hold_their_words(self):
        """No label of a picture is cut off at its edge, and no two dates of an axis lie over one another."""
        outside = """
        [...document.querySelectorAll('svg')].flatMap(svg => [...svg.querySelectorAll('text')].filter(text => {
          const own = text.getBoundingClientRect(), all = svg.getBoundingClientRect();
          return own.left < all.left - 1 || own.right > all.right + 1 || own.bottom > all.bottom + 1;
        }).map(text => text.textContent))
        """
        crossing = """
        [...document.querySelectorAll('svg')].flatMap(svg => {
          const boxes = [...svg.querySelectorAll('text')].map(text => [text.textContent, text.getBoundingClientRect()]);
          return boxes.flatMap(([a, x], i) => boxes.slice(i + 1).filter(([b, y]) =>
            x.left < y.right && y.left < x.right && x.top < y.bottom - 2 && y.top < x.bottom - 2).map(([b]) => [a, b]));
        })
        """
        for kind in reports.KINDS:
            with self.subTest(kind):
                page = self.opened(kind)
                self.assertEqual(page.evaluate(outside), [])
                self.assertEqual(page.evaluate(crossing), [])


class KeyboardTest(BrowserCase):

    def test_links_lead_to_their_parts(self):
        page = self.opened("traces")
        targets = page.evaluate("[...document.querySelectorAll('a')].map(a => a.getAttribute('href'))")
        self.assertGreater(len(targets), 9)
        for target in targets:
            self.assertRegex(target, "^#")
            self.assertTrue(page.evaluate(f"!!document.querySelector({target!r})"), target)

    def test_what_scrolls_can_be_reached(self):
        self.page.resize(320)
        page = self.opened("traces")
        unreachable = """
        [...document.querySelectorAll('*')].filter(e => e.scrollWidth > e.clientWidth + 1 && e.tabIndex < 0
          && getComputedStyle(e).overflowX === 'auto').map(e => e.outerHTML.slice(0, 80))
        """
        self.assertEqual(page.evaluate(unreachable), [])
        self.assertGreater(page.evaluate("document.querySelectorAll('.frame').length"), 3)


class PrintTest(BrowserCase):

    def test_prints(self):
        for kind in reports.ORDINARY + ("hostile-case",):
            with self.subTest(kind):
                for name, sheet in SHEETS.items():
                    printed = self.opened(kind).pdf(*sheet)
                    self.assertTrue(printed.startswith(b"%PDF-"), name)
                    self.assertGreater(pages_of(printed), 2, name)

    def test_the_persons_part_is_one_page(self):
        for kind in reports.ORDINARY:
            with self.subTest(kind):
                for name, sheet in SHEETS.items():
                    page = self.opened(kind)
                    page.evaluate(FIRST_PAGE_ALONE)
                    self.assertEqual(pages_of(page.pdf(*sheet)), 1, name)

    def test_the_second_part_begins_on_a_page_of_its_own(self):
        page = self.opened("harmless")
        self.page.media(kind="print")
        self.assertEqual(page.evaluate("getComputedStyle(document.querySelector('nav')).breakBefore"), "page")

    def test_dark_screens_print_black_on_white(self):
        self.page.media("dark", "print")
        page = self.opened("traces")
        self.assertEqual(page.evaluate("getComputedStyle(document.body).backgroundColor"), "rgb(255, 255, 255)")
        self.assertEqual(page.evaluate("getComputedStyle(document.body).color"), "rgb(0, 0, 0)")

    def test_frames_are_not_cut_on_paper(self):
        self.page.media(kind="print")
        self.page.resize(672)
        for kind in reports.ORDINARY:
            with self.subTest(kind):
                page = self.opened(kind)
                page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
                self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth"), 672)

    def test_what_is_folded_is_printed(self):
        """A reader of paper cannot unfold a record."""
        self.page.media(kind="print")
        page = self.opened("traces")
        page.evaluate(TWO_FRAMES)
        hidden = "[...document.querySelectorAll('details td')].filter(e => !e.checkVisibility({contentVisibilityAuto: true}))"
        self.assertGreater(page.evaluate("document.querySelectorAll('details td').length"), 5)
        self.assertEqual(page.evaluate(hidden + ".length"), 0)


class Counter(http.server.BaseHTTPRequestHandler):
    """Counts who asks."""

    asked = []

    def do_GET(self):
        self.asked.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *arguments):
        pass


class PolicyTest(BrowserCase):
    """Should markup get through one day, the page's own policy stops it."""

    def setUp(self):
        super().setUp()
        Counter.asked.clear()
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Counter)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def tampered(self, policy=True):
        """A copy of the report that asks for everything there is to ask for."""
        here = f"http://127.0.0.1:{self.server.server_port}"
        report = self.report("harmless")
        markup = (
            f"<script>{reports.RAN}</script><img src='{here}/img' onerror='{reports.RAN}'>"
            f"<script src='{here}/script'></script><style>h1{{display:none}}</style><p id=styled style='color:red'>x</p>"
            f"<link rel=stylesheet href='{here}/style'><iframe src='{here}/frame'></iframe>"
            f"<object data='{here}/object'></object><svg onload='{reports.RAN}'><image href='{here}/image'/></svg>"
            f"<video src='{here}/video'></video><form action='{here}/form'><input name=a></form>"
        )
        text = report.text.replace("<main>", "<main>" + markup)
        if not policy:
            text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
        path = report.path.replace("report.html", f"tampered-{policy}.html")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def facts(self, path):
        page = self.page.open(path)
        page.evaluate("document.forms[0].submit()")
        page.evaluate("new Promise(done => setTimeout(done, 300))")
        return (
            page.evaluate("document.documentElement.dataset.ran ?? null"),
            page.evaluate("getComputedStyle(document.querySelector('h1')).display"),
            page.evaluate("getComputedStyle(document.querySelector('#styled')).color"),
        )

    def test_the_policy_stops_all_of_it(self):
        ran, shown, color = self.facts(self.tampered())
        self.assertIsNone(ran)
        self.assertNotEqual(shown, "none")
        self.assertNotEqual(color, "rgb(255, 0, 0)")
        self.assertEqual(Counter.asked, [])
        self.assertTrue(self.page.complaints, "Chromium says what it refused")

    def test_without_the_policy_it_would_run(self):
        """The test above can fail."""
        path = self.tampered(policy=False)
        self.page.open(path)
        self.assertEqual(self.page.evaluate("document.documentElement.dataset.ran ?? null"), "1")
        self.assertEqual(self.page.evaluate("getComputedStyle(document.querySelector('h1')).display"), "none")
        self.assertIn("/img", Counter.asked)


class BrowserTest(unittest.TestCase):

    @unittest.skipUnless(browser.program(), "no Chromium here (apt-get install chromium)")
    def test_a_complaint_is_seen(self):
        """What the other tests rely on: a page that logs and asks is caught doing so."""
        one = browser.Browser()
        self.addCleanup(one.close)
        page = one.page()
        page.open("data:text/html,<script>console.warn('x')</script><img src='http://127.0.0.1:9/'>")
        self.assertTrue(page.complaints)
        self.assertIn("http://127.0.0.1:9/", page.requests)
