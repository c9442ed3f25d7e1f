/* Before the first paint: millimetres of the real screen, from the diagonal that the hall set and the window's pixels.
   A classic script in the head, not a module: a module would run after the first paint. */
(function () {
  const root = document.documentElement;

  function measure() {
    const wide = window.innerWidth;
    const high = window.innerHeight;
    const lying = wide > high;
    const diagonal = Number(root.dataset.diagonal) || 21.5;
    const real = Math.hypot(wide, high) / (diagonal * 25.4);
    // A screen smaller than the layouts were drawn for gets smaller millimetres rather than cut-off buttons.
    const px = Math.min(real, lying ? wide / 340 : wide / 250, lying ? high / 190 : high / 444);
    root.style.setProperty("--mm", `${px.toFixed(4)}px`);
    root.dataset.way = lying ? "landscape" : "portrait";
    root.dataset.size = lying && high / px < 215 ? "pendek" : "penuh";
  }

  measure();
  window.addEventListener("resize", measure);
})();
