// The chosen colours, before anything is drawn: a classic script, so that no wrong one flashes up.

(() => {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
