//! Diagrams: a picture that can be scrolled and heard, with its source below.

use std::ops::RangeInclusive;

use super::Page;
use crate::markdown::code::Fence;
use crate::markdown::diagram::Drawing;
use crate::markdown::event::CodeBlock;

/// How wide a diagram is that is made smaller for a phone and can still be read there, in pixels.
const FITS: RangeInclusive<f64> = 352.0..=500.0;

impl Page<'_> {
    /// Writes a block's diagram; false if it cannot be drawn.
    pub(super) fn diagram(&mut self, block: &CodeBlock<'_>, fence: &Fence) -> bool {
        let drawn = self.diagrams.next(&block.code);
        let Ok(drawing) = drawn.as_ref() else { return false };
        self.line("<figure class=\"diagram\">");
        self.drawing(drawing, self.diagrams.count, fence);
        self.raw("<details><summary");
        self.language_of_labels();
        self.raw(">");
        self.text(&self.options.labels.diagram_source);
        self.raw("</summary>");
        self.code(block, fence);
        self.raw("</details></figure>\n");
        true
    }

    fn drawing(&mut self, drawing: &Drawing, number: usize, fence: &Fence) {
        let title = self.diagram_title(drawing, fence);
        // Several on a page may have the same title, and places to scroll need names to distinguish them.
        self.raw("<div tabindex=\"0\" role=\"group\"");
        self.attribute("aria-label", &format!("{} {number}", self.options.labels.diagram(drawing.kind)));
        self.raw("><svg role=\"img\" xmlns=\"http://www.w3.org/2000/svg\"");
        self.attribute("width", &drawing.width.to_string());
        self.attribute("height", &drawing.height.to_string());
        self.attribute("viewBox", &drawing.view_box);
        if FITS.contains(&drawing.width) {
            self.raw(" class=\"fit\"");
        }
        self.attribute("aria-labelledby", &format!("ol:diagram:{number}:title"));
        if !drawing.description.is_empty() {
            self.attribute("aria-describedby", &format!("ol:diagram:{number}:desc"));
        }
        self.raw(&format!("><title id=\"ol:diagram:{number}:title\">"));
        self.text(&title);
        self.raw("</title>");
        if !drawing.description.is_empty() {
            self.raw(&format!("<desc id=\"ol:diagram:{number}:desc\">"));
            self.text(&drawing.description);
            self.raw("</desc>");
        }
        self.raw(&drawing.inside(number));
        self.raw("</svg></div>");
    }

    /// What the author calls it, or else what kind it is and what it is about.
    fn diagram_title(&self, drawing: &Drawing, fence: &Fence) -> String {
        let kind = self.options.labels.diagram(drawing.kind);
        let own = fence.title.as_deref().filter(|_| drawing.title.is_empty()).unwrap_or(&drawing.title);
        match (own.is_empty(), self.section.is_empty()) {
            (false, _) => own.to_owned(),
            (true, false) => format!("{kind}: {}", self.section),
            (true, true) => kind.to_owned(),
        }
    }
}
