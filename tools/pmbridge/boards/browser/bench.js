const INSTRUMENTS = { size: sizeBench, split: splitBench, peek: peekBench, readout: readoutBench };

const points = (share, digits = 1) => (100 * share).toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const signed = (value, digits = 2) => (value < 0 ? "−" : "+") + Math.abs(value).toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
const count = (value) => value.toLocaleString("en-GB", { maximumFractionDigits: 0 });

function render({ model, el }) {
  const settings = model.get("settings");
  const { body, status, progress } = board(el, settings, { help: settings.help });
  const answer = copy(model.get("answer")) || {};
  const place = make("div");
  const asked = make("div");
  body.append(place, asked);
  const results = () => (model.get("shown") || {}).results || {};
  const instrument = INSTRUMENTS[settings.show]({ settings, answer, results, place, send: () => changed() });
  const steps = () => [...instrument.steps(), ...settings.fields.map(({ id }) => answer[id] !== undefined)];
  const keep = keeper(model, status, () => {
    const done = steps();
    return [`${done.filter(Boolean).length} of ${done.length} answered.`, instrument.words ? instrument.words() : ""].filter(Boolean).join(" ");
  });
  // A guess has to come before the thing that is guessed.
  const early = settings.show === "peek" ? settings.fields.slice(0, 1) : [];
  for (const field of settings.fields) {
    const name = unique();
    const group = choices(field.options, {
      labelledBy: name,
      chosen: answer[field.id],
      changed: (id) => {
        answer[field.id] = id;
        changed();
      },
    });
    const node = make("div", { class: "pmb-field" }, make("div", { class: "pmb-heading", id: name, style: "margin:6px 0 0" }, field.text), group);
    if (early.includes(field)) body.insertBefore(node, place);
    else asked.append(node);
  }
  const changed = () => {
    keep.send(answer);
    // What Python has to say may stay the same, and then nothing else would draw the change.
    show();
  };
  const show = () => {
    instrument.show();
    const done = steps();
    progress(done.filter(Boolean).length, done.length);
    keep.show();
  };
  model.on("change:shown", show);
  show();
  return () => {
    instrument.stop();
    keep.stop();
    model.off("change:shown", show);
  };
}

function slider({ label, min, max, value, text, changed }) {
  const name = unique();
  const field = make("input", { type: "range", id: name, min, max, step: 1, class: "pmb-bench-range" });
  field.value = value;
  const said = make("output", { for: name, class: "pmb-bench-said" });
  const tell = () => {
    said.textContent = text(Number(field.value));
    field.setAttribute("aria-valuetext", said.textContent);
  };
  const soon = debounced(() => changed(Number(field.value)));
  field.addEventListener("input", () => {
    tell();
    soon.soon();
  });
  field.addEventListener("change", soon.now);
  tell();
  const node = make("div", { class: "pmb-bench-slide" }, make("label", { for: name }, label), field, said);
  return { node, stop: soon.now, field, tell };
}

