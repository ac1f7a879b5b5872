import type { Browser } from 'playwright-core';

/** A window on the candidate's screen in which text scrolls: what an exam screen looks like when somebody writes. */
export async function openMovingText(browser: Browser): Promise<void> {
  const page = await browser.newPage();
  await page.setContent(`<title>Moving text</title><pre id="text" style="font:20px monospace"></pre><script>
    let line = 0;
    setInterval(() => {
      text.textContent = Array.from({ length: 30 }, (_, i) => 'Line ' + (line + i) + ': the quick brown fox').join('\\n');
      line += 1;
    }, 100);
  </script>`);
}
