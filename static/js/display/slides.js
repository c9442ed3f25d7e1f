// Between calls: slides that the page brought along, changed by a cut every twelve seconds.

const EVERY = 12;

export function slides(root, every = setInterval) {
  const ordinary = [...root.querySelectorAll("[data-slide]")];
  const closed = root.querySelector("[data-slide-closed]");
  const dots = [...root.querySelectorAll(".dots i")];
  let at = 0;
  let shut = false;

  const draw = () => {
    closed.hidden = !shut;
    ordinary.forEach((slide, index) => (slide.hidden = shut || index !== at));
    dots.forEach((dot, index) => dot.classList.toggle("on", index === at));
    dots.forEach((dot) => (dot.parentElement.hidden = shut || ordinary.length < 2));
  };

  every(() => {
    at = (at + 1) % ordinary.length;
    draw();
  }, EVERY * 1000);
  draw();

  return {
    /** While no more numbers are given today, its reason stands in place of the slides. */
    closed(service) {
      shut = service !== undefined && !service.open;
      closed.querySelector("p").textContent = service?.why ?? "";
      draw();
    },
  };
}
