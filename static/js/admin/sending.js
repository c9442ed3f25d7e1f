/* Sends a form with a large file and shows how far it is.
   send({form, ask, go, put}): `ask()` makes a request, `go(address)` follows it, `put(text)` shows the page of a
   refusal and tells whether it could. */

const MEGA = 1000000;

export function tooLarge(file, { image, video, free }) {
  const picture = file.type.startsWith("image/");
  const most = picture ? image : video;
  const what = picture ? "Gambar" : "Video";
  if (file.size > most) return `${what} terlalu besar. Paling besar ${most / MEGA} MB: perkecil dulu, lalu unggah lagi.`;
  if (file.size > free) return "Penyimpanan server hampir penuh. Hapus media yang tidak dipakai dulu.";
  return "";
}

export function send({ form, ask, go, put }) {
  const file = form.querySelector("input[type=file]");
  const limits = Object.fromEntries(["image", "video", "free"].map((name) => [name, Number(form.dataset[name])]));
  const [box, button] = [form.querySelector(".sending"), form.querySelector("button")];
  const [bar, words] = [box.querySelector("progress"), box.querySelector("span")];
  const tell = (text, share) => {
    box.hidden = false;
    bar.hidden = share === undefined;
    bar.value = share ?? 0;
    words.textContent = text;
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const fault = file.files.length ? tooLarge(file.files[0], limits) : "";
    if (fault) {
      tell(fault);
      return;
    }
    const request = ask();
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      const share = Math.floor((100 * loaded) / total);
      tell(share < 100 ? `Mengirim ${share} %` : "Memeriksa berkas…", share);
    });
    request.addEventListener("load", () => {
      button.disabled = false;
      if (request.status < 400) go(request.responseURL);
      else if (!put(request.responseText)) tell("Berkas tidak disimpan. Muat ulang halaman, lalu coba lagi.");
    });
    request.addEventListener("error", () => {
      button.disabled = false;
      tell("Sambungan terputus. Berkas tidak disimpan. Coba lagi.");
    });
    button.disabled = true;
    tell("Mengirim 0 %", 0);
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
}