// ---- How many people a test needs
function sizeBench({ answer, results, place, send }) {
  const base = results().baseline;
  const low = Math.round(base * 1000);
  const target = slider({
    label: "Booking rate worth the change",
    min: low,
    max: low + 250,
    value: answer.target ? Math.round(answer.target * 1000) : low,
    text: (v) =>
      v === low
        ? `${points(base)} of 100, as today`
        : `${points(v / 1000)} of 100: ${points((v - low) / 1000)} points more, which is ${Math.round((100 * (v - low)) / low)} percent more`,
    changed: (v) => {
      if (v === low) delete answer.target;
      else answer.target = v / 1000;
      answer.power = answer.power || 0.8;
      send();
    },
  });
  const power = choices(
    [
      { id: "0.8", text: "80 of 100 times" },
      { id: "0.9", text: "90 of 100 times" },
    ],
    {
      label: "If the change is real, the test should see it",
      chosen: String(answer.power || 0.8),
      changed: (id) => {
        answer.power = Number(id);
        send();
      },
    },
  );
  const total = make("div", { class: "pmb-total" });
  const more = make("p", { class: "pmb-quiet" });
  const picture = plot();
  place.append(
    make("p", {}, `Today ${points(base)} of 100 visitors book. ${count(results().weekly)} visitors come in a week.`),
    target.node,
    make("div", { class: "pmb-bench-slide" }, make("span", {}, "A real change should be seen"), power),
    make("div", { class: "pmb-bench-readings", "aria-live": "polite" }, total, more),
    picture.node,
  );
  return {
    steps: () => [answer.target !== undefined],
    show() {
      const { people, weeks, curve } = results();
      picture.node.hidden = !people;
      if (!people) {
        total.textContent = "";
        more.textContent = "Move the slider to the rate that would be worth the change.";
        return;
      }
      const gap = 100 * (answer.target - base);
      total.textContent = `${count(people)} visitors in each arm`;
      more.textContent = `${count(2 * people)} in both. With your visitors, that takes ${weeks} ${weeks === 1 ? "week" : "weeks"}.`;
      const inside = gap >= 0.5 && gap <= 5;
      picture.show({
        alt: `Visitors needed in each arm, by the difference worth finding. The curve falls steeply: half the difference needs about four times the visitors. Your plan: ${gap.toFixed(1)} points, ${count(people)} visitors.`,
        height: 240,
        x: { label: "Difference worth finding, in points", domain: [0, 5.2] },
        y: { label: "Visitors in each arm", from0: true, format: (v) => count(v) },
        marks: [
          { kind: "line", points: curve, series: 1, avoid: true },
          { kind: "points", points: inside ? [{ x: gap, y: people, text: "your plan", strong: true }] : [], series: 2 },
        ],
        table: { columns: ["Difference in points", "Visitors in each arm"], rows: curve.map(([a, b]) => [a, count(b)]) },
      });
    },
    stop() {
      target.stop();
      picture.stop();
    },
  };
}

