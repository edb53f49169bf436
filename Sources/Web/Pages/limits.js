// What may be used, and what is left of it: said in words, quietly, and nothing is disabled by it.

import * as api from "./api.js";
import { fill, one, words } from "./page.js";

const language = document.documentElement.lang;
const notice = one("#limit-notice");
/** How often the server is asked, at most. */
const pause = 5_000;
let asked = -pause;

const dollars = (amount) =>
  new Intl.NumberFormat(language, { style: "currency", currency: "USD", maximumFractionDigits: 4 }).format(amount);
const count = (amount) => new Intl.NumberFormat(language).format(amount);
const moment = (date) =>
  new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(date));

function described(limit) {
  const isMoney = limit.measure.startsWith("dollars");
  const amount = isMoney ? dollars : count;
  return {
    left: amount(limit.left),
    limit: amount(limit.limit),
    percent: String(limit.percent ?? ""),
    period: words.limits[limit.measure],
    time: limit.renews_at ? moment(limit.renews_at) : "",
  };
}

/** Why an answer was refused, with what is left and when it renews. */
export function refusedBy(limit) {
  const isMoney = limit.measure.startsWith("dollars");
  return fill(isMoney ? words.limits.spentDetail : words.limits.tooFastDetail, described(limit));
}

/** Looks how much is used, and says so when it is most. */
export async function look() {
  if (!notice || performance.now() - asked < pause) return;
  asked = performance.now();
  const { limits } = await api.readLimits().catch(() => ({ limits: [] }));
  const most = limits.filter((limit) => limit.is_warning).sort((a, b) => b.percent - a.percent)[0];
  notice.hidden = !most;
  notice.textContent = most ? fill(words.limits.warning, described(most)) : "";
}
