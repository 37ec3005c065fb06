//! The one table of rules. It drives the findings, `opslore explain`, the reference page and the tests.

use super::Severity;

/// Where the rules are documented, on the site that Cargo.toml names; a finding's link is this, then its code.
/// It is only a link: `explain` says the same without a network.
pub const DOCUMENTATION: &str = concat!(env!("CARGO_PKG_HOMEPAGE"), "/reference/findings/#");

/// A kind of finding.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The permanent code, `OL` and four digits.
    pub code: &'static str,
    /// The name that configuration and people use.
    pub name: &'static str,
    /// How bad it is, unless a schema or the configuration says otherwise.
    pub severity: Severity,
    /// Whether that can be changed, and when the rule applies at all.
    pub mode: Mode,
    /// What it means, in one line.
    pub summary: &'static str,
    /// Why it matters and how to fix it, in Markdown.
    pub explanation: &'static str,
}

/// What a repository may decide about a rule, and what a rule needs to apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It applies, and can be turned down or off.
    Usual,
    /// It always applies with its own severity: without what it reports, something of the content or the
    /// configuration would be missing from the site in silence.
    Firm,
    /// It applies where the configuration gives it a severity: what it finds depends on more than the content.
    OnRequest,
    /// It is about what other sites answer, and applies once they were asked.
    External,
}

impl Rule {
    /// The group that it belongs to: its name up to the slash.
    pub fn category(&self) -> &'static str {
        self.name.split_once('/').map_or(self.name, |(category, _)| category)
    }

    /// The address of the rule's documentation.
    pub fn url(&self) -> String {
        format!("{DOCUMENTATION}{}", self.code.to_lowercase())
    }
}

/// The rule with this code or name; letter case does not count.
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    let is = |name: &str| name.eq_ignore_ascii_case(code_or_name);
    ALL.iter().copied().find(|rule| is(rule.code) || is(rule.name))
}

macro_rules! rules {
    ($($id:ident = $code:literal $name:literal $severity:ident $mode:ident $summary:literal $explanation:literal)*) => {
        $(
            #[doc = $summary]
            pub static $id: Rule = Rule {
                code: $code,
                name: $name,
                severity: Severity::$severity,
                mode: Mode::$mode,
                summary: $summary,
                explanation: $explanation,
            };
        )*
        /// Every rule, in the order of their codes.
        pub static ALL: &[&Rule] = &[$(&$id),*];
    };
}

