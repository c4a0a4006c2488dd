// Figures, units and times as people read them. Exact decimals stay strings: nothing is rounded.

const SHORT = { USD: "$", EUR: "€", GBP: "£", JPY: "¥" };

/** A decimal string with separators: "1577000000" is "1,577,000,000". */
export function decimal(value) {
  const [whole, rest] = String(value).replace("-", "").split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return `${String(value).startsWith("-") ? "−" : ""}${grouped}${rest ? `.${rest}` : ""}`;
}

/** A value with its unit: "$1,577,000,000", "30.83 %", "1,200 shares". */
export function withUnit(value, unit) {
  if (value === null || value === undefined) return "";
  if (unit === "percent") return `${decimal(value)} %`;
  const [currency, per] = (unit || "").split("/");
  const sign = SHORT[currency];
  if (!sign) return unit ? `${decimal(value)} ${unit}` : decimal(value);
  const told = decimal(value);
  const money = told.startsWith("−") ? `−${sign}${told.slice(1)}` : `${sign}${told}`;
  return per ? `${money} a ${per}` : money;
}

/** Lines as a person says them. */
export const lines = ([first, last]) => (first === last ? `line ${first}` : `lines ${first}–${last}`);

/** Seconds as "0.4 s" or "3 min 5 s". */
export function seconds(count) {
  if (count < 60) return `${count < 10 ? count.toFixed(1) : Math.round(count)} s`;
  return `${Math.floor(count / 60)} min ${Math.round(count % 60)} s`;
}

/** What a run cost: tokens and money, where there were any. */
export function cost(usage) {
  const tokens = (usage.prompt_tokens || 0) + (usage.completion_tokens || 0);
  const parts = [seconds(usage.seconds || 0)];
  if (tokens) parts.push(`${tokens.toLocaleString("en")} tokens`);
  if (usage.cost_usd) parts.push(`$${usage.cost_usd.toFixed(usage.cost_usd < 0.1 ? 4 : 2)}`);
  return parts.join(" · ");
}

/** When something was, as near as it matters. */
export function when(iso, now = new Date()) {
  const then = new Date(iso);
  const days = Math.round((new Date(now).setHours(0, 0, 0, 0) - new Date(then).setHours(0, 0, 0, 0)) / 86_400_000);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  if (days < 7) return "This week";
  return then.toLocaleDateString("en", { month: "long", year: "numeric" });
}

/** A filing as people call it: "Acme 10-K 2024". */
export function filing(document) {
  const parts = [document.company || document.source, document.form, document.fiscal_period !== "FY" ? document.fiscal_period : null, document.fiscal_year];
  return parts.filter(Boolean).join(" ");
}
