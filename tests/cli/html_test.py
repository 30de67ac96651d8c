"""Is --format html one file that every browser, phone, printer and screen reader can read, and that fetches nothing?"""
# SPDX-License-Identifier: Apache-2.0
import json
import pathlib
import re
import shutil
import sys
import unittest

import browser
from binary import Cli

try:
    import html5lib
except ImportError:
    html5lib = None

DOCUMENTS = pathlib.Path(sys.argv[2]).resolve()
HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>"
LEAST_CONTRAST = 4.5  # WCAG 2.1, 1.4.3, level AA
BYTES_AT_MOST = 1 << 20
SVG = "{http://www.w3.org/2000/svg}"
XHTML = "{http://www.w3.org/1999/xhtml}"


class HtmlTest(Cli):
    def simulated(self, name, *arguments):
        seed = () if "--seed" in arguments else ("--seed", "7")
        result = self.assay("run", "--simulate", "h100-sxm", *seed, "-o", name, *arguments)
        self.assertEqual(result.returncode, 0, result.stderr.decode())
        return self.folder / name

    def page(self, *documents, code=None):
        result = self.assay("verdict", *documents, "--format", "html", "--allow-simulated")
        if code is not None:
            self.assertEqual(result.returncode, code, result.stderr.decode())
        return result.stdout.decode()

    def nodes(self, count, **planted):
        """A folder with documents of so many nodes, whose arguments are `planted` under nodeN."""
        (self.folder / "nodes").mkdir()
        for number in range(count):
            path = self.simulated(f"nodes/{number:02}.json", "--only", "gemm.bf16", "--seed", str(number),
                                  *planted.get(f"node{number}", ()))
            document = json.loads(path.read_text())
            document["host"]["hostname"] = f"node{number}"
            path.write_text(json.dumps(document))
        return "nodes"

    def fleet_page(self):
        nodes = self.nodes(12, node7=("--clock-ratio", "0.8"))
        return self.assay("fleet", nodes, "--format", "html", "--allow-simulated").stdout.decode()

    def trend_page(self):
        """Forty nights of one GPU, the last fifteen of them slower."""
        nights = self.nodes(40, **{f"node{number}": ("--clock-ratio", "0.9") for number in range(25, 40)})
        for number, path in enumerate(sorted((self.folder / nights).iterdir())):
            document = json.loads(path.read_text())
            day = f"2026-{1 + number // 28:02}-{1 + number % 28:02}"
            document["host"]["hostname"] = "node0"
            document["run"].update(started_at=f"{day}T02:00:00Z", finished_at=f"{day}T02:00:09Z")
            text = json.dumps(document)
            uuid = re.search(r"GPU-[0-9a-f-]{36}", text).group()
            path.write_text(text.replace(uuid, "GPU-00000000-0000-0000-0000-000000000000"))
        self.assertEqual(self.assay("archive", "add", "nights.db", nights).returncode, 0)
        return self.assay("trend", "nights.db", "--format", "html", "--allow-simulated").stdout.decode()

    def with_curves(self, name):
        """A document of a node that was measured, named by somebody hostile, with an hour of telemetry and a gap in it."""
        path = self.simulated(name, "--clock-ratio", "0.8")
        document = json.loads(path.read_text())
        del document["run"]["simulated"]
        document["host"]["hostname"] = HOSTILE
        seconds = range(3600)
        for case in document["cases"]:
            if case["kernel"] == "memory.read" and case["status"] == "ok":
                case["curve"] = {
                    "at_s": list(seconds), "sample_s": [case["samples"]["values"][0]] * 3600,
                    "clock_hz": [None if 1000 < second < 1200 else 1.98e9 - 2e8 * (second > 3000) for second in seconds],
                    "power_w": [690 + second % 20 for second in seconds],
                    "clock_events": [4 * (second > 3000) for second in seconds]}
        path.write_text(json.dumps(document))
        return path