rules! {
FILE_ENCODING = "OL0001" "file/encoding" Error Firm
"The file is not valid UTF-8."
"Pages are read as UTF-8. The finding points at the first invalid byte; everything before it is fine. Such files were usually saved as Latin-1 or Windows-1252. Convert the file, for example with `iconv -f WINDOWS-1252 -t UTF-8 page.md > new.md`, and check the result before you commit it."

FILE_UNREADABLE = "OL0002" "file/unreadable" Error Firm
"The file could not be read."
"The operating system refused to read the file; the message says why. A page that cannot be read would be missing from the site, so this is an error."

FILE_NOT_A_PAGE = "OL0003" "file/not-a-page" Warning Usual
"The file looks like a page but its name does not end in `.md`."
"Files are pages when their name ends in `.md` or `.markdown`. This one begins like a Markdown page but has no extension: people who browse the repository would take it for a page, but the site would not have it. Rename it, or list it under `include` in `opslore.yaml`."

FILE_TOO_LARGE = "OL0004" "file/too-large" Error Firm
"The page is larger than 1.5 MiB."
"No hand-written page is that large; a log or a dump was probably saved under the wrong name. Move the data to a separate file and link to it."

FILE_SYMLINK = "OL0005" "file/symlink" Warning Usual
"A symbolic link is not followed."
"Content is data: a symbolic link in a pull request could point to any file on the machine that builds the site, so symbolic links are never followed. Commit the file itself, or list the old address under `aliases` of the page."

FILE_SKIPPED = "OL0006" "file/skipped" Info Usual
"Pages in the content folder are skipped."
"Hidden files and folders, `node_modules` and sites that opslore wrote are not content, so pages in them are not on the site. The output folder is skipped on purpose and not reported, nor are tools' folders at the top of a repository, such as `.github`. Rename the file or the folder to publish its pages, or list it under `ignore` in `opslore.yaml`."

FRONT_MATTER_SYNTAX = "OL0100" "front-matter/syntax" Error Firm
"The front matter is not valid YAML, or uses YAML features that opslore does not allow."
"Front matter is a YAML mapping between a first line `---` and a closing line `---`. It must not contain tabs as indentation, duplicate keys, several documents, tags, anchors or aliases (a small file can expand to gigabytes), be larger than 64 KiB, or be nested deeper than 64 levels. Fields at the top of a page without these lines, or with lines that are almost `---`, are reported too, because they would be published as text. Quote a value that contains `: ` or ` #`, or that begins with one of ``[]{}&*!|>%@` ``."

FRONT_MATTER_SCHEMA = "OL0101" "front-matter/schema" Error Usual
"A field is missing, unknown or has a value that its schema does not allow."
"The page's folder determines its type, and the type's schema says which fields a page can have and which values they allow. The message says what was expected. `opslore new TYPE \"Title\"` writes a page with the fields that matter most. To allow more, add a field to `schemas/<type>.schema.json` in your repository."

FRONT_MATTER_BLANK_LINES = "OL0102" "front-matter/blank-lines" Warning Usual
"There are blank lines above the front matter."
"opslore still reads the front matter, but most other tools do not: code hosts and editors treat it as text unless `---` is the very first line. Remove the blank lines, or let `check --fix` do it."

FRONT_MATTER_ORDER = "OL0103" "front-matter/order" Error Usual
"Two dates are in the wrong order."
"The schema says that one date follows another: an incident is not resolved before it started. A date without a time is compared by day in the site's `time_zone`; a time without an offset is in the site's `time_zone`."

FRONT_MATTER_FILE = "OL0104" "front-matter/missing-file" Error Usual
"A field names a file that does not exist."
"The schema says with `file` that the value is the path of a file in the repository: relative to the page, to the root, or to either. Case matters, even if your file system ignores it. The finding suggests the closest names."

FRONT_MATTER_UNSORTED = "OL0105" "front-matter/unsorted" Info Usual
"A list is not in alphabetical order."
"The schema requires it (`sorted` under `x-opslore`): a sorted list is easy to scan, and two people who add to it do not cause a merge conflict on its last line. `check --fix` sorts the items, except in a list with comments, because a comment may refer to the item next to it."

REFERENCE_UNKNOWN = "OL0201" "reference/unknown" Error Usual
"A field refers to a page that does not exist."
"The value must name a page by its `id`, by its path, or by its file name in the collection that the schema names. The finding suggests the closest names."

REFERENCE_TYPE = "OL0202" "reference/wrong-type" Error Usual
"A field refers to a page of the wrong type."
"The page exists, but the schema requires a page of another type here, for example a runbook instead of a postmortem. Name the right page, or allow the type in the schema's `ref`."

REFERENCE_STATE = "OL0203" "reference/state" Error Usual
"A field refers to a page whose state the schema does not allow."
"The page exists and has the right type, but the schema requires more, for example that its `status` is `accepted`: see `where` under `ref`. Name another page, or change that page's state."

REFERENCE_ONE_SIDED = "OL0204" "reference/one-sided" Error Usual
"Two pages should refer to each other, but only one does."
"`inverse` in the schema says which field of the other page must name this one. Add it there, or remove the reference here. If one side is enough, make the schema's `inverse` just a title: the site then lists the referring pages on its own."

REFERENCE_CYCLE = "OL0205" "reference/cycle" Error Usual
"References form a cycle."
"With `acyclic`, the schema says that following the field from page to page must not lead back: a page cannot replace the page that replaces it. With `self`, it says that a page must not name itself. The labels show the cycle; one of its references is wrong."

LINK_MISSING_PAGE = "OL0301" "link/missing-page" Error Usual
"A link points to a page that does not exist."
"Relative links are resolved as on a code host: from the folder of the page, to a Markdown file or a folder with pages. A path that begins with `/` starts at the repository's root or at the content folder. The finding suggests the closest targets."

LINK_MISSING_ANCHOR = "OL0302" "link/missing-anchor" Error Usual
"A link points to a heading that does not exist."
"Headings get the ids that GitHub gives them: lower case, spaces as `-`, punctuation dropped, repeated ones numbered `-1`, `-2`. `{#id}` after a heading sets its id. The finding suggests the closest ids on that page."

LINK_MISSING_FILE = "OL0303" "link/missing-file" Error Usual
"A link or image names a file that does not exist."
"Files are found relative to the page and are published with it. Case matters, even if your file system ignores it."

LINK_EMPTY = "OL0304" "link/empty" Warning Usual
"A link has no target."
"`[text]()` leads back to the page it is on. Give it a target, or remove the brackets."

LINK_OUTSIDE = "OL0305" "link/outside-content" Warning Usual
"A link points to a file that is not published."
"The file or folder exists in the repository but not on the site: it is outside the content folder, `ignore` leaves it out, the folder has no pages, a part of its path begins with a dot, or a browser, a web server or a double click would run the file (`.html`, `.js`, `.php`, `.exe` …). Of the names that begin with a dot, only images, examples (`.env.example`) and files in a folder for attachments (`.attachments`, `.gitbook` …) are published, because other such files may contain settings or credentials. Set `repository` in `opslore.yaml`: the link then goes to the file on your code host, and nothing is reported. Or move the file next to the page, in an archive if it could be run. Unknown kinds of files are reported as `link/attachment-kind`."

LINK_UNSAFE = "OL0306" "link/unsafe-url" Error Usual
"A link uses a scheme that is not allowed."
"`javascript:`, `data:` and other schemes that can run code in a reader's browser are removed. Allowed are http, https, mailto, tel, ftp, irc, ircs, matrix, xmpp, slack, ssh and git."

LINK_DRAFT = "OL0307" "link/draft" Warning Usual
"A link points to a draft or to a page under embargo, which is not published."
"The target has `draft: true` or `status: draft`, or an embargo that has not ended, so the published site does not have it. Publish the target, or remove the link for now. `--drafts` publishes drafts, but nothing that is under embargo."

LINK_EXTERNAL_IMAGE = "OL0308" "link/external-image" Warning Usual
"An image is on another host."
"No page loads anything from another host: that host would learn who reads which runbook, and the image would be unavailable whenever the host is. The page therefore links to the image instead of showing it. Save the image next to the page to show it."

LINK_REDIRECTED = "OL0309" "link/redirected" Warning Usual
"A link points to an old URL that redirects."
"Another page lists the link's target under `aliases`, or it is the short URL of a key. The link works on the site through a redirect, but is broken on a code host or in an editor. Write the page's path instead."

LINK_CASE = "OL0310" "link/case" Error Usual
"A link differs from the file's name only in letter case or Unicode normalization."
"macOS and Windows find the file anyway; Git, a code host, Linux and the published site do not. A letter with a diacritic is one character (`ö`, NFC, as keyboards type it) or two (`o` and a combining mark, NFD, as some file systems and programs write it). Both look the same, so the help shows their code points. Write the name exactly as the file has it, or let `check --fix` do it."

LINK_NO_TEXT = "OL0311" "link/no-text" Warning Usual
"A link has no text."
"Nobody can see where to click, and a screen reader has nothing to read out. Write text that describes the target between the brackets. An image counts as text."

LINK_SPACE = "OL0312" "link/space" Warning Usual
"A link's target contains a space, so it is not a link."
"In Markdown, a target ends at the first space: `[text](my file.md)` is shown as plain text. Put the target in angle brackets, `[text](<my file.md>)`, or write `%20` for the space."

LINK_UNDEFINED = "OL0313" "link/undefined" Warning Usual
"A reference link has no definition."
"`[text][label]` and `[text][]` need a line `[label]: target` somewhere on the same page; without it, the brackets are shown as plain text. `[text]` alone is ordinary text and never reported. Add the definition, correct the label, or put text that is not a link in `code`."

LINK_UNUSED = "OL0314" "link/unused" Warning Usual
"A link definition is never used."
"No link on the page uses this `[label]: target`. A link was probably removed, or its label has a typo. Remove the line, or use it."

LINK_DEFINED_TWICE = "OL0315" "link/defined-twice" Warning Usual
"A link label is defined twice."
"The first definition is used, even if the other one is closer. Labels are compared without regard to letter case. Remove one of the two, or give it another label."

LINK_DEAD = "OL0316" "link/dead" Warning External
"A link to another site does not work."
"Only `check --external` makes requests to other sites. The message shows the response and the number of tries. Responses that only turn away programs (401, 403, 429, 999) are not reported, and private addresses are not requested. List addresses that cannot be checked under `links: {external: {ignore: […]}}` in `opslore.yaml`."

LINK_MOVED = "OL0317" "link/moved" Info External
"A page on another site has moved permanently."
"Only `check --external` makes requests to other sites. The site responded with a permanent redirect (301 or 308). The link still works, but the new address is likely to work longer."

LINK_AMBIGUOUS = "OL0318" "link/ambiguous" Warning Usual
"A wiki link matches several pages."
"`[[name]]` finds a page in the same folder, by its path, by its file name or by its title. Here, several pages have this file name or title, so the link may not go to the intended page. Write the path: `[[services/overview]]`."

LINK_MALFORMED = "OL0319" "link/malformed" Warning Usual
"Text was probably meant as a link, but is not one."
"A parenthesis is missing, there is a space between `[text]` and `(target)`, the brackets are swapped, or a slash is missing in `https://`. Only text that names a page, a Markdown file or an address is reported. Write `[text](target)`; put text that is not a link in `code`."

LINK_ATTACHMENT_KIND = "OL0320" "link/attachment-kind" Warning Usual
"A linked file is of a kind that is not published."
"Files are published with the pages that link to them if their kind is known to be harmless: images, PDF, text, data, source code, archives, office documents without macros, video and audio. `attachments: {allow: [step]}` in `opslore.yaml` adds a kind by its file extension. Files that a browser, a web server or a double click would run (`.html`, `.php`, `.exe` …) cannot be allowed: put them in an archive, or set `repository` so that the link goes to the file on your code host."

LINK_ATTACHMENT_CONTENT = "OL0321" "link/attachment-content" Error Usual
"A linked file's content does not match its name."
"The first bytes of a file show what it is. HTML in a `.png`, a program in a `.zip` or a ZIP archive in a `.txt` may have been renamed to look harmless and is not published. Files that begin like HTML or XML are not published as text either: if a server does not declare a file's type, a browser guesses and may run it. A Git LFS pointer in place of an image means that the checkout did not fetch it: run `git lfs pull`. The finding is a warning if the content is of no known type, or if an image has the extension of another image format; such an image is published."

LINK_SVG_CLEANED = "OL0322" "link/svg-cleaned" Warning Usual
"An SVG image is published without a part of it."
"Opened on its own, an SVG image is a page that can run scripts, load from other hosts and link elsewhere. It is therefore published with only its shapes, text, styles and embedded images. Scripts, event handlers, links, animations, HTML (`foreignObject`) and addresses of other files are removed; the message says which. The fallback text that drawing tools put next to `foreignObject` in a `switch` is shown instead. The file in the repository is not changed."

LINK_SVG_UNUSABLE = "OL0323" "link/svg-unusable" Warning Usual
"An SVG image cannot be read, or is too complex for a browser."
"The file is not well-formed XML in UTF-8 with the SVG namespace, declares entities, or is too large: more than 8 MiB, 300,000 nodes, 256 levels, or 500,000 elements once every `use` is expanded. It is not published. Export it again, as plain SVG or as PNG."

FILE_UNPORTABLE_NAME = "OL0324" "file/unportable-name" Warning Usual
"Not every system allows a file with this name."
"Windows does not allow `< > : \" | ? *` or control characters in file names, names that end with a dot or a space, or the names `con`, `prn`, `aux`, `nul`, `com1` and `lpt1` with any extension; some hosting providers refuse them too. A linked file is published under a similar name. A page keeps its URL; in an archive (`build --archive`), its folder gets another name."

PAGE_ALIAS_NO_FILE = "OL0325" "page/alias-without-file" Info Usual
"An old URL works only on hosts that read `_redirects`."
"Each old URL under `aliases` becomes a rule in `_redirects` and a small redirect page for hosts that do not read such rules. No redirect page is written for a path that contains one of `# ? * < > \" |` or has a part that begins with a dot, which some systems and hosts refuse or hide, or for a path that differs from the page's own address only in letter case, because some file systems do not distinguish them. On Netlify or Cloudflare Pages, you do not have to do anything; on other hosts, the old URL is not found."

PAGE_DUPLICATE_URL = "OL0401" "page/duplicate-url" Error Firm
"Two pages would be written to the same URL."
"URLs are lower-case and spaces become `-`, so `Disk Full.md` and `disk-full.md` collide, as do `disk.md` and `disk/index.md`. Rename one of the two files; list its old address under `aliases`."

PAGE_DUPLICATE_ID = "OL0402" "page/duplicate-id" Error Usual
"Two pages have the same id."
"References are resolved by id, so every id must be unique in the whole knowledge base. Give one of the pages another `id`."

PAGE_DUPLICATE_KEY = "OL0403" "page/duplicate-key" Error Usual
"Two pages claim the same key."
"A key, such as an alert's name, leads to exactly one page: an operator who types it at night must not have to choose. Keys are compared without regard to letter case. Keep the key on the page that readers need first, and link to the other page from there."

PAGE_SECTION = "OL0404" "page/missing-section" Warning Usual
"The page lacks a section that pages of its type should have."
"The schema lists the headings that readers of this type of page look for, in order. Add the heading, even if there is only one line to put below it."

PAGE_DUPLICATE_VALUE = "OL0405" "page/duplicate-value" Error Usual
"Two pages share a value that must be unique."
"With `unique`, the schema says that no two pages may share the value of a field, or a combination of values. This can apply to the whole collection, within a group, or only among pages in a certain state."

PAGE_ALIAS = "OL0406" "page/alias-collision" Error Usual
"An old URL under `aliases` is taken."
"Another page is at that URL or claims the same alias, so the redirect would never work or would hide a page: remove the alias from one of the pages. Or the alias is not the path of a page on this site: queries, fragments and patterns cannot be redirected. Percent escapes, spaces, colons, capitals and full addresses below `base_url` are fine."

PAGE_FILE_NAME = "OL0407" "page/file-name" Error Usual
"The file name does not match the pattern of its type."
"The schema says with `file_name` how the files of the type are named, and which parts of the name must match a field. Rename the file; list its old address under `aliases` if the page was published. Pages that stand for their folder, such as a README, are of the type `page` and need no such name."

PAGE_SECTION_ORDER = "OL0408" "page/section-order" Warning Usual
"A section is not where readers of its type look for it."
"The schema lists the headings of the type in the order in which readers expect them. Move the section; headings that the schema does not name can be anywhere."

PAGE_TEMPLATE_TEXT = "OL0409" "page/template-text" Error Usual
"The page still has template text that `opslore new` wrote."
"`opslore new` writes a line of guidance below each heading, and fields to fill in. A reader who is paged must not find “Steps for each cause, the safest first” where the steps should be. Replace the guidance with your text, remove sections that you do not need, or set `draft: true` until the page is written: in a draft, the finding is only a note. The guidance comes from `hint` under `sections` in the type's schema; it is allowed in code and in block quotes."

PAGE_REVIEW_DUE = "OL0410" "page/review-due" Warning OnRequest
"The page is due for review."
"`reviewed_at` and `review_every` say how long the page can be relied on. That time is over, or nobody has reviewed the page yet. Check it against the system that it describes, correct it, and set `reviewed_at` to today. The result depends on the day, so the rule is off by default: pull requests must not fail because time has passed. Turn it on in a weekly job with `opslore check --rule page/review-due=warning`, or permanently under `rules` in `opslore.yaml`. The site lists the same pages under `reviews/`."

MARKDOWN_HTML = "OL0501" "markdown/raw-html" Warning Usual
"Raw HTML was removed because it is not on the allow-list."
"Content comes from pull requests, so raw HTML passes an allow-list of harmless elements and attributes: no scripts, styles, forms, frames or event handlers. The text inside an element is kept, except in code and other languages (`<script>`, `<style>`, `<svg>`, `<math>`), frames and `<textarea>`. Write it in Markdown, or move it to the theme."

MARKDOWN_FOOTNOTE_MISSING = "OL0502" "markdown/footnote-missing" Warning Usual
"A footnote is referred to but not defined."
"`[^label]` needs a line `[^label]: text` on the same page; without it, the brackets are shown as plain text. Add the footnote, correct the label, or put text that is not a footnote in `code`."

MARKDOWN_FOOTNOTE_UNUSED = "OL0503" "markdown/footnote-unused" Warning Usual
"Nothing refers to a footnote."
"The page shows only footnotes that its text refers to, so readers never see this one. Write `[^label]` where it belongs, or remove it."

MARKDOWN_FOOTNOTE_TWICE = "OL0504" "markdown/footnote-twice" Warning Usual
"A footnote is defined twice."
"The first definition is used, and readers never see the other. Labels are compared without regard to letter case. Give one of the two another label."

MARKDOWN_FENCE = "OL0505" "markdown/unclosed-fence" Warning Usual
"A code block is never closed."
"The opening fence has no matching closing fence, so everything below is shown as code, up to the end of the page, the list item or the quote. The closing fence must have at least as many backquotes or tildes as the opening one, nothing after them, and, in a list, the same indentation as the text."

MARKDOWN_CONFLICT = "OL0506" "markdown/conflict" Error Usual
"The page contains merge conflict markers."
"Git left both versions in the file, between `<<<<<<<`, `=======` and `>>>>>>>`. Keep one, and remove the three marker lines."

MARKDOWN_DIAGRAM = "OL0507" "markdown/diagram" Warning Usual
"A Mermaid diagram cannot be drawn."
"Code blocks with the language `mermaid` are drawn while the site is built. A diagram that cannot be drawn is shown as code, so readers see its source. opslore draws flowcharts, sequence, state, class and entity relationship diagrams, Gantt, pie, quadrant and XY charts, Git graphs, timelines, mind maps and user journeys, each up to 50,000 bytes and 800 nodes, lines and labels. All diagrams on a page together may take about as much work as one of that size: 4 of 400, or 16 of 200. Diagrams that are too large are not started, so no page can stall a build. Split them into several diagrams or several pages."

MARKDOWN_TABS = "OL0508" "markdown/tabs" Warning Usual
"Tabs lack a start or end marker, or there are no tabs between the markers."
"Between `<!-- tabs:start -->` and `<!-- tabs:end -->`, each heading of the same level as the first one begins a tab. Both comments must be on their own lines and in the same list item or quote. If one is missing, or there is no heading, the page shows everything one below the other."

MARKDOWN_BLOCK_KIND = "OL0509" "markdown/block-kind" Warning Usual
"A block between colons is of an unknown kind."
"A block from `:::note` to a line `:::` is an alert; the kinds are `note`, `info`, `tip`, `important`, `warning`, `caution` and `danger`. `:::details` makes a collapsed block. Other tools have more kinds. The content of an unknown block is shown without a frame, and a block on one line, such as `:::image … :::`, as plain text. Use one of the kinds above, or write it in Markdown."

MARKDOWN_BLOCK_END = "OL0510" "markdown/block-end" Warning Usual
"A line of colons begins or ends nothing."
"A block between colons begins with a line such as `:::note` and ends with a line `:::`, both in the same list item or quote. A line without its counterpart is shown as plain text. Add the other line, remove this one, or put it between backquotes."

ALERTS_NO_RUNBOOK = "OL0601" "alerts/no-runbook" Warning Usual
"An alert has no runbook."
"The person paged by the alert has no instructions: no annotation of its rules names a runbook, and no page lists the alert. Write the page with `opslore new`, and put its address in the rule's annotation `runbook_url`. `alerts.annotations` in `opslore.yaml` says which annotations count, `alerts.require` which severities need a runbook."

ALERTS_DEAD_URL = "OL0602" "alerts/dead-url" Error Usual
"The runbook of an alert does not exist."
"The annotation names a page below `base_url` or one of `alerts.urls`, or a file in this repository, that does not exist: a reader who follows the link at night sees “not found”. Old addresses under `aliases` and short URLs under `/a/` count as existing. Each address is reported once, together with the other rules that use it."

ALERTS_DEAD_ANCHOR = "OL0603" "alerts/dead-anchor" Error Usual
"The runbook of an alert has no such heading."
"The page exists, but the part after `#` matches none of its headings, so the link goes to the top of a page that may be long. The finding suggests the closest ids on that page. Headings get the ids that GitHub gives them; `{#id}` after a heading sets an id that stays the same when the heading changes."

ALERTS_ORPHAN_PAGE = "OL0604" "alerts/orphan-page" Warning Usual
"A page is about an alert that no rule defines."
"The alert was renamed or removed, or its name is mistyped, so nothing points here any more. The rule covers pages that list alerts (a property with `key` in their schema); a page that lists none belongs to the alerts whose annotations point to it. Fix the name, remove it, or check the missing rule files too."

ALERTS_SEVERITY = "OL0605" "alerts/severity" Warning Usual
"A page and the rules of its alert disagree on the severity."
"The page gives one severity and every rule of its alerts another, so readers wait too long or rush for nothing. The compared property is the one with `label` in its schema, which names the label of the rules. Values that the schema does not know are not compared."

ALERTS_NOT_A_PAGE = "OL0606" "alerts/not-a-page" Warning Usual
"The runbook of an alert is not a page."
"The annotation names something that exists, such as a folder, a list or a script, but not a page that says what to do. Name the page itself."

ALERTS_UNCLAIMED = "OL0607" "alerts/unclaimed" Info Usual
"The runbook of an alert does not list the alert."
"The annotation points to a page that lists other alerts, or another page lists this one. A search for the alert then finds a different page than its link. Add the alert to the page, or name the right page in the rule."

ALERTS_NO_ANNOTATION = "OL0608" "alerts/no-annotation" Info Usual
"A page lists the alert, but its rules do not name the page."
"Readers who search find the page, but the notification has no link to it. Add the annotation that the finding shows."

ALERTS_UNKNOWN_URL = "OL0609" "alerts/unknown-url" Info Usual
"The runbook of an alert cannot be located."
"Part of the address is a placeholder (`{{ $labels.x }}`, `${HOST}`), and the rest matches no page or too many; or the annotation is not an address. If only the query or fragment has a placeholder, the page is checked."

ALERTS_UNREADABLE = "OL0610" "alerts/unreadable-rules" Warning Usual
"A rule file cannot be read."
"Rule files are YAML or JSON. A Helm template or Jsonnet becomes YAML only when it is rendered: check the rendered file. Alerts before the mistake, and in the file's other documents, were read; alerts after it are missing, so their pages seem to have none."

CONFIG_INVALID = "OL0700" "config/invalid" Error Firm
"The configuration cannot be used."
"`opslore.yaml` is read once, before anything else. Unknown keys are errors, because a mistyped key would otherwise silently have no effect. Nothing is built until it is fixed, and the exit code is 2."

SCHEMA_INVALID = "OL0701" "schema/invalid" Error Firm
"A schema file cannot be used."
"`schemas/<type>.schema.json` must be a JSON Schema of draft 2020-12, and its `x-opslore` annotations must be known. Nothing is fetched: `$ref` may only point within the file or to a file next to it."

THEME_TEMPLATE = "OL0702" "theme/template" Error Firm
"A template of the theme cannot be used."
"The message names the template, the line and what is wrong. A file in `themes/<name>/` replaces the built-in one of the same path; delete it to get the built-in one back."

THEME_LANGUAGE = "OL0703" "theme/language" Warning Usual
"A file with the site's words has a mistake."
"`themes/<name>/i18n/<language>.yaml` contains the site's words besides its content, in one language. The built-in English file lists all words and their placeholders such as `{count}`; another file only needs the words that it changes. A word that does not exist is never shown."

THEME_SCRIPT = "OL0704" "theme/script" Error Usual
"A script of the theme cannot be bundled."
"`page.js`, `search.js`, `search-worker.js` and `nearest.js` are each published as one plain script with everything that they import, so that they load in one request and also from local files. This works for `import { a, b } from \"./name.js\";` and for `export` before `function`, `const` and `class`; modules may not import each other in a cycle. A file in `themes/<name>/static/` replaces the built-in one of the same path; delete it to get the built-in one back."

THEME_NO_EFFECT = "OL0705" "theme/no-effect" Warning Usual
"A part of the theme has no effect."
"A template is used if it has the name of a built-in one, or if another template includes or extends it; a file in `static/` if a template, style sheet or script refers to it; a file in `i18n/` if it has the name of the site's language. Only `templates/`, `static/` and `i18n/` in a theme's folder are read. Browsers refuse inline scripts and styles: the site's Content-Security-Policy allows only the site's own files, nothing from other hosts and no `data:` addresses. Put them in `themes/<name>/static/` and link to them with `site.assets[\"…\"]`. If your host sends other headers than `_headers` and inline code works there, set `rules: {theme/no-effect: off}` in `opslore.yaml`."

CONFIG_MATCHES_NOTHING = "OL0706" "config/matches-nothing" Warning Usual
"The configuration names something that does not exist."
"The configuration has an entry that matches nothing: a collection without a page, a pattern of `alerts.rules`, `include` or `ignore` without a file, an entry of `safety.allow` that allows nothing, an extension in `attachments.allow` that no file has, or an address in `links.external.ignore` that no page links to. The entry therefore has no effect, so pages may lack their type, or alerts may go unchecked. Folders of `collections` are relative to the content folder, patterns to the root; `*` in `alerts.rules` stays within a folder, `**/` matches any folders. Correct the name, or remove it."

THEME_UNKNOWN_NAME = "OL0708" "theme/unknown-name" Warning Usual
"A template uses a value that no page has."
"Printing a value that does not exist is an error (`theme/template`). In an `{% if %}`, in a loop or before `default`, Tera treats it as missing on this page, so a misspelt name silently hides a part of every page. Templates can use the values listed on the reference page “Templates” and names that they define with `set` and `for`. Correct the name, or remove the condition."

SAFETY_SECRET = "OL0801" "safety/secret" Error Usual
"A text that would be published contains a secret."
"A key, a token or a password is in a text that is published or printed: a page, `opslore.yaml`, a rule file, a schema, a theme, a file that a page links to, a file's name, a contributor's name. Git keeps it forever, even after the file changes: revoke it first, then replace it with a variable such as `$TOKEN`. A token is also found in Base64, and if it is split by an escape, an invisible character, a tag or emphasis. A password is recognized by the text before it (`password:`, `OS_PASSWORD=`, `mysql -p…`, `curl -u user:…`, `IDENTIFIED BY`) if it mixes letters and digits in a way that no name does. Placeholders are not reported: words such as `example` or `redacted`, `<token>`, `${TOKEN}`, `****`, one character repeated, letters and digits in order, words joined by hyphens, paths. List a token that is a documented example under `safety: {allow: […]}` in `opslore.yaml`, as a pattern such as `ghp_16C7*`. No part of the secret is ever printed, nor its length: it is shown as `SECRET-REMOVED`. A site built with `--keep-going` has the same word in its place, and lacks files whose names contain a secret."

SAFETY_BIDIRECTIONAL = "OL0802" "safety/bidirectional-character" Error Usual
"A control character changes the order in which text is shown."
"Such characters can show a command in a different order than a shell reads it, so readers do not see what they run (CVE-2021-42574, “Trojan Source”). They never belong in code. In text, they are fine on a line with Arabic or Hebrew, but an override is never needed. Look at the bytes, for example with `cat -A`, and retype the line."

SAFETY_INVISIBLE = "OL0803" "safety/invisible-character" Warning Usual
"An invisible character is in code, a link's target or hidden text."
"Text copied from a web page or a word processor can contain non-breaking spaces, soft hyphens and zero-width characters. A shell treats them as part of a word, so a command that looks right fails or does something else. Tags (from U+E0000) carry hidden text and are reported anywhere. `opslore check --fix` removes these characters, and replaces those that look like a space with a space."

SAFETY_TYPOGRAPHIC = "OL0804" "safety/typographic-character" Warning Usual
"A command has a typographic dash or quote."
"An en dash before an option's name turns it into an ordinary word, and “curly” quotes do not delimit a string: a word processor or a chat program converted them from `--` and `\"`. A reader who copies the command gets an error at best. They are reported only where they cannot be intended: a dash at the beginning of an option, a quote outside a string. Strings, here-documents, comments and printed output are ignored."

SAFETY_EMAIL = "OL0805" "safety/email-address" Warning Usual
"An incident report contains a personal e-mail address."
"The page's type enables this rule (`safety` under `x-opslore` in its schema). A person's address in a published incident invites blame and spam, and is personal data. Name a role or a team instead. Addresses of roles (`security@`, `abuse@`, `support@` …), mailing lists and reserved domains (`example.org`) are not reported; list others that may be published under `safety: {allow: ['*@lists.example.net']}` in `opslore.yaml`."

SAFETY_ADDRESS = "OL0806" "safety/private-address" Warning Usual
"An incident report contains a private network address."
"The page's type enables this rule (`safety` under `x-opslore` in its schema). Private addresses (RFC 1918, RFC 6598, RFC 4193) and names below `.internal`, `.local`, `.lan`, `.corp`, `.intra` and the like tell an attacker how a network is built, and often whose machine it was. Write a role (“the second database host”), a documentation address (192.0.2.0/24, 2001:db8::/32) or `db2.example.org`. Networks (10.0.0.0/8) and defaults that are the same everywhere (10.96.0.10, `cluster.local`) are not reported; list addresses that may be published under `safety: {allow: [10.1.0.0/16, '*.lab.internal']}` in `opslore.yaml`."

SAFETY_PERSON = "OL0807" "safety/named-person" Warning Usual
"A report names a person, or people in general, as the cause."
"The page's type enables this rule (`safety` under `x-opslore` in its schema). “Anna forgot to…” and “human error” end the search where it should begin: what made the step look right, and what would have caught it? Say what the system allowed: “the script deleted the wrong volume because both have the same name”. The rule recognizes people by the page's `authors` and `owner`, by handles, by common first names and by roles that only people have (“the engineer on call”), and only reports them next to a word of blame. A quoted phrase is not reported."

SAFETY_LOOK_ALIKE = "OL0808" "safety/look-alike" Error Usual
"A host or a name in a command looks like another one but is different."
"A letter of another script that looks like a Latin one (a Cyrillic “а” in the name of a code host) makes it a different name, which anybody can register, and a reader who copies the command runs whatever is there. The rule reports host names in links and commands, names of packages that a command installs, options and paths that mix scripts or are spelt in look-alikes of Latin letters (Unicode Technical Standard 39), also in Punycode (`xn--…`). Names in one script such as `пример.рф` or `münchen.de` are not reported. Write the name in Latin letters; list an intended one under `safety: {allow: […]}` in `opslore.yaml`."

CONFIG_RIGHTS = "OL0809" "config/rights" Warning Usual
"The configuration grants a right that only the command line can grant."
"A pull request can change `opslore.yaml`. Its settings for the site are trusted because changes are reviewed like content, but they cannot make the machine that runs the check read files outside the root or connect to hosts in its private network. `links.allow_private` therefore has an effect only in a file that `--config` names outside the root and its Git repository; otherwise pass `--allow-private HOST` to `opslore check --external`."

SAFETY_EMBARGO = "OL0820" "safety/embargo" Error Usual
"The page is under embargo but not a draft."
"The field (`embargo` under `x-opslore` in its schema) has a time in the future. Publishing the page early breaks a promise to those who reported the problem and informs attackers before anybody can defend themselves. Until then, `build` leaves the page out of the site, even with `--keep-going` or `--drafts` and regardless of this rule's severity; it also leaves out pages whose embargo cannot be read. Add `draft: true` until then; `opslore serve --drafts` shows the page on your machine. A public repository shows the page anyway. A date without a time means the start of that day in the site's `time_zone`."

SUPPRESSION_UNUSED = "OL0901" "suppression/unused" Warning Usual
"A comment ignores a finding that no longer exists."
"`opslore-ignore` with a rule's name and a reason suppresses a finding: `<!-- opslore-ignore link/missing-page: comes with the next release -->` on its own line before a paragraph, or after the text that it is about, `# opslore-ignore …` in front matter, `opslore-ignore-page` for a whole page. Once the finding is gone, the comment would hide the next mistake of the same kind. Remove it, or let `check --fix` do it."

SUPPRESSION_INVALID = "OL0902" "suppression/invalid" Error Usual
"A comment that should ignore a finding is invalid."
"Write `opslore-ignore RULE: reason`, with one rule or several separated by commas, each by its name or its code. The reason is required because it lets the next reader decide whether it still applies. Findings about content that would be missing from the site cannot be ignored."
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference page of all rules, as Markdown with front matter.
    fn reference_page() -> String {
        let mut page = "---\ntitle: Findings\ndescription: Every finding of `opslore check`, what it means and how to \
                        fix it.\nowner: opslore maintainers\ntags: [reference]\ncreated: 2026-11-22\n---\n\n\
                        `opslore explain CODE` prints the same in the terminal, with an example for most findings. The \
                        severity shown is the default; a schema may set another one.\n"
            .to_owned();
        for rule in ALL {
            let (code, name, anchor) = (rule.code, rule.name, rule.code.to_lowercase());
            let (severity, summary, explanation) = (rule.severity.name(), rule.summary, rule.explanation);
            page.push_str(&format!(
                "\n## {code} {name} {{#{anchor}}}\n\n**{summary}** ({severity})\n\n{explanation}\n"
            ));
        }
        page
    }

    #[test]
    fn the_reference_page_is_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/content/reference/findings.md");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, reference_page()).unwrap();
        }
        let page = std::fs::read_to_string(path).unwrap();
        assert_eq!(page, reference_page(), "`UPDATE=1 cargo test reference_page` writes it");
    }

    #[test]
    fn codes_and_names_are_unique_and_sorted() {
        let codes: Vec<_> = ALL.iter().map(|rule| rule.code).collect();
        let mut sorted = codes.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(codes, sorted);
        for rule in ALL {
            assert_eq!(find(rule.name), Some(*rule));
            assert!(rule.name.split_once('/').is_some());
            assert!(rule.summary.ends_with('.') && rule.explanation.len() > 60, "{}", rule.code);
        }
    }
}
