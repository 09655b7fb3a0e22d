function render({ model, el }) {
  const settings = model.get("settings");
  const { slots } = settings;
  const filters = settings.chips.filter((chip) => chip.filter);
  const chips = settings.chips
    .filter((chip) => !chip.filter)
    .map((chip) => ({ ...chip, factor: chip.value ?? chip.id }));
  const { body, status, progress } = board(el, settings, {
    help: "Add parts to each recipe. What it gives on your own regions is worked out as you go.",
  });
  const saved = model.get("answer") || {};
  const recipes = {};
  for (const slot of slots) {
    const given = saved[slot.id] || {};
    recipes[slot.id] = {
      multiply: [...(given.multiply || [])],
      min: given.min ? given.min.map((group) => [...group]) : null,
      only: given.only || "",
    };
  }
  const cleaned = ({ multiply, min, only }) => {
    const recipe = {};
    if (multiply.length) recipe.multiply = multiply;
    if (min && (min[0].length || min[1].length)) recipe.min = min;
    if (only) recipe.only = only;
    return recipe;
  };
  const answer = () => {
    const all = {};
    for (const slot of slots) {
      const recipe = cleaned(recipes[slot.id]);
      if (Object.keys(recipe).length) all[slot.id] = recipe;
    }
    return all;
  };
  const results = () => (model.get("shown") || {}).results || {};
  const done = () => slots.filter(({ id }) => results()[id] && results()[id].total !== undefined).length;
  const keep = keeper(model, status, () => {
    const parts = [`${done()} of ${slots.length} recipes give a result.`];
    const last = touched && results()[touched];
    if (last && last.total !== undefined) {
      parts.push(`${slots.find(({ id }) => id === touched).text}: ${amount(last.total, last.unit)}.`);
    }
    return parts.join(" ");
  });
  let touched = "";
  const spoken = make("div", { class: "pmb-hidden", "aria-live": "polite" });
  const said = (text) => {
    spoken.textContent = text;
  };

  const number = (value) => {
    const size = Math.abs(value);
    const in3 = (v) => v.toLocaleString("en-GB", { maximumSignificantDigits: 4 });
    if (size >= 1e9) return `${in3(value / 1e9)} billion`;
    if (size >= 1e6) return `${in3(value / 1e6)} million`;
    return value.toLocaleString("en-GB", { maximumFractionDigits: size < 100 ? 2 : 0 });
  };
  const amount = (value, unit) => {
    const [over, ...under] = (unit || "").split(" / ");
    // "household" counts as "households"; a unit made of several is left as it is.
    const many = /^[a-z]*[a-rt-xz]$/u.test(over) && value !== 1 ? `${over}s` : over;
    const words = [many, ...under].join(" per ");
    return words.startsWith("€") ? `€${number(value)}${words.slice(1)}` : `${number(value)} ${words}`.trim();
  };

  const redraws = new Map();
  const changed = (slot) => {
    touched = slot.id;
    keep.send(answer());
  };

  // One row of chips that are multiplied, with a tray to choose them from.
  function well(slot, label, group) {
    const name = unique();
    const tray = make("div", { class: "pmb-tray", hidden: true, role: "group", "aria-label": `Parts for ${slot.text}, ${label}` });
    const opener = make("button", { type: "button", "aria-expanded": "false", "aria-label": `Add a part to ${slot.text}, ${label}` }, "+ Add a part");
    const row = make("div", { class: "pmb-chips", role: "group", "aria-labelledby": name });
    const node = make("div", { class: "pmb-well" }, make("div", { class: "pmb-label", id: name }, label), row, tray);
    opener.addEventListener("click", () => {
      tray.hidden = !tray.hidden;
      opener.setAttribute("aria-expanded", `${!tray.hidden}`);
      opener.textContent = tray.hidden ? "+ Add a part" : "Close";
    });
    tray.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      opener.click();
      opener.focus();
    });
    const toggles = chips.map((chip) => {
      const button = make(
        "button",
        { type: "button" },
        chip.text,
        chip.unit ? make("small", {}, chip.unit.replaceAll(" / ", " per ")) : null,
      );
      button.addEventListener("click", () => {
        const at = group().indexOf(chip.factor);
        if (at < 0) group().push(chip.factor);
        else group().splice(at, 1);
        said(at < 0 ? `${chip.text} added.` : `${chip.text} taken out.`);
        draw();
        changed(slot);
      });
      tray.append(button);
      return { chip, button };
    });
    const draw = () => {
      const parts = [];
      group().forEach((factor, index) => {
        const chip = chips.find((c) => c.factor === factor);
        if (index) parts.push(make("span", { "aria-hidden": "true" }, "×"));
        const out = make("button", { type: "button", "aria-label": `Take out ${chip.text}` }, "✕");
        out.addEventListener("click", () => {
          group().splice(group().indexOf(factor), 1);
          said(`${chip.text} taken out.`);
          draw();
          changed(slot);
          const rest = row.querySelectorAll(".pmb-chip button");
          (rest[Math.min(index, rest.length - 1)] || opener).focus();
        });
        parts.push(make("span", { class: "pmb-chip" }, chip.text, out));
      });
      row.replaceChildren(...parts, opener);
      for (const { chip, button } of toggles) button.setAttribute("aria-pressed", `${group().includes(chip.factor)}`);
    };
    draw();
    return { node, draw };
  }

  slots.forEach((slot, position) => {
    const recipe = recipes[slot.id];
    const title = unique();
    const main = well(slot, "Multiply", () => recipe.multiply);
    const pair = make("div", { class: "pmb-pair", role: "group", "aria-label": "The smaller of two amounts" });
    const wells = [0, 1].map((side) => well(slot, side ? "and this" : "the smaller of this", () => (recipe.min || [[], []])[side]));
    pair.append(make("div", { class: "pmb-label" }, "× in each region"), ...wells.map(({ node }) => node));
    const compare = make("button", { type: "button" });
    compare.addEventListener("click", () => {
      recipe.min = recipe.min ? null : [[], []];
      redraw();
      changed(slot);
      if (recipe.min) pair.querySelector("button").focus();
      said(recipe.min ? "Two amounts to compare." : "The comparison is gone.");
    });
    const actions = make("div", { class: "pmb-actions" }, compare);
    let only = null;
    if (filters.length) {
      const name = unique();
      only = make(
        "select",
        { id: name },
        make("option", { value: "" }, "all regions"),
        ...filters.map((chip) => make("option", { value: chip.id }, `only ${chip.text}`)),
      );
      only.addEventListener("change", () => {
        recipe.only = only.value;
        changed(slot);
      });
      actions.append(make("span", { class: "pmb-together" }, make("label", { for: name }, "Add up"), only));
    }
    let again = null;
    if (position) {
      const before = slots[position - 1];
      again = make("button", { type: "button", class: "pmb-plain" }, `Start from ${before.text.split(/[:,(]/u)[0]}`);
      again.addEventListener("click", () => {
        Object.assign(recipe, copy(recipes[before.id]));
        redraw();
        changed(slot);
        said("Copied.");
        compare.focus();
      });
      actions.append(again);
    }
    const result = make("div", { class: "pmb-result" });
    const redraw = () => {
      main.draw();
      wells.forEach((w) => w.draw());
      pair.hidden = !recipe.min;
      compare.textContent = recipe.min ? "Remove the comparison" : "Take the smaller of two amounts";
      if (only) only.value = recipe.only;
      hint();
    };
    const hint = () => {
      if (!again) return;
      const empty = !Object.keys(cleaned(recipe)).length && !recipe.min;
      again.hidden = !empty || !Object.keys(cleaned(recipes[slots[position - 1].id])).length;
    };
    const outcome = () => {
      hint();
      const found = results()[slot.id];
      if (!found) {
        result.replaceChildren(make("p", { class: "pmb-quiet" }, "Nothing in it yet."));
        return;
      }
      const parts = [];
      if (found.total !== undefined) {
        parts.push(make("div", { class: "pmb-total" }, amount(found.total, found.unit)));
      }
      if (found.message) parts.push(make("p", { class: "pmb-warning" }, found.message));
      if (found.regions) {
        const same = Object.values(results()).filter((r) => r.regions && r.unit === found.unit);
        const most = Math.max(...same.flatMap((r) => r.regions.map(([, v]) => v)), 0);
        const rows = found.regions.map(([region, value]) => {
          const share = most > 0 ? (100 * Math.max(value, 0)) / most : 0;
          const bar = drawn("svg", { "aria-hidden": "true", preserveAspectRatio: "none", viewBox: "0 0 100 12" });
          bar.append(
            drawn("rect", { class: "pmb-track", x: 0, y: 5.5, width: 100, height: 1 }),
            drawn("rect", { class: "pmb-fill", x: 0, y: 1, width: share, height: 10 }),
          );
          return make("tr", {}, make("th", { scope: "row" }, region), make("td", {}, bar), make("td", {}, number(value)));
        });
        parts.push(
          make(
            "table",
            { class: "pmb-regions" },
            make("caption", { class: "pmb-hidden" }, `${slot.text}, region by region, in ${found.unit}`),
            make("tbody", {}, ...rows),
          ),
        );
      }
      result.replaceChildren(...parts);
    };
    redraws.set(slot.id, outcome);
    body.append(
      make(
        "section",
        { class: "pmb-slot", "aria-labelledby": title },
        make("h4", { id: title }, slot.text),
        slot.hint ? make("p", { class: "pmb-quiet" }, slot.hint) : null,
        make("div", { class: "pmb-line-up" }, make("div", {}, main.node, pair, actions), result),
      ),
    );
    redraw();
  });
  body.append(spoken);
  const show = () => {
    redraws.forEach((outcome) => outcome());
    progress(done(), slots.length);
    keep.show();
  };
  model.on("change:shown", show);
  show();
  return () => {
    keep.stop();
    model.off("change:shown", show);
  };
}
export default { render };
