// Against burn-in: the picture moves by two pixels every ten minutes, round a small square.

const EVERY = 10 * 60 * 1000;
const PATH = [[0, 0], [2, 0], [2, 2], [0, 2], [-2, 2], [-2, 0], [-2, -2], [0, -2], [2, -2]];

export function drift(root, every = setInterval) {
  let at = 0;
  every(() => {
    at = (at + 1) % PATH.length;
    root.style.setProperty("--dx", `${PATH[at][0]}px`);
    root.style.setProperty("--dy", `${PATH[at][1]}px`);
  }, EVERY);
}
