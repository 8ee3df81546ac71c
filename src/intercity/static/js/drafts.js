// What is typed is kept on the server a moment later, so that a closed page or a dead battery loses nothing.
const PAUSE = 1200;

function keepDrafts(form) {
  const state = form.querySelector("[data-draft-state]");
  let timer = 0;
  let sent = false;

  function fields() {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  }

  async function save() {
    timer = 0;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: fields() });
      state.textContent = answer.ok ? state.dataset.saved : state.dataset.failed;
    } catch {
      state.textContent = state.dataset.failed;
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(timer);
  });
  // A phone that is put away gets no second chance: what waits goes out now.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !timer || sent) return;
    clearTimeout(timer);
    navigator.sendBeacon(form.dataset.draft, fields());
  });
}

document.querySelectorAll("form[data-draft]").forEach(keepDrafts);
