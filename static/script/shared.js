// What several scripts do.
globalThis.backstory = {
  // An element is named as in a style sheet: "p.summary".
  element(wanted, properties, ...children) {
    const [name, className = ""] = wanted.split(".");
    const made = Object.assign(document.createElement(name), { className, ...properties });
    made.append(...children);
    return made;
  },

  fill: (text, ...values) => text.replace(/\{(\d?)\}/g, (_, place) => values[+place]),

  say: (number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u202f"),

  // Nouns come with the page, for one and for more: "match|matches".
  count: (number, noun) => `${backstory.say(number)} ${noun.split("|")[number === 1 ? 0 : 1]}`,

  // Data is in scripts, so that it can be read from a disk; each is asked for once.
  loads: {},
  load: (src) =>
    (backstory.loads[src] ??= new Promise((onload, onerror) => {
      document.head.append(backstory.element("script", { src, onload, onerror }));
    })),

  ask: (form) => new URLSearchParams([...new FormData(form)].filter(([, value]) => value)),
};
