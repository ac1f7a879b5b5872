export const screenSize = { width: 1920, height: 1080 } as const;
export const contents = ['idle', 'typing', 'scrolling'] as const;
export type Content = (typeof contents)[number];

/** Where the text stands on the screen. */
export const textArea = { x: 160, y: 240, width: 960, height: 640 } as const;
/** The number of the shown state as squares, black for 1, and below each its opposite, so that a damaged one is noticed. */
export const marker = { x: 160, y: 16, square: 32, bits: 12 } as const;

/**
 * A page that looks like an exam, in states numbered from 0 that can be shown again: `idle` has only its clock change,
 * `typing` gains five characters a second, and `scrolling` moves by 12 pixels ten times a second.
 */
export const contentPage = `<!doctype html><title>Exam</title><style>
  * { margin: 0; box-sizing: border-box }
  body { width: 1920px; height: 1080px; overflow: hidden; background: #f6f7f9; color: #1c2330; font: 20px/30px 'DejaVu Sans', sans-serif }
  h1 { position: absolute; left: 160px; top: 110px; font-size: 36px; line-height: 48px }
  #clock { position: absolute; left: 1500px; top: 110px; font: 36px monospace }
  #area { position: absolute; left: ${textArea.x}px; top: ${textArea.y}px; width: ${textArea.width}px; height: ${textArea.height}px; overflow: hidden; background: #fff }
  #text { padding: 0 16px; white-space: pre-wrap }
  nav { position: absolute; left: 1200px; top: 240px; width: 560px; height: 640px; border: 2px solid #3a5bc7; padding: 24px }
  canvas { position: absolute; left: ${marker.x}px; top: ${marker.y}px }
</style>
<canvas id="marker" width="${marker.square * marker.bits}" height="${marker.square * 2}"></canvas>
<h1>European history: final exam</h1><div id="clock"></div>
<div id="area"><div id="text"></div></div>
<nav>Question 1 of 4<br><br>Discuss the causes and the consequences of the treaty. Name at least three of its articles and say what became of each of them within ten years.<br><br>Saved a moment ago</nav>
<script>
  const words = 'the treaty of the river was signed after a long winter by seven cities whose merchants feared for their ships and their grain because neither king nor council could protect them any longer'.split(' ');
  let seed = 1;
  const next = () => (seed = (seed * 48271) % 2147483647);
  const prose = Array.from({ length: 9000 }, () => words[next() % words.length] + (next() % 11 === 0 ? '.' : '')).join(' ');
  const squares = marker.getContext('2d');
  const perSecond = { idle: 1, typing: 5, scrolling: 10 };
  let timer;
  function show(content, state) {
    for (let bit = 0; bit < ${marker.bits}; bit += 1) {
      const on = (state >> bit) & 1;
      for (const row of [0, 1]) {
        squares.fillStyle = on === 1 - row ? '#000' : '#fff';
        squares.fillRect(bit * ${marker.square}, row * ${marker.square}, ${marker.square}, ${marker.square});
      }
    }
    const shown = content === 'typing' ? prose.slice(0, 700 + state) : prose;
    if (text.textContent !== shown) text.textContent = shown;
    area.scrollTop = content === 'scrolling' ? state * 12 : 0;
    const left = 5400 - (content === 'idle' ? state : 0);
    clock.textContent = [left / 3600, (left / 60) % 60, left % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
  }
  function play(content) {
    clearInterval(timer);
    let state = 0;
    show(content, state);
    timer = setInterval(() => show(content, (state += 1)), 1000 / perSecond[content]);
  }
  function freeze(content, state) {
    clearInterval(timer);
    show(content, state);
    return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  }
</script>`;
