// The office's own images and films on the stage. Two images and one film are all the elements there ever are, so that a
// week of pictures needs no more memory than an hour. A file that fails is left out until the list changes.

const PATIENCE = 10000; // a file that has not come by then is left out this time
const FROZEN = 8; // seconds without a new picture: the film is stuck

/** `volume()`: per cent of a film's own loudness, 0 is silent; `next()` turns the page. */
export function media(root, { volume, next, later = setTimeout, stop = clearTimeout }) {
  const images = [...root.querySelectorAll('[data-part="image"]')];
  const video = root.querySelector('[data-part="video"]');
  let items = [];
  let bad = new Set();
  let key = "";
  let front = 0; // the image that stands; the other one is for the next
  let playing = false;
  let seen = { at: -1, seconds: 0 };
  let loud = null; // per cent, as the film has it now

  video.loop = false;
  video.addEventListener("ended", () => playing && next());
  video.addEventListener("error", () => {
    if (!playing) return;
    bad.add(current());
    next();
  });

  const current = () => video.dataset.url;

  function sound() {
    if (loud === volume()) return;
    loud = volume();
    const runs = playing && !video.paused;
    video.muted = loud === 0;
    video.volume = loud / 100;
    if (runs) play(video); // a browser that nobody touched stops a film that becomes loud
  }

  function unload() {
    playing = false;
    if (!video.hasAttribute("src")) return;
    video.removeAttribute("src");
    delete video.dataset.url;
    video.load(); // lets go of the decoder and what it has buffered
  }

  function loadImage({ url }) {
    const image = images[1 - front];
    if (image.getAttribute("src") !== url) image.src = url;
    return image.decode();
  }

  function loadFilm({ url }) {
    return new Promise((done, failed) => {
      const end = (fn) => () => {
        video.removeEventListener("canplay", well);
        video.removeEventListener("error", ill);
        fn();
      };
      const well = end(done);
      const ill = end(failed);
      video.addEventListener("canplay", well);
      video.addEventListener("error", ill);
      video.dataset.url = url;
      video.src = url;
      video.load();
    });
  }

  return {
    /** The files of the newest state, and how loud the keeper wants films now; the same again changes nothing. */
    set(fresh) {
      sound();
      const now = JSON.stringify(fresh);
      if (now === key) return;
      key = now;
      items = fresh;
      bad = new Set();
    },
    list: () => items.filter((item) => !bad.has(item.url)),
    /** Resolves to true when the file can stand at once, to false when it is left out. */
    prepare(item) {
      playing = false;
      let timer = 0;
      const late = new Promise((done, failed) => (timer = later(failed, PATIENCE)));
      return Promise.race([item.kind === "video" ? loadFilm(item) : loadImage(item), late]).then(
        () => {
          stop(timer);
          return true;
        },
        () => {
          stop(timer);
          bad.add(item.url);
          if (item.kind === "video") unload();
          return false;
        },
      );
    },
    /** Lets a prepared file stand. */
    show(item) {
      const film = item.kind === "video";
      if (film) {
        playing = true;
        seen = { at: -1, seconds: 0 };
        play(video);
      } else {
        unload();
        if (images[1 - front].getAttribute("src") === item.url) front = 1 - front;
        images[front].alt = item.title;
      }
      images.forEach((image, index) => (image.hidden = film || index !== front));
      video.hidden = !film;
    },
    /** Another page stands. */
    hide: unload,
    /** A call: the film stands still and is silent until the call has been said. */
    pause() {
      video.pause();
    },
    play() {
      if (playing) play(video);
    },
    /** Asked every second while a film stands: whether it has stopped moving. */
    stuck() {
      if (!playing) return false;
      seen = video.currentTime === seen.at ? { at: seen.at, seconds: seen.seconds + 1 } : { at: video.currentTime, seconds: 0 };
      return seen.seconds >= FROZEN;
    },
  };
}

/** A browser that refuses sound without a touch still plays a muted film. */
function play(video) {
  video.play().catch((fault) => {
    if (fault.name !== "NotAllowedError" || video.muted) return; // a film that fails says so by its error event
    video.muted = true;
    video.play().catch(() => {}); // stuck() finds it
  });
}
