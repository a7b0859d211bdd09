"use strict";
(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const options = { renderer: "svg", actions: false, ast: false, tooltip: { theme: "custom" } };
  const fail = function (box) { box.textContent = data.words.failed; box.removeAttribute("role"); };

  function draw(key) {
    const box = document.getElementById(key + "-chart");
    if (!box) { return Promise.resolve(null); }
    return vegaEmbed(box, data.charts[key], options)
      .then(function (made) {
        const drawn = box.querySelector("svg");
        if (drawn) { drawn.setAttribute("aria-hidden", "true"); }
        return made.view;
      })
      .catch(function () { fail(box); return null; });
  }

  const keys = Object.keys(data.charts);
  const all = keys.map(draw);
  const slider = document.getElementById("day");
  if (slider) {
    const shown = document.getElementById("shown");
    const play = document.getElementById("play");
    const zoom = document.getElementById("zoom");
    all[keys.indexOf("map")].then(function (view) {
      if (!view) { return; }
      let timer = null;
      let near = zoom ? 1 : 0;
      const show = function () {
        const day = Number(slider.value);
        shown.textContent = data.days[day];
        slider.setAttribute("aria-valuetext", data.days[day]);
        view.signal("day", day).runAsync();
      };
      const stop = function () {
        clearInterval(timer);
        timer = null;
        play.textContent = data.words.play;
      };
      slider.addEventListener("input", show);
      play.addEventListener("click", function () {
        if (timer) { stop(); return; }
        if (Number(slider.value) === Number(slider.max)) { slider.value = 0; }
        play.textContent = data.words.stop;
        timer = setInterval(function () {
          if (Number(slider.value) >= Number(slider.max)) { stop(); return; }
          slider.value = Number(slider.value) + 1;
          show();
        }, 500);
      });
      if (zoom) {
        zoom.addEventListener("click", function () {
          near = 1 - near;
          zoom.textContent = near ? data.words.far : data.words.near;
          view.signal("near", near).runAsync();
        });
      }
    });
  }
  Promise.all(all).then(function () { document.documentElement.dataset.drawn = "yes"; });
})();
