//! The allow-lists: elements, attributes and properties of SVG that only draw (SVG 2, Filter Effects,
//! CSS Masking). Nothing on them runs, moves or fetches anything.

/// The elements that are kept.
pub(super) static ELEMENTS: &[&str] = &[
    "circle", "clipPath", "defs", "desc", "ellipse", "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite",
    "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap", "feDistantLight", "feDropShadow", "feFlood",
    "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feImage", "feMerge", "feMergeNode", "feMorphology",
    "feOffset", "fePointLight", "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence", "filter", "g", "image",
    "line", "linearGradient", "marker", "mask", "path", "pattern", "polygon", "polyline", "radialGradient", "rect",
    "stop", "style", "svg", "switch", "symbol", "text", "textPath", "title", "tspan", "use",
];

/// What is left out without a word, since nobody sees it: data of editors, views, and fonts of a kind
/// that no browser shows.
pub(super) static UNSEEN: &[&str] = &[
    "altGlyphDef", "color-profile", "font", "font-face", "glyph", "hkern", "metadata", "missing-glyph", "view", "vkern",
];

/// The attributes that are kept besides [`PRESENTATION`]. `href`, `id` and `style` are looked at apart.
pub(super) static ATTRIBUTES: &[&str] = &[
    "amplitude", "azimuth", "baseFrequency", "bias", "class", "clipPathUnits", "cx", "cy", "d", "diffuseConstant",
    "divisor", "dx", "dy", "edgeMode", "elevation", "exponent", "filterUnits", "fr", "fx", "fy", "gradientTransform",
    "gradientUnits", "height", "id", "in", "in2", "intercept", "k1", "k2", "k3", "k4", "kernelMatrix",
    "kernelUnitLength", "lang", "lengthAdjust", "limitingConeAngle", "markerHeight", "markerUnits", "markerWidth",
    "maskContentUnits", "maskUnits", "media", "method", "mode", "numOctaves", "offset", "operator", "order", "orient",
    "pathLength", "patternContentUnits", "patternTransform", "patternUnits", "points", "pointsAtX", "pointsAtY",
    "pointsAtZ", "preserveAlpha", "preserveAspectRatio", "primitiveUnits", "r", "radius", "refX", "refY", "result",
    "role", "rotate", "rx", "ry", "scale", "seed", "side", "slope", "spacing", "specularConstant", "specularExponent",
    "spreadMethod", "startOffset", "stdDeviation", "stitchTiles", "surfaceScale", "systemLanguage", "tableValues",
    "targetX", "targetY", "textLength", "transform", "type", "values", "version", "viewBox", "width", "x", "x1", "x2",
    "xChannelSelector", "y", "y1", "y2", "yChannelSelector", "z",
];

/// What is an attribute and a property of CSS alike. Values may name parts of the file: `url(#id)`.
pub(super) static PRESENTATION: &[&str] = &[
    "alignment-baseline", "baseline-shift", "clip", "clip-path", "clip-rule", "color", "color-interpolation",
    "color-interpolation-filters", "color-rendering", "direction", "display", "dominant-baseline", "enable-background",
    "fill", "fill-opacity", "fill-rule", "filter", "flood-color", "flood-opacity", "font-family", "font-size",
    "font-size-adjust", "font-stretch", "font-style", "font-variant", "font-weight", "glyph-orientation-vertical",
    "image-rendering", "isolation", "kerning", "letter-spacing", "lighting-color", "marker", "marker-end",
    "marker-mid", "marker-start", "mask", "mask-type", "mix-blend-mode", "opacity", "overflow", "paint-order",
    "pointer-events", "shape-rendering", "stop-color", "stop-opacity", "stroke", "stroke-dasharray",
    "stroke-dashoffset", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width",
    "text-anchor", "text-decoration", "text-rendering", "transform-origin", "unicode-bidi", "vector-effect",
    "visibility", "white-space", "word-spacing", "writing-mode",
];

/// The properties that are kept besides [`PRESENTATION`] and custom ones (`--name`).
pub(super) static PROPERTIES: &[&str] = &[
    "animation", "animation-delay", "animation-direction", "animation-duration", "animation-fill-mode",
    "animation-iteration-count", "animation-name", "animation-play-state", "animation-timing-function", "background",
    "background-color", "color-scheme", "cx", "cy", "font", "font-display", "font-feature-settings", "font-kerning",
    "font-variant-caps", "font-variant-ligatures", "font-variant-numeric", "forced-color-adjust", "height",
    "inline-size", "line-height", "mask-mode", "print-color-adjust", "r", "rx", "ry", "shape-inside", "shape-padding",
    "src", "text-align", "text-decoration-color", "text-decoration-line", "text-decoration-style",
    "text-decoration-thickness", "text-indent", "text-orientation", "text-overflow", "text-shadow", "text-transform",
    "transform", "transform-box", "transition", "unicode-range", "width", "x", "y",
];

/// The functions that values may have. None takes an address; `url()` is looked at apart.
pub(super) static FUNCTIONS: &[&str] = &[
    "blur", "brightness", "calc", "circle", "clamp", "color", "color-mix", "contrast", "cubic-bezier", "drop-shadow",
    "ellipse", "format", "grayscale", "hsl", "hsla", "hue-rotate", "hwb", "inset", "invert", "lab", "lch",
    "light-dark", "linear", "local", "matrix", "matrix3d", "max", "min", "oklab", "oklch", "opacity", "path",
    "polygon", "rect", "rgb", "rgba", "rotate", "rotate3d", "rotatex", "rotatey", "rotatez", "saturate", "scale",
    "scale3d", "scalex", "scaley", "scalez", "sepia", "skew", "skewx", "skewy", "steps", "translate", "translate3d",
    "translatex", "translatey", "translatez", "var",
];

/// The functions that selectors may have.
pub(super) static SELECTORS: &[&str] = &[
    "dir", "has", "is", "lang", "not", "nth-child", "nth-last-child", "nth-last-of-type", "nth-of-type", "where",
];

/// The rules with blocks that style sheets may have.
pub(super) static AT_RULES: &[&str] =
    &["-webkit-keyframes", "font-face", "keyframes", "layer", "media", "supports"];

pub(super) fn is_in(list: &[&str], name: &str) -> bool {
    list.binary_search(&name).is_ok()
}

/// Whether a property is kept.
pub(super) fn is_property(name: &str) -> bool {
    is_in(PRESENTATION, name) || is_in(PROPERTIES, name) || name.starts_with("--")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_can_be_searched() {
        for list in
            [ELEMENTS, UNSEEN, ATTRIBUTES, PRESENTATION, PROPERTIES, FUNCTIONS, SELECTORS, AT_RULES]
        {
            assert!(list.windows(2).all(|pair| pair[0] < pair[1]), "{list:?}");
        }
    }

    #[test]
    fn nothing_that_acts_is_on_a_list() {
        let acts = ["script", "foreignObject", "a", "animate", "set", "iframe", "handler", "listener", "audio"];
        assert!(acts.iter().all(|name| !is_in(ELEMENTS, name)));
        let attributes = ATTRIBUTES.iter().chain(PRESENTATION);
        assert!(attributes.clone().all(|name| !name.starts_with("on") && !name.contains("href")));
        assert!(["url", "src", "image", "image-set", "element", "attr", "expression"].iter().all(|name| !is_in(FUNCTIONS, name)));
    }
}