@unittest.skipUnless(html5lib, "python3-html5lib is not installed: nothing else here reads HTML as strictly as browsers must")
class MarkupTest(HtmlTest):
    def parsed(self, page):
        return html5lib.HTMLParser(strict=True).parse(page)

    def headings(self, tree):
        return [(int(element.tag[-1]), "".join(element.itertext())) for element in tree.iter()
                if isinstance(element.tag, str) and re.fullmatch(XHTML + "h[1-6]", element.tag)]

    def check(self, page):
        tree = self.parsed(page)
        self.assertEqual(tree.get("lang"), "en")
        levels = [level for level, _ in self.headings(tree)]
        self.assertEqual(levels[0], 1)
        self.assertEqual(levels.count(1), 1)
        for before, after in zip(levels, levels[1:]):
            self.assertLessEqual(after, before + 1, levels)
        for element in tree.iter(XHTML + "th"):
            self.assertIn(element.get("scope"), ("row", "col"))
        for drawing in tree.iter(SVG + "svg"):
            if drawing.get("aria-hidden") != "true":
                self.assertTrue(drawing.get("aria-label"))
                self.assertEqual(drawing.find(SVG + "title").text, drawing.get("aria-label"))
        self.assert_fetches_nothing(tree, page)
        return tree

    def assert_fetches_nothing(self, tree, page):
        names = {element.tag.split("}")[-1] for element in tree.iter() if isinstance(element.tag, str)}
        self.assertFalse(names & {"script", "link", "img", "image", "iframe", "object", "embed", "use", "base", "form"}, names)
        for element in tree.iter():
            for name in element.keys():
                self.assertNotRegex(name, r"(?i)^(on.*|src|srcset|href|.*}href|style)$")
        style = tree.find(f"{XHTML}head/{XHTML}style").text
        self.assertNotRegex(style, r"(?i)url\(|@import|@font-face")
        self.assertIn("default-src 'none'", tree.find(f"{XHTML}head/{XHTML}meta[@http-equiv]").get("content"))

    def test_a_node_is_valid_and_small(self):
        self.simulated("node.json", "--gpus", "8", "--slow-pair", "3,5")
        page = self.page("node.json", code=1)
        self.assertLess(len(page), BYTES_AT_MOST)
        tree = self.check(page)
        self.assertIn("FAIL", self.headings(tree)[0][1])
        self.assertIn("cuda:3 -> cuda:5", page.replace("&gt;", ">"))

    def test_every_heading_of_a_simulation_says_so(self):
        self.simulated("s.json")
        for level, text in self.headings(self.check(self.page("s.json", code=0))):
            if level == 2:
                self.assertIn("SIMULATED", text)

    def test_foreign_text_stays_text(self):
        page = self.page(self.with_curves("hostile.json"), code=1)
        tree = self.check(page)
        self.assertIn(HOSTILE, self.headings(tree)[0][1])
        self.assertIn(HOSTILE, tree.find(f"{XHTML}head/{XHTML}title").text)

    def test_an_hour_of_telemetry_is_thinned_and_keeps_its_gap(self):
        tree = self.check(self.page(self.with_curves("soak.json")))
        paths = [path.get("d") for path in tree.iter(SVG + "path")]
        self.assertEqual(len(paths), 3)
        self.assertEqual([path.count("M") for path in paths], [2, 1, 1])
        self.assertLess(max(map(len, paths)), 30000)
        words = "".join(tree.itertext())
        self.assertIn("the clock was lowered by software power cap", words)
        self.assertIn("Temperature: not read", words)

    def test_recorded_documents_of_every_version_are_valid(self):
        for path in sorted(DOCUMENTS.glob("valid*.json")):
            with self.subTest(path.name):
                self.check(self.page(path))

    def test_a_processor_alone_and_no_case_at_all_are_valid(self):
        self.assay("run", "--device", "cpu", "--only", "memory.read", "--bytes", "64KiB", "-o", "cpu.json")
        self.check(self.page("cpu.json", code=3))

    def test_a_fleet_has_a_square_for_each_node_and_names_the_slow_one(self):
        page = self.fleet_page()
        tree = self.check(page)
        self.assertIn("OUTLIERS", self.headings(tree)[0][1])
        squares = [element for element in tree.iter(SVG + "g") if "square" in (element.get("class") or "")]
        self.assertEqual(len(squares), 12)
        self.assertIn("node7: worse than the others", page)

    def test_a_trend_marks_the_night_of_the_change(self):
        tree = self.check(self.trend_page())
        self.assertIn("WORSE", self.headings(tree)[0][1])
        changes = ["".join(item.itertext()) for item in tree.iter(XHTML + "li")]
        self.assertRegex(changes[0], r"step -[\d.]+ %, worse, 2026-01-25 to 2026-01-26")

    def test_several_documents_are_summed_up_first(self):
        self.simulated("a.json")
        self.simulated("b.json", "--clock-ratio", "0.8")
        (self.folder / "broken.json").write_text("{")
        headings = self.headings(self.check(self.page("a.json", "b.json", "broken.json", code=3)))
        self.assertIn("3 documents", headings[0][1])
        self.assertEqual(sum("assay" not in text and level == 2 for level, text in headings), 4)


