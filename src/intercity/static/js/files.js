// One description for each chosen picture; without this there is one for the first.
for (const input of document.querySelectorAll("input[type=file][name=files]")) {
  const box = input.closest(".files").querySelector(".describe");
  box.hidden = true;
  input.addEventListener("change", () => {
    box.replaceChildren(...[...input.files].flatMap((file, number) => {
      const field = document.createElement("input");
      Object.assign(field, { type: "text", name: "describe", maxLength: 300, id: `describe-${number}` });
      // Descriptions are matched to files by their order, so other files carry an empty one along.
      if (!file.type.startsWith("image/")) return Object.assign(field, { type: "hidden" });
      const label = document.createElement("label");
      Object.assign(label, { htmlFor: field.id, textContent: box.dataset.describe.replace("%s", file.name) });
      return [label, field];
    }));
    box.hidden = !input.files.length;
  });
}
