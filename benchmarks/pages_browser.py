"""What a browser makes of the board: Chromium, nothing kept, a processor slowed four times.

``benchmarks.pages`` prints it. The processor is slowed by the browser itself; what a busy machine
adds comes on top, so that ``load`` stands beside the figures.
"""

import os
import statistics
import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.http import serving

CHROMIUM = Path("/usr/bin/chromium")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
SERVE = (sys.executable, "-c", "from api.cli.main import main; main()", "serve", "--no-worker")
SLOWED, TIMES = 4, 5
_WATCH = """
window.seen = {lcp: 0, shift: 0};
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) seen.lcp = each.startTime;
}).observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver((list) => {
  for (const each of list.getEntries()) seen.shift += each.value;
}).observe({type: "layout-shift", buffered: true});
"""
_ARROWS = """() => {
  const chip = document.querySelector("table.board a.chip");
  chip.focus();
  const times = [];
  for (let at = 0; at < 20; at += 1) {
    const key = at % 2 ? "ArrowLeft" : "ArrowRight";
    const began = performance.now();
    const event = {key, bubbles: true, cancelable: true};
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", event));
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[10];
}"""


def looked_at(url: str, session: str, path: str) -> dict[str, object]:
    """Return what a browser measures of a page: medians of several first visits."""
    with serving(url, *SERVE, "--port") as (port, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        base = f"http://127.0.0.1:{port}"
        visits = [_visit(browser, base, session, path) for _ in range(TIMES + 1)][1:]
        browser.close()
    told: dict[str, object] = {
        name: round(statistics.median(each[name] for each in visits), 3) for name in visits[0]
    }
    return {**told, "slowed": SLOWED, "load": round(os.getloadavg()[0], 1)}


def _visit(browser: Browser, base: str, session: str, path: str) -> dict[str, float]:
    """Return what one first visit costs: nothing is kept from the visit before."""
    context = browser.new_context(base_url=base, viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": "rotation_session", "value": session, "url": base}])
    context.add_init_script(_WATCH)
    page, asked = context.new_page(), []
    page.on("request", lambda each: asked.append(each.url))
    throttle = context.new_cdp_session(page)
    throttle.send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(path)
    page.wait_for_load_state("networkidle")
    seen = page.evaluate("window.seen")
    server = "performance.getEntriesByType('navigation')[0].responseStart"
    told = {
        "lcp_ms": float(seen["lcp"]),
        "first_byte_ms": float(page.evaluate(server)),
        "layout_shift": float(seen["shift"]),
        "requests": float(len([each for each in asked if not each.endswith("/rev")])),
        "elements": float(page.evaluate("document.querySelectorAll('*').length")),
        "arrow_ms": float(page.evaluate(_ARROWS)),
    }
    context.close()
    return told