class FileTest(HtmlTest):
    def test_the_report_goes_into_a_file_and_the_exit_code_stays(self):
        self.simulated("s.json", "--clock-ratio", "0.8")
        result = self.assay("verdict", "s.json", "--format", "html", "-o", "s.html")
        self.assertEqual((result.returncode, result.stdout), (1, b""))
        self.assertEqual((self.folder / "s.html").read_text(), self.page("s.json"))
        self.assertEqual(self.files(), ["s.html", "s.json"])

    def test_a_fleet_goes_into_a_file_too(self):
        nodes = self.nodes(9, node3=("--clock-ratio", "0.8"))
        for form in ("text", "markdown", "json", "html"):
            with self.subTest(form):
                shown = self.assay("fleet", nodes, "--format", form, "--allow-simulated")
                kept = self.assay("fleet", nodes, "--format", form, "--allow-simulated", "-o", "report")
                self.assertEqual((kept.returncode, kept.stdout), (1, b""))
                self.assertEqual((self.folder / "report").read_bytes(), shown.stdout)
        self.assert_refused(["fleet", nodes, "--format", "csv"], 2, "text, markdown, json or html")

    def test_the_page_is_the_same_each_time(self):
        self.simulated("s.json", "--gpus", "2")
        self.assertEqual(self.page("s.json"), self.page("s.json"))


def luminance(colour):
    channels = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


class ContrastTest(HtmlTest):
    PAIRS = [(ink, "page") for ink in ("text", "quiet", "pass", "fail", "warn", "wrong", "trace")] + [
        ("on-state", ground) for ground in ("pass", "fail", "warn", "wrong")] + [
        ("on-mark", "mark")] + [(f"on-shade{i}", f"shade{i}") for i in range(5)]

    def test_text_can_be_read_light_and_dark(self):
        self.simulated("s.json")
        style = re.search(r"<style>(.*?)</style>", self.page("s.json"), re.S).group(1)
        blocks = re.findall(r":root \{([^}]*--page[^}]*)\}", style)
        self.assertEqual(len(blocks), 2)
        colours = {}
        for block in blocks:
            colours.update(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))
            for ink, ground in self.PAIRS:
                with self.subTest(ink=ink, ground=ground, page=colours["page"]):
                    self.assertGreaterEqual(contrast(colours[ink], colours[ground]), LEAST_CONTRAST)


@unittest.skipUnless(browser.PROGRAM, "chromium is not installed: how the page looks is not tested")
class BrowserTest(HtmlTest):
    def test_no_page_is_wider_than_its_screen_or_asks_for_anything(self):
        self.simulated("node.json", "--gpus", "8", "--slow-pair", "3,5")
        pages = {"node.html": self.page("node.json"), "soak.html": self.page(self.with_curves("soak.json")),
                 "fleet.html": self.fleet_page()}
        shutil.rmtree(self.folder / "nodes")
        pages["trend.html"] = self.trend_page()
        for name, page in pages.items():
            path = self.folder / name
            path.write_text(page)
            with browser.Browser() as shown:
                for width, height in ((320, 640), (360, 800), (1280, 900)):
                    for scheme in ("light", "dark"):
                        with self.subTest(name, width=width, scheme=scheme):
                            shown.open(path, width, height, scheme)
                            self.assert_fits(shown, width)

    def assert_fits(self, shown, width):
        shown.value("document.querySelectorAll('details').forEach(one => one.open = true)")
        self.assertLessEqual(shown.value("document.documentElement.scrollWidth"), width)
        outside = shown.value(
            "[...document.querySelectorAll('main *, footer *')].filter(one => !one.closest('.scroll') && "
            "!one.closest('thead') && one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 80))")
        self.assertEqual(outside, [])
        self.assertEqual(shown.complaints(), [])
        self.assertEqual(len(shown.requests()), 1)

    def test_the_scheme_of_the_reader_is_followed(self):
        self.simulated("s.json")
        path = self.folder / "s.html"
        path.write_text(self.page("s.json"))
        with browser.Browser() as shown:
            grounds = []
            for scheme in ("light", "dark"):
                shown.open(path, 360, 800, scheme)
                grounds.append(shown.value("getComputedStyle(document.body).backgroundColor"))
        self.assertEqual(grounds, ["rgb(255, 255, 255)", "rgb(13, 17, 23)"])

    def test_the_mark_is_on_every_screenful(self):
        self.simulated("s.json")
        path = self.folder / "s.html"
        path.write_text(self.page("s.json"))
        with browser.Browser() as shown:
            shown.open(path, 360, 800, "light")
            for place in (0, 0.3, 0.7, 1):
                shown.value(f"scrollTo(0, {place} * document.documentElement.scrollHeight)")
                top = shown.value("document.elementFromPoint(innerWidth / 2, 8).textContent")
                self.assertIn("SIMULATED", top)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
