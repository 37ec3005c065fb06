//! The only file that uses merman: from the source of a diagram to its SVG.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::{LazyLock, Once};

use merman::svg::{
    HostTheme, Presentation, PresentationRenderPolicy, RenderResourcePolicy, ResourceLimitId, SvgEnvironment,
    SvgPipeline, ThemeRole,
};
use merman::{Engine, MermaidConfig, OperationControl, RenderError, RenderOutput, RenderRequest, Renderer};
use merman::{SvgRequest, TerminalDiagnostic};
use serde_json::json;

use super::Undrawn;
use super::colour::{ROLES, SERIES, Stand};

/// How much a layout may cost, in the crate's own measure: the largest of 60 diagrams of real runbooks
/// took 97,000, and two million are about half a second.
const MOST_WORK: usize = 2_000_000;

/// The largest SVG before it is made smaller, in bytes.
const LARGEST: usize = 8 << 20;

/// What a diagram may not choose itself: how it looks is the site's, so that it is readable on a dark
/// ground too.
const SITES: [&str; 17] = [
    "secure",
    "securityLevel",
    "startOnLoad",
    "maxTextSize",
    "maxEdges",
    "suppressErrorRendering",
    "theme",
    "themeVariables",
    "themeCSS",
    "look",
    "layout",
    "htmlLabels",
    "fontFamily",
    "fontSize",
    "handDrawnSeed",
    "darkMode",
    "deterministicIds",
];

thread_local! {
    /// Whether this thread is inside of the crate.
    static DRAWING: Cell<bool> = const { Cell::new(false) };
}

struct Drawer {
    renderer: Renderer,
    policy: PresentationRenderPolicy,
}

/// Draws a diagram.
pub(super) fn draw(source: &str) -> Result<String, Undrawn> {
    static DRAWER: LazyLock<Drawer> = LazyLock::new(drawer);
    let limits = RenderResourcePolicy::interactive();
    let limits = limits.with_limit(ResourceLimitId::MaxLayoutWorkUnits, MOST_WORK).unwrap_or(limits);
    let limits = limits.with_limit(ResourceLimitId::MaxSvgBytes, LARGEST).unwrap_or(limits);
    let request = SvgRequest {
        environment: SvgEnvironment::deterministic().with_resource_policy(limits),
        // Labels as text of SVG: there is no HTML in an image that nobody checks.
        pipeline: Some(SvgPipeline::resvg_safe()),
        presentation: DRAWER.policy,
        ..SvgRequest::default()
    };
    let render = || DRAWER.renderer.render(RenderRequest::svg(source, OperationControl::new(), request));
    match without_panic(render).ok_or_else(confused)? {
        Ok(RenderOutput::Svg(Some(svg))) => Ok(svg.svg().to_owned()),
        Ok(_) => Err(unknown()),
        Err(error) => Err(undrawn(&error, source)),
    }
}

/// Runs the crate. It means not to panic, but slices text by bytes in places where a source has other
/// characters than it expects; a page must not end the build, nor write into its output.
fn without_panic<T>(run: impl FnOnce() -> T) -> Option<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if !DRAWING.get() {
                others(panic);
            }
        }));
    });
    DRAWING.set(true);
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    DRAWING.set(false);
    result.ok()
}

fn confused() -> Undrawn {
    Undrawn {
        reason: "the renderer failed on its source".to_owned(),
        line: None,
        help: "look for unusual characters, such as non-breaking spaces",
    }
}

fn drawer() -> Drawer {
    // Closer than Mermaid has it: pages have a column of text and phones are narrow.
    let flowchart = json!({ "minNodeWidth": 40, "nodeSpacing": 36, "rankSpacing": 44, "padding": 12 });
    // Charts as wide as the column next to the panel.
    let gantt = json!({ "useWidth": 624, "leftPadding": 96, "rightPadding": 24, "fontSize": 12, "sectionFontSize": 12 });
    let pie = json!({ "legendPosition": "bottom" });
    let chart = json!({ "width": 624, "height": 420 });
    let config = json!({
        "look": "classic",
        "maxEdges": 1000,
        "secure": SITES,
        "flowchart": flowchart,
        "gantt": gantt,
        "pie": pie,
        "xyChart": chart,
    });
    let engine = Engine::new().with_site_config(MermaidConfig::from_value(config));
    let presentation = Presentation::new().with_theme(theme()).resolve();
    let renderer = Renderer::new().with_engine(presentation.materialize_engine(engine));
    Drawer { renderer, policy: presentation.render_policy() }
}

/// A theme of placeholders, by which `colour` knows what a thing is.
fn theme() -> HostTheme {
    let plain = HostTheme::new();
    let mut theme = plain.clone().try_with_font_family("Arial, sans-serif").unwrap_or(plain);
    for (id, _) in ROLES {
        let Ok(role) = ThemeRole::from_id(id) else { continue };
        theme = theme.clone().try_with_role(role, Stand::role(id).hex()).unwrap_or(theme);
    }
    let series: Vec<String> = (0..SERIES).map(|nth| Stand::Series(nth).hex()).collect();
    theme.clone().try_with_series_palette(series).unwrap_or(theme)
}

fn unknown() -> Undrawn {
    Undrawn {
        reason: "its first line names an unknown diagram type".to_owned(),
        line: Some(0),
        help: "begin with the type, for example `flowchart TD` or `sequenceDiagram`",
    }
}

fn undrawn(error: &RenderError, source: &str) -> Undrawn {
    let too_large = |reason: String| Undrawn { reason, line: None, help: "split it into smaller diagrams" };
    match error {
        RenderError::Parse(diagnostic) => unparsed(diagnostic, source),
        RenderError::NoDiagram => unknown(),
        RenderError::ResourceLimitExceeded(_) => too_large("it has too many nodes and edges".to_owned()),
        error => too_large(error.to_string()),
    }
}

fn unparsed(diagnostic: &TerminalDiagnostic, source: &str) -> Undrawn {
    let details = diagnostic.terminal_diagnostic_details();
    if details.code.ends_with("no_diagram_detected") {
        return unknown();
    }
    let message = diagnostic.terminal_safe_message();
    if let Some(kind) = message.strip_prefix("Unsupported diagram type: ") {
        let kind = kind.split(';').next().unwrap_or(kind);
        return Undrawn {
            reason: format!("opslore cannot draw diagrams of type `{kind}`"),
            line: Some(0),
            help: "use another type: flowchart, sequence, state, class, entity relationship, gantt, pie, \
                   git graph, timeline, mind map, journey, quadrant or XY chart",
        };
    }
    // `Diagram parse error (flowchart-v2): …`
    let reason = message.split_once("): ").map_or(message.as_str(), |(_, reason)| reason);
    let reason = reason.split(" at ").next().unwrap_or(reason).trim_end_matches('.');
    let line = details.span.filter(|_| has_exact_places(source)).map(|span| line_of(source, span.start));
    let help = "fix its source; the Mermaid editor at mermaid.live shows more details";
    Undrawn { reason: lower_first(reason), line, help }
}

/// Whether the crate's offsets are those of the source: it counts them after it has taken the
/// settings out.
fn has_exact_places(source: &str) -> bool {
    !source.contains("%%") && !source.trim_start().starts_with("---")
}

fn line_of(source: &str, offset: usize) -> usize {
    source.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
