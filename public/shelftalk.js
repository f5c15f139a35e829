// Runs before Chainlit's own script: the page's language and writing direction follow ours.
(() => {
  const RTL = /^(ar|fa|he|ur|ku|ps)\b/;
  const kept = (name) => {
    try {
      return window.localStorage.getItem(name);
    } catch {
      return null; // private mode without storage: the browser's language stays
    }
  };
  const keep = (name, value) => {
    try {
      window.localStorage.setItem(name, value);
      return true;
    } catch {
      return false;
    }
  };

  const speak = (language) => {
    document.documentElement.lang = language;
    document.documentElement.dir = RTL.test(language) ? "rtl" : "ltr";
  };

  const chosen = kept("shelftalk-language");
  if (chosen) {
    Object.defineProperty(navigator, "language", { get: () => chosen, configurable: true });
    Object.defineProperty(navigator, "languages", { get: () => [chosen], configurable: true });
  }
  speak(chosen || navigator.language || "en");
  if (!kept("vite-ui-theme")) keep("vite-ui-theme", "system");

  // The server says which language the user reads. Chainlit asks for its texts only while it
  // loads, hence the reload; it happens once, since the choice is kept.
  window.addEventListener("message", (event) => {
    if (event.origin !== window.location.origin || !event.data?.shelftalk) return;
    const { language: wanted, thread } = event.data.shelftalk;
    // A reload in a shop goes on where it was. Chainlit does this only while the sidebar is open.
    if (thread && window.location.pathname === "/") {
      window.history.replaceState(window.history.state, "", `/thread/${thread}`);
    }
    if (!wanted || wanted === kept("shelftalk-language")) return;
    const shown = navigator.language.split("-")[0];
    if (keep("shelftalk-language", wanted) && wanted.split("-")[0] !== shown) {
      document.documentElement.style.visibility = "hidden"; // a tap now would be lost
      window.location.reload();
    }
  });

  // A figure in a text is a link; it opens its line in the sources below instead of another page.
  const figure = (text) => text.replace(/\s+/g, " ").trim();
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.("a.element-link");
      const facts = link?.closest(".message-content")?.querySelectorAll(".st-fact") ?? [];
      const fact = [...facts].find(
        (one) => figure(one.querySelector(".st-value").textContent) === figure(link.textContent),
      );
      if (!fact) return;
      event.preventDefault();
      event.stopPropagation();
      for (const other of facts) other.querySelector("details").open = other === fact;
      fact.closest(".st-sources").querySelector("details").open = true;
      fact.scrollIntoView({ block: "center" });
      fact.querySelector("summary").focus({ preventScroll: true });
    },
    true,
  );

  // On a phone the list of conversations covers the screen; choosing one closes it.
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.('[data-mobile="true"] a[href*="/thread/"]')) return;
    const close = (tries) => {
      if (tries === 0 || !document.querySelector('[data-mobile="true"][data-state="open"]')) return;
      document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
      window.setTimeout(close, 200, tries - 1);
    };
    window.setTimeout(close, 50, 10);
  });

  // Each message is laid out by its own script: Arabic right to left on an English page.
  const turn = (node) => {
    for (const part of node.querySelectorAll?.(".message-content") ?? []) part.dir = "auto";
  };
  // What a screen reader says of the buttons that Chainlit leaves without a name.
  const BUTTONS = ["#chat-submit", "#chat-settings-header-button", "#theme-toggle"];
  const NAMES = {
    en: ["Send message", "Settings", "Light or dark"],
    id: ["Kirim pesan", "Pengaturan", "Terang atau gelap"],
    ms: ["Hantar mesej", "Tetapan", "Cerah atau gelap"],
    vi: ["Gửi tin nhắn", "Cài đặt", "Nền sáng hoặc tối"],
    th: ["ส่งข้อความ", "ตั้งค่า", "พื้นสว่างหรือมืด"],
    fil: ["Ipadala ang mensahe", "Mga setting", "Maliwanag o madilim"],
    sw: ["Tuma ujumbe", "Mipangilio", "Mwanga au giza"],
    ar: ["إرسال الرسالة", "الإعدادات", "فاتح أو داكن"],
    fr: ["Envoyer le message", "Réglages", "Clair ou sombre"],
    hi: ["संदेश भेजें", "सेटिंग", "हल्का या गहरा रंग"],
  };
  const name = (node) => {
    const names = NAMES[document.documentElement.lang.split("-")[0]] ?? NAMES.en;
    BUTTONS.forEach((selector, at) => {
      const button = node.matches(selector) ? node : node.querySelector(selector);
      if (button && !button.ariaLabel) button.ariaLabel = names[at];
    });
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node.nodeType !== Node.ELEMENT_NODE) continue;
        if (node.matches(".message-content")) node.dir = "auto";
        turn(node);
        name(node);
      }
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
