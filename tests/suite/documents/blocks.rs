//! The fenced blocks and the code spans of a document.

/// A fenced block.
#[derive(Debug)]
pub(super) struct Block {
    path: String,
    line: usize,
    /// The heading that it is below.
    pub(super) section: String,
    /// The heading of level 2 around that.
    pub(super) chapter: String,
    pub(super) language: String,
    /// What `title="…"` says.
    pub(super) title: String,
    pub(super) text: String,
    /// How far it is indented, as a part of a list.
    indent: usize,
}

impl Block {
    /// `README.md:12`.
    pub(super) fn place(&self) -> String {
        format!("{}:{}", self.path, self.line)
    }
}

/// Reads the blocks of a document; what is within a longer fence is part of that.
pub(super) fn blocks(path: &str, text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let (mut section, mut chapter) = (String::new(), String::new());
    let mut open: Option<(String, Block)> = None;
    for (number, line) in text.lines().enumerate() {
        let bare = line.trim_start();
        if let Some((fence, block)) = &mut open {
            if bare.starts_with(&**fence) && bare.trim_end().chars().all(|c| c == '`') {
                found.extend(open.take().map(|(_, block)| block));
            } else {
                let indent = line.len() - bare.len();
                block.text.push_str(&line[indent.min(block.indent)..]);
                block.text.push('\n');
            }
        } else if bare.starts_with("```") {
            let fence: String = bare.chars().take_while(|c| *c == '`').collect();
            let info = bare[fence.len()..].trim();
            let language = info.split(' ').next().unwrap_or_default().to_owned();
            let title =
                info.split("title=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
            let block = Block {
                path: path.to_owned(),
                line: number + 1,
                section: section.clone(),
                chapter: chapter.clone(),
                language,
                title: title.to_owned(),
                text: String::new(),
                indent: line.len() - bare.len(),
            };
            open = Some((fence, block));
        } else if let Some(title) = heading(line) {
            section = title.to_owned();
            if line.starts_with("## ") {
                chapter = title.to_owned();
            }
        }
    }
    found
}

fn heading(line: &str) -> Option<&str> {
    let title = line.trim_start_matches('#');
    (line.len() > title.len())
        .then(|| title.strip_prefix(' '))
        .flatten()
        .map(|title| title.split(" {#").next().unwrap_or(title))
}

/// The code spans outside of blocks, with their lines.
pub(super) fn spans(text: &str) -> Vec<(usize, String)> {
    let mut spans = Vec::new();
    let mut fence: Option<String> = None;
    for (number, line) in text.lines().enumerate() {
        let marks: String = line.trim_start().chars().take_while(|c| *c == '`').collect();
        match &fence {
            Some(open) if marks.len() >= open.len() => fence = None,
            Some(_) => {}
            None if marks.len() > 2 => fence = Some(marks),
            None => {
                let parts = line.split('`').enumerate().filter(|(nth, _)| nth % 2 == 1);
                spans.extend(parts.map(|(_, span)| (number + 1, span.replace("\\|", "|"))));
            }
        }
    }
    spans
}
