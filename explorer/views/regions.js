// Puts widgets into the page, each into a place named after it; page.css says where the places are.

function render({ model, el, host, signal }) {
  if (model.get("name")) el.classList.add(model.get("name"));
  const places = new Map(); // name → what stands there

  async function fill(name, widget) {
    const before = places.get(name);
    if (before?.widget === widget) return;
    const place = { widget, element: document.createElement("div"), gone: new AbortController() };
    place.element.className = `ge-area-${name}`;
    places.set(name, place);
    before ? before.element.replaceWith(place.element) : el.append(place.element);
    before?.gone.abort();
    const found = await host.getWidget(widget);
    await found.render({ el: place.element, signal: AbortSignal.any([signal, place.gone.signal]) });
  }

  const show = () => Promise.all(Object.entries(model.get("regions")).map(([name, widget]) => fill(name, widget)));
  model.on("change:regions", show);
  return show().then(() => () => model.off("change:regions", show));
}

export default { render };
