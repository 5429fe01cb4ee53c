/* Small helpers; every page works without them. No framework, nothing evaluated, nothing fetched from elsewhere. */
"use strict";
(() => {
  const english = document.documentElement.lang === "en";
  const word = (zh, en) => (english ? en : zh);

  /* Search at hand: Ctrl-K or /, arrows walk the suggestions, Escape leaves. */
  const find = document.getElementById("find");
  const typing = (element) => element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
  document.addEventListener("keydown", (event) => {
    const wanted = (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !typing(document.activeElement));
    if (wanted && find) {
      event.preventDefault();
      find.focus();
      find.select();
    }
    if (event.key === "Escape") {
      document.querySelectorAll("details.me[open], details.confirm[open]").forEach((details) => { details.open = false; });
    }
  });
  const form = find && find.closest("form");
  if (form) {
    form.addEventListener("keydown", (event) => {
      const places = [find, ...form.querySelectorAll(".found a")];
      const here = places.indexOf(document.activeElement);
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        places[(here + (event.key === "ArrowDown" ? 1 : places.length - 1)) % places.length].focus();
      } else if (event.key === "Escape") {
        document.getElementById("found").replaceChildren();
        find.focus();
      }
    });
  }
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.me[open]").forEach((details) => {
      if (!details.contains(event.target)) details.open = false;
    });
  });

  /* Clocks run on from the server's moment, so a wrong clock of the machine does not matter. */
  const loaded = performance.now();
  const span = (seconds) => {
    const minutes = Math.ceil(Math.abs(seconds) / 60);
    const days = Math.floor(minutes / 1440), rest = minutes % 1440;
    const clock = `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}`;
    if (Math.abs(seconds) >= 3 * 86400) return `${days} ${word("日", "d")}`;
    return days ? `${days} ${word("日", "d")} ${clock}` : clock;
  };
  const tick = () => {
    document.querySelectorAll("time.left[data-at]").forEach((time) => {
      const at = Date.parse(time.dataset.at) + (performance.now() - loaded);
      const seconds = (Date.parse(time.dateTime) - at) / 1000;
      const late = seconds < 0;
      const words = time.querySelector(".w"), text = time.querySelector(".t");
      if (!text) return;
      words.textContent = late ? word("已超", "late") : word("还剩", "left");
      text.textContent = span(seconds);
      if (late) time.classList.add("late");
    });
  };
  if (document.querySelector("time.left[data-at]")) setInterval(tick, 30000);

  /* A form is sent once: its key makes a second send harmless, this spares the officer the doubt. */
  document.addEventListener("submit", (event) => {
    const sent = event.target;
    if ((sent.getAttribute("method") || "").toLowerCase() !== "post") return;
    if (sent.dataset.sent) { event.preventDefault(); return; }
    sent.dataset.sent = "1";
    sent.querySelectorAll("button[type=submit], button:not([type])").forEach((button) => {
      button.setAttribute("aria-disabled", "true");
      button.classList.add("busy");
    });
    setTimeout(() => free(sent), 15000);
  });
  const free = (sent) => {
    delete sent.dataset.sent;
    sent.querySelectorAll(".busy").forEach((button) => { button.removeAttribute("aria-disabled"); button.classList.remove("busy"); });
  };
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(free);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const sent = event.target.closest && event.target.closest("form[data-sent]");
    if (sent) free(sent);
  });

  /* What was written is not lost by leaving: forms marked data-guard ask before they go. */
  const changed = new Set();
  document.addEventListener("input", (event) => {
    const touched = event.target.closest("form[data-guard]");
    if (touched) changed.add(touched);
  });
  document.addEventListener("submit", (event) => changed.delete(event.target));
  window.addEventListener("beforeunload", (event) => { if (changed.size) event.preventDefault(); });

  /* A demo account fills the sign-in form. */
  document.querySelectorAll("[data-login]").forEach((button) => {
    button.addEventListener("click", () => {
      const login = document.querySelector("input[name=login]"), secret = document.querySelector("input[name=password]");
      if (!login || !secret) return;
      login.value = button.dataset.login;
      secret.value = button.dataset.secret;
      login.form.querySelector("button[type=submit]").focus();
    });
  });

  /* A key that did not answer is said in the page, not in the console. */
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const region = document.querySelector(".messages");
    if (!region) return;
    const note = document.createElement("p");
    note.className = "note warning";
    note.textContent = word("没有读到密钥。请重试，或改用密码和验证码。", "No key answered. Try again, or use password and code.");
    region.replaceChildren(note);
  });

  /* What went wrong is read first. */
  const wrongs = document.querySelector("[data-focus]");
  if (wrongs) wrongs.focus();

  /* Buttons that print; shown only where script runs. */
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
})();
