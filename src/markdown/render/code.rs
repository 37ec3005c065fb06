//! Code blocks.

use super::Writer;
use crate::highlight::highlight;
use crate::markdown::code::Fence;
use crate::markdown::diagrams::is_diagram;
use crate::markdown::event::CodeBlock;

impl Writer<'_> {
    pub(super) fn code_block(&mut self, block: &CodeBlock<'_>) {
        let fence = Fence::read(&block.info);
        if !is_diagram(&fence.language) || !self.diagram(block, &fence) {
            self.code(block, &fence);
        }
    }

    /// A code block as code.
    pub(super) fn code(&mut self, block: &CodeBlock<'_>, fence: &Fence) {
        self.line("<figure class=\"code\">");
        if let Some(title) = &fence.title {
            self.raw("<figcaption>");
            self.text(title);
            self.raw("</figcaption>");
        }
        self.raw("<pre tabindex=\"0\"><code");
        if !fence.language.is_empty() {
            self.attribute("class", &format!("language-{}", fence.language));
            self.attribute("data-language", &fence.language);
        }
        self.raw(">");
        let highlighted = highlight(&fence.language, &block.code, self.highlighted);
        if fence.marks.is_empty() {
            highlighted.write(&mut self.out, &block.code);
        } else {
            highlighted.write_lines(&mut self.out, &block.code, |line| fence.marks(line));
        }
        self.raw("</code></pre></figure>\n");
    }
}
