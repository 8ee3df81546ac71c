// The preview button shows the text beside the form; without this it sends the form, which does the same.
async function show(form, box) {
  const body = new FormData();
  body.set("body", form.elements.body.value);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const answer = await fetch("/preview", { method: "POST", body, headers: { "X-Fragment": "1" } });
  if (!answer.ok) throw new Error(answer.status);
  box.querySelector("[data-preview-text]").innerHTML = await answer.text();
  box.hidden = false;
  box.scrollIntoView({ block: "nearest" });
}

for (const form of document.querySelectorAll("form:has([data-preview])")) {
  const button = form.querySelector("button[name=preview]");
  let failed = false;
  button?.addEventListener("click", (event) => {
    if (failed) return;
    event.preventDefault();
    // Where fetching fails, the button does what it does without scripts.
    show(form, form.querySelector("[data-preview]")).catch(() => {
      failed = true;
      button.click();
    });
  });
}
