(() => {
  const box = document.getElementById("filter");
  if (!box) return;
  const findings = [...document.querySelectorAll(".finding")];
  const groups = [...document.querySelectorAll(".blocker")];
  const said = document.getElementById("filtered");
  const apply = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const one of findings) one.hidden = !words.every((word) => one.dataset.words.includes(word));
    for (const group of groups) group.hidden = !group.querySelector(".finding:not([hidden])");
    const left = findings.filter((one) => !one.hidden).length;
    said.textContent = words.length ? `${left} of ${findings.length}` : "";
  };
  box.closest(".search").hidden = false;
  box.addEventListener("input", apply);
  box.value = new URLSearchParams(location.search).get("filter") || "";
  apply();
})();
