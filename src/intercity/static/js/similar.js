// While somebody writes, what others asked or do already appears beside it. Without this a button shows the same.
const PAUSE = 900;
const SHORTEST = 8;
const NAMES = ["title", "body", "language", "topics"];

function watch(box) {
  const form = box.closest("form");
  let timer = 0;
  let shown = "";

  function sketch() {
    const typed = new FormData(form);
    const data = new FormData();
    for (const name of NAMES) for (const value of typed.getAll(name)) data.append(name, value);
    return data;
  }

  async function look() {
    const data = sketch();
    const key = JSON.stringify([...data]);
    if (key === shown || data.get("title").trim().length < SHORTEST) return;
    shown = key;
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const answer = await fetch(box.dataset.similar, { method: "POST", body: data, headers: { "X-Fragment": "1" } });
    // An older answer must not stand beside a newer text.
    if (answer.ok && key === shown) box.innerHTML = await answer.text();
  }

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => look().catch(() => (shown = "")), PAUSE);
  };
  form.addEventListener("input", later);
  later();
}

document.querySelectorAll("[data-similar]").forEach(watch);
