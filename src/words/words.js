// The words of the site's scripts.
globalThis.opslore = (() => {
  const TEXTS = $TEXTS;
  const plural = new Intl.PluralRules($LANGUAGE);
  const say = (key, values = {}) => {
    const text = TEXTS[key] ?? key;
    const form = typeof text === 'string' ? text : text[plural.select(values.count)] ?? text.other;
    return form.replace(/\{(\w+)\}/g, (place, name) => values[name] ?? place);
  };
  return { say };
})();
