/* Draws the camat's page of today from the answer of GET /halls/{hall}/today, in the very parts that the server drew
   (admin/hari-ini.html). draw(found, hall) -> the children of #today. Words beside every figure; no state by colour alone. */

import { h, pict } from "../dom.js";
import { spaced } from "../number.js";

export const hhmm = (text) => text.slice(11, 16).replace(":", ".");
const decimal = (amount) => (amount === null ? "–" : String(Math.round(amount * 10) / 10).replace(".", ","));
const tag = (css, picture, words) => h("em", { class: `tag${css ? ` ${css}` : ""}` }, pict(picture), words);
const late = (count) => (count ? tag("late", "awas", "Tangani") : tag("", "centang", "Tidak ada"));
const FIRST = 9; // so many rows fit on one screen of 1366 x 768
const VERDICTS = { slower: ["soon", "jam"], faster: ["", "maju"], as_planned: ["", "centang"] };

function figure(name, number, words, more, link) {
  const parts = [h("b", { class: "num" }, number), link ? late(link.late) : null, h("span", { text: words }), h("small", { text: more })];
  return link ? h("a", { class: "fig", "data-figure": name, href: link.to }, parts) : h("div", { class: "fig", "data-figure": name }, parts);
}

function figures({ numbers: n, files, complaints }, hall) {
  const longest = n.longest_wait_minutes === null ? "tidak ada" : `terlama ${n.longest_wait_minutes} menit`;
  const most = n.wait_p90_minutes === null ? "belum ada" : `9 dari 10: ${decimal(n.wait_p90_minutes)} menit`;
  const middle = n.wait_median_minutes === null ? ["–"] : [`${decimal(n.wait_median_minutes)} `, h("i", { text: "menit" })];
  return h("section", { class: "figs", "aria-label": "Angka hari ini" },
    figure("waiting", n.waiting, "sedang menunggu", longest),
    figure("wait", middle, "nilai tengah tunggu", most),
    figure("served", n.served, "selesai dilayani", `dari ${n.taken} nomor`),
    figure("files", files.overdue, "berkas lewat waktu", `dari ${files.under_way} berjalan`, { to: `/${hall}/counter/berkas`, late: files.overdue }),
    figure("complaints", complaints.overdue, "aduan lewat waktu", `dari ${complaints.under_way} berjalan`, { to: `/${hall}/counter/pengaduan`, late: complaints.overdue }));
}

function rest({ numbers: n, service }, hall) {
  const open = service.open ? `Buka${service.until ? ` sampai ${service.until}` : ""}` : service.why;
  const told = [["Sedang dilayani", n.in_service], ["Terlewat", n.absent], ["Dikembalikan", n.returned], ["Ditahan", n.held], ["Dibatalkan", n.cancelled]];
  return h("p", { class: "rest" }, told.map(([words, count]) => h("span", {}, `${words} `, h("b", { text: count }))), h("span", { class: "open", text: open }),
    h("a", { class: "btn", href: `/${hall}/admin/hari-ini.csv`, download: true, "data-figure": "csv" }, pict("turun"), "CSV"));
}

function desk(each) {
  const now = each.number
    ? [h("b", { class: "num", text: spaced(each.number) }), h("span", { text: `${each.state_text.toLowerCase()} sejak ${hhmm(each.since)}` })]
    : [h("b", { class: "num none", text: "–" }), h("span", { text: each.reason ? `${each.state_text}: ${each.reason}` : each.state_text })];
  const middle = each.median_minutes === null ? "" : `, nilai tengah ${decimal(each.median_minutes)} menit`;
  return h("li", { "data-state": each.state },
    h("b", { text: each.name }), h("span", { text: each.person || "tanpa petugas" }), now, h("small", { text: `${each.served} selesai${middle}` }));
}

function offer(each) {
  const [css, picture] = VERDICTS[each.verdict] || ["unknown", "tanya"];
  const cells = [each.taken, each.waiting, each.served, decimal(each.median_minutes) + (each.median_minutes === null ? "" : " menit"), `${decimal(each.standard_minutes)} menit`];
  return h("tr", {},
    h("td", {}, h("b", { text: each.title })),
    cells.map((words) => h("td", { class: "r", text: words })),
    h("td", {}, tag(css, picture, each.verdict_text)));
}

function offers(all) {
  const columns = [["Layanan"], ["Diambil", 1], ["Menunggu", 1], ["Selesai", 1], ["Nilai tengah", 1], ["SOP di loket", 1], ["Dibanding SOP"]];
  const busy = all.filter((each) => each.taken);
  const quiet = all.length - busy.length;
  const lagi = `${busy.length - FIRST} layanan lagi${quiet ? `; ${quiet} lainnya belum ada nomornya` : ""}`;
  const few = quiet ? h("p", { class: "quiet", text: busy.length ? `${quiet} layanan lain belum ada nomornya hari ini.` : "Belum ada nomor hari ini." }) : null;
  const head = columns.map(([words, right]) => h("th", { class: right ? "r" : null, text: words }));
  return h("section", { class: "tb" },
    h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, busy.slice(0, FIRST).map(offer))),
    busy.length > FIRST ? h("details", {}, h("summary", { text: lagi }), h("table", {}, h("tbody", {}, busy.slice(FIRST).map(offer)))) : few);
}

export function draw(found, hall) {
  return [figures(found, hall), rest(found, hall), h("ul", { class: "desks", "aria-label": "Loket" }, found.counters.map(desk)), offers(found.layanan)];
}