// ---- Was the split sound?
function splitBench({ settings, answer, results, place, send }) {
  const envelopes = [
    ["split", "Who landed where"],
    ["lift", "What came out"],
  ];
  const tests = settings.tests.map((test) => {
    const state = () => (answer[test.id] = answer[test.id] || {});
    const title = unique();
    const inside = make("div", { class: "pmb-bench-inside", "aria-live": "polite" });
    const buttons = envelopes.map(([id, text]) => {
      const button = make("button", { type: "button", "aria-label": `${test.text}: open ${text.toLowerCase()}` }, `✉ ${text}`);
      button.addEventListener("click", () => {
        const opened = state().opened || [];
        if (opened.includes(id)) return;
        state().opened = [...opened, id];
        send();
      });
      return [id, text, button];
    });
    const again = make("button", { type: "button", class: "pmb-plain", "aria-label": `${test.text}: close both and start again` }, "Close both, start again");
    again.addEventListener("click", () => {
      delete answer[test.id];
      for (const input of verdict.querySelectorAll("input")) input.checked = false;
      send();
      buttons[0][2].focus();
    });
    const asks = unique();
    const verdict = choices(
      [
        { id: "valid", text: "May be read" },
        { id: "invalid", text: "Must not be read" },
      ],
      {
        labelledBy: asks,
        chosen: (answer[test.id] || {}).verdict,
        changed: (id) => {
          state().verdict = id;
          send();
        },
      },
    );
    const pictures = { split: plot(), gauge: plot(), lift: plot() };
    place.append(
      make(
        "section",
        { class: "pmb-slot", "aria-labelledby": title },
        make("h4", { id: title }, test.text),
        make("p", { class: "pmb-quiet" }, "Planned: every second visitor sees the new page."),
        make("div", { class: "pmb-actions" }, ...buttons.map((b) => b[2]), again),
        inside,
        make("div", { class: "pmb-field" }, make("div", { class: "pmb-label", id: asks }, "Your verdict on this test"), verdict),
      ),
    );
    const content = {
      split({ a, b, chi_square: chi, p, devices }) {
        const most = Math.max(a, b);
        pictures.split.show({
          alt: `Visitors in each arm: ${count(a)} in A, ${count(b)} in B.`,
          height: 150,
          x: { domain: [0, most * 1.12], label: "Visitors" },
          y: { domain: [0.4, 2.6], ticks: [{ at: 2, text: "A, as it was" }, { at: 1, text: "B, new page" }] },
          marks: [
            {
              kind: "points",
              series: 1,
              points: [{ x: a, y: 2, text: count(a) }, { x: b, y: 1, text: count(b) }],
            },
            { kind: "line", series: 1, dash: false, points: [[0, 2], [a, 2]] },
            { kind: "line", series: 1, dash: false, points: [[0, 1], [b, 1]] },
          ],
          table: { columns: ["Device", "In A", "In B"], rows: devices.map(([name, x, y]) => [name, count(x), count(y)]) },
        });
        const alarm = p < 0.001;
        pictures.gauge.show({
          alt: `The split's chi-square is ${chi.toFixed(1)}. The alarm stands at 10.8.`,
          height: 96,
          x: { domain: [0, Math.max(24, chi * 1.15)], label: "Chi-square: how uneven, measured against chance" },
          y: { domain: [0, 2], ticks: [] },
          marks: [
            { kind: "rule", x: 10.83, text: "alarm" },
            { kind: "points", series: alarm ? 2 : 1, points: [{ x: chi, y: 0.7, text: chi.toFixed(1), strong: true }] },
          ],
        });
        const once = 1 / p;
        const rare = once > 1e6 ? "less than once in a million tests" : once > 1.5 ? `about once in ${count(once < 100 ? once : Number(once.toPrecision(2)))} tests` : "in most tests";
        return [
          make("p", { class: alarm ? "pmb-bench-lamp pmb-bench-on" : "pmb-bench-lamp" }, make("strong", {}, alarm ? "⚠ Alarm. " : "✓ Quiet. "), `By chance alone, a split at least as uneven as this comes up ${rare}.`),
          pictures.split.node,
          pictures.gauge.node,
        ];
      },
      lift({ arms, gap }) {
        const [middle, low, high] = gap;
        pictures.lift.show({
          alt: `Booking rate in B minus A: ${signed(middle)} points, interval ${signed(low)} to ${signed(high)}.`,
          height: 110,
          x: { domain: [Math.min(-1, low - 0.5), Math.max(1, high + 0.5)], label: "Booking rate in B minus A, in points" },
          y: { domain: [0, 2], ticks: [] },
          marks: [
            { kind: "rule", x: 0, text: "no difference" },
            { kind: "interval", series: 1, points: [{ low, middle, high, y: 0.8, text: `${signed(middle)}, from ${signed(low)} to ${signed(high)}` }] },
          ],
          table: { columns: ["Arm", "Bookings", "Visitors", "Of 100"], rows: arms.map(([name, hits, n]) => [name, count(hits), count(n), points(hits / n)]) },
        });
        const void_ = (answer[test.id] || {}).verdict === "invalid";
        return [
          make(
            "p",
            { class: void_ ? "pmb-bench-lamp pmb-bench-on" : "pmb-bench-lamp" },
            void_ ? "You say that this test must not be read. So this number says nothing about the page." : `B minus A: ${signed(middle)} points, 95 percent interval ${signed(low)} to ${signed(high)}.`,
          ),
          pictures.lift.node,
        ];
      },
    };
    let drawnAs = "";
    return {
      id: test.id,
      show() {
        const found = results()[test.id] || {};
        const opened = (answer[test.id] || {}).opened || [];
        for (const [id, text, button] of buttons) {
          const at = opened.indexOf(id);
          button.setAttribute("aria-disabled", `${at >= 0}`);
          button.textContent = at >= 0 ? `${at + 1}. ${text}` : `✉ ${text}`;
        }
        again.hidden = !opened.length;
        const now = JSON.stringify([found, opened, (answer[test.id] || {}).verdict]);
        if (now === drawnAs) return;
        drawnAs = now;
        inside.replaceChildren(...opened.filter((id) => found[id]).flatMap((id) => content[id](found[id])));
      },
      stop: () => Object.values(pictures).forEach((picture) => picture.stop()),
    };
  });
  return {
    steps: () => tests.map(({ id }) => Boolean((answer[id] || {}).verdict)),
    show: () => tests.forEach((test) => test.show()),
    stop: () => tests.forEach((test) => test.stop()),
  };
}

// ---- What looking again and again does
function peekBench({ settings, answer, results, place, send }) {
  const first = settings.fields[0].id;
  const guard = make("p", { class: "pmb-quiet" }, "First your guess. Then the tests appear.");
  const hall = make("div");
  const looks = slider({
    label: "How often you look",
    min: 1,
    max: 20,
    value: answer.looks || 1,
    text: (v) => (v === 1 ? "once, at the end" : `${v} times`),
    changed: (v) => {
      answer.looks = v;
      send();
    },
  });
  const other = make("button", { type: "button" }, "Run other tests");
  other.addEventListener("click", () => {
    answer.run = ((answer.run || 0) + 1) % 1000;
    answer.looks = answer.looks || 1;
    send();
  });
  const total = make("div", { class: "pmb-total" });
  const more = make("p", { class: "pmb-quiet" });
  const paths = plot();
  const rates = plot();
  hall.append(looks.node, make("div", { class: "pmb-actions" }, other), make("div", { class: "pmb-bench-readings", "aria-live": "polite" }, total, more), make("div", { class: "pmb-bench-two" }, paths.node, rates.node));
  place.append(guard, hall);
  const found = () => {
    const { first: crossed } = results();
    const n = answer.looks || 1;
    // To look once is to look at the end of as many people.
    return crossed.filter((look) => look && look <= n).length;
  };
  let drawnAs = "";
  function show() {
    const ready = Boolean(results().paths);
    guard.hidden = ready;
    hall.hidden = !ready;
    if (!ready) return;
    const n = answer.looks || 1;
    const now = JSON.stringify([n, answer.run, results().by_look]);
    if (now === drawnAs) return;
    drawnAs = now;
    const { paths: all, first: crossed, by_look: byLook } = results();
    const hits = found();
    total.textContent = `${hits} of ${all.length} tests show a “winner”`;
    more.textContent = `Nothing differs between A and B, so each of them is false. That is ${((100 * hits) / all.length).toFixed(1)} of 100.`;
    const some = all.slice(0, 60).map((path, index) => ({ path, at: crossed[index] }));
    const line = (path) => [[0, 0], ...path.slice(0, n).map((z, index) => [index + 1, z])];
    const quiet = some.filter(({ at }) => !at || at > n);
    const false_ = some.filter(({ at }) => at && at <= n);
    paths.show({
      alt: `Sixty of the tests, look by look. ${false_.length} of them leave the band between the two lines at some look.`,
      height: 280,
      x: { label: "Look", domain: [0, Math.max(n, 2)], ticks: [...Array(Math.max(n, 2) + 1).keys()].filter((t) => n < 11 || t % 5 === 0) },
      y: { label: "Difference, measured against chance", domain: [-4, 4] },
      marks: [
        ...quiet.map(({ path }) => ({ kind: "line", series: 3, dash: false, thin: true, points: line(path) })),
        ...false_.map(({ path, at }) => ({ kind: "line", series: 2, dash: false, thin: true, points: line(path).slice(0, at + 1) })),
        { kind: "points", series: 2, shape: "cross", text: "stopped as a “winner”", points: false_.map(({ path, at }) => ({ x: at, y: path[at - 1] })) },
        { kind: "rule", y: 1.96, text: "" },
        { kind: "rule", y: -1.96, text: "" },
      ],
    });
    rates.show({
      alt: `Share of false winners by number of looks: ${byLook[0]} of 100 after one look, ${byLook[9]} after ten, ${byLook[19]} after twenty.`,
      height: 280,
      x: { label: "Looks", domain: [0, 20.5] },
      y: { label: "False winners of 100", from0: true, domain: [0, Math.max(...byLook) * 1.15] },
      marks: [
        { kind: "line", series: 1, points: byLook.map((v, index) => [index + 1, v]) },
        { kind: "points", series: 2, points: [{ x: n, y: byLook[n - 1], text: `${byLook[n - 1]}`, strong: true }] },
        { kind: "rule", y: 5, text: "promised: 5" },
      ],
      table: { columns: ["Looks", "False winners of 100"], rows: byLook.map((v, index) => [index + 1, v]) },
    });
  }
  return {
    steps: () => [answer.looks !== undefined && answer[first] !== undefined],
    show,
    stop() {
      looks.stop();
      paths.stop();
      rates.stop();
    },
  };
}

// ---- What a test allows
function readoutBench({ settings, answer, results, place, send }) {
  const pairs = (dictionary) => Object.entries(dictionary).map(([id, text]) => ({ id, text }));
  const roles = [
    ["metric", "The metric that should improve"],
    ["guardrail", "The guardrail that must not get worse"],
  ];
  const boxes = roles.map(([id, text]) => {
    const title = unique();
    const part = (key, label, options) => {
      const name = unique();
      return make(
        "div",
        { class: "pmb-field" },
        make("div", { class: "pmb-label", id: name }, label),
        choices(options, {
          labelledBy: name,
          chosen: (answer[id] || {})[key],
          changed: (chosen) => {
            answer[id] = { ...answer[id], [key]: chosen };
            send();
          },
        }),
      );
    };
    const said = make("p", { class: "pmb-quiet", "aria-live": "polite" });
    const node = make(
      "section",
      { class: "pmb-slot", "aria-labelledby": title },
      make("h4", { id: title }, text),
      part("count", "Count", pairs(settings.counts)),
      part("of", "out of", pairs(settings.bases)),
      said,
    );
    return { id, text, node, said };
  });
  const name = unique();
  const margin = make(
    "div",
    { class: "pmb-field" },
    make("div", { class: "pmb-heading", id: name, style: "margin:6px 0 0" }, "How much worse may the guardrail get?"),
    choices(
      settings.margins.map((value) => ({ id: String(value), text: value ? `${value} ${value === 1 ? "point" : "points"}` : "not at all" })),
      {
        labelledBy: name,
        chosen: answer.margin === undefined ? undefined : String(answer.margin),
        changed: (id) => {
          answer.margin = Number(id);
          send();
        },
      },
    ),
  );
  const picture = plot();
  place.append(make("div", { class: "pmb-bench-two" }, ...boxes.map(({ node }) => node)), margin, picture.node);
  return {
    steps: () => [...roles.map(([id]) => Boolean(results()[id])), answer.margin !== undefined],
    show() {
      const found = results();
      const rows = [];
      const marks = [];
      boxes.forEach(({ id, said }, index) => {
        const one = found[id];
        if (!one) {
          said.textContent = "";
          return;
        }
        const [middle, low, high] = one.gap;
        said.textContent = one.arms.map(([arm, hits, n]) => `${arm}: ${count(hits)} of ${count(n)}, ${points(hits / n, 2)} of 100`).join(". ") + ".";
        marks.push({ kind: "interval", series: index + 1, points: [{ low, middle, high, y: 2 - index, text: `${signed(middle)}, from ${signed(low)} to ${signed(high)}` }] });
        rows.push([id, signed(middle), signed(low), signed(high)]);
      });
      picture.node.hidden = !rows.length;
      if (!rows.length) return;
      const ends = rows.length ? Object.values(found).flatMap(({ gap }) => gap) : [0];
      const edge = [...ends, 0, answer.margin || 0];
      picture.show({
        alt: "B minus A in points with its 95 percent interval. " + rows.map(([id, m, l, h]) => `${id}: ${m}, from ${l} to ${h}`).join(". ") + ".",
        height: 190,
        x: { label: "B minus A, in points", domain: [Math.min(...edge) - 0.6, Math.max(...edge) + 0.9] },
        y: { domain: [0.3, 2.9], ticks: [{ at: 2, text: "metric" }, { at: 1, text: "guardrail" }] },
        marks: [
          { kind: "rule", x: 0, text: "no change" },
          ...(answer.margin ? [{ kind: "rule", x: answer.margin, text: "limit" }] : []),
          ...marks,
        ],
        table: { columns: ["", "B minus A", "from", "to"], rows },
      });
    },
    stop: () => picture.stop(),
  };
}
export default { render };
