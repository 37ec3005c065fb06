//! The one table of kinds: their file extensions, their media types, and their first bytes.

/// A kind of file that is published with the pages that link to it.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// The endings of its names in lower case, with blanks between them.
    pub endings: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// What a person calls a file of this kind, with its article.
    pub name: &'static str,
    /// What its content must be.
    pub form: Form,
}

/// How a kind's content is recognised.
#[derive(Debug, PartialEq, Eq)]
pub enum Form {
    /// An image of pixels that begins in one of these ways. Browsers show any of them by any name.
    Image(Signature),
    /// A file that begins in one of these ways.
    Binary(Signature),
    /// An SVG image, which is cleaned.
    Svg,
    /// Text.
    Text,
    /// A kind that the configuration allows: anything that is not run.
    Other,
}

/// How files of a kind begin: at this offset with one of these, where `?` stands for any byte.
pub type Signature = (usize, &'static [&'static [u8]]);

const fn kind(endings: &'static str, media_type: &'static str, name: &'static str, form: Form) -> Kind {
    Kind { endings, media_type, name, form }
}

const PLAIN: &str = "text/plain; charset=utf-8";
const ZIP: Signature = (0, &[b"PK\x03\x04", b"PK\x05\x06"]);
const MP4: Signature = (4, &[b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"]);
const EBML: Signature = (0, &[b"\x1a\x45\xdf\xa3"]);

/// Every kind that is published without being named in the configuration. Signatures are those of the
/// WHATWG's MIME Sniffing Standard (section 6) and, for what it leaves out, of the formats themselves.
pub(super) static KINDS: &[Kind] = &[
    kind("png apng", "image/png", "a PNG image", Form::Image((0, &[b"\x89PNG\r\n\x1a\n"]))),
    kind("jpg jpeg jfif", "image/jpeg", "a JPEG image", Form::Image((0, &[b"\xff\xd8\xff"]))),
    kind("gif", "image/gif", "a GIF image", Form::Image((0, &[b"GIF87a", b"GIF89a"]))),
    kind("webp", "image/webp", "a WebP image", Form::Image((0, &[b"RIFF????WEBP"]))),
    kind("avif", "image/avif", "an AVIF image", Form::Image((4, &[b"ftypavif", b"ftypavis", b"ftypmif1"]))),
    kind("ico", "image/vnd.microsoft.icon", "an icon", Form::Image((0, &[b"\0\0\x01\0"]))),
    kind("bmp", "image/bmp", "a BMP image", Form::Image((0, &[b"BM"]))),
    kind("tif tiff", "image/tiff", "a TIFF image", Form::Image((0, &[b"II*\0", b"MM\0*"]))),
    kind("svg", "image/svg+xml", "an SVG image", Form::Svg),
    kind("pdf", "application/pdf", "a PDF document", Form::Binary((0, &[b"%PDF-"]))),
    kind("zip", "application/zip", "a ZIP archive", Form::Binary(ZIP)),
    kind(
        "docx",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "a Word document",
        Form::Binary(ZIP),
    ),
    kind(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "an Excel workbook",
        Form::Binary(ZIP),
    ),
    kind(
        "pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "a PowerPoint presentation",
        Form::Binary(ZIP),
    ),
    kind("odt", "application/vnd.oasis.opendocument.text", "an OpenDocument text", Form::Binary(ZIP)),
    kind(
        "ods",
        "application/vnd.oasis.opendocument.spreadsheet",
        "an OpenDocument spreadsheet",
        Form::Binary(ZIP),
    ),
    kind(
        "odp",
        "application/vnd.oasis.opendocument.presentation",
        "an OpenDocument presentation",
        Form::Binary(ZIP),
    ),
    kind("odg", "application/vnd.oasis.opendocument.graphics", "an OpenDocument drawing", Form::Binary(ZIP)),
    kind("vsdx", "application/vnd.ms-visio.drawing", "a Visio drawing", Form::Binary(ZIP)),
    kind("gz tgz", "application/gzip", "a gzip archive", Form::Binary((0, &[b"\x1f\x8b"]))),
    kind("bz2 tbz2", "application/x-bzip2", "a bzip2 archive", Form::Binary((0, &[b"BZh"]))),
    kind("xz txz", "application/x-xz", "an XZ archive", Form::Binary((0, &[b"\xfd7zXZ\0"]))),
    kind("zst tzst", "application/zstd", "a Zstandard archive", Form::Binary((0, &[b"\x28\xb5\x2f\xfd"]))),
    kind("7z", "application/x-7z-compressed", "a 7z archive", Form::Binary((0, &[b"7z\xbc\xaf\x27\x1c"]))),
    kind("tar", "application/x-tar", "a tar archive", Form::Binary((257, &[b"ustar"]))),
    kind("mp4 m4v", "video/mp4", "an MP4 video", Form::Binary(MP4)),
    kind("mov", "video/quicktime", "a QuickTime video", Form::Binary(MP4)),
    kind("webm", "video/webm", "a WebM video", Form::Binary(EBML)),
    kind("mkv", "video/x-matroska", "a Matroska video", Form::Binary(EBML)),
    kind("m4a", "audio/mp4", "an MP4 recording", Form::Binary(MP4)),
    kind(
        "mp3",
        "audio/mpeg",
        "an MP3 recording",
        Form::Binary((0, &[b"ID3", b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2"])),
    ),
    kind("ogg oga opus", "audio/ogg", "an Ogg recording", Form::Binary((0, &[b"OggS"]))),
    kind("ogv", "video/ogg", "an Ogg video", Form::Binary((0, &[b"OggS"]))),
    kind("wav", "audio/wav", "a WAV recording", Form::Binary((0, &[b"RIFF????WAVE"]))),
    kind("flac", "audio/flac", "a FLAC recording", Form::Binary((0, &[b"fLaC"]))),
    kind(
        "pcap cap pcapng",
        "application/vnd.tcpdump.pcap",
        "a packet capture",
        Form::Binary((
            0,
            &[
                b"\xd4\xc3\xb2\xa1",
                b"\xa1\xb2\xc3\xd4",
                b"\x4d\x3c\xb2\xa1",
                b"\xa1\xb2\x3c\x4d",
                b"\n\r\r\n",
            ],
        )),
    ),
    kind("csv", "text/csv; charset=utf-8", "text", Form::Text),
    kind("tsv", "text/tab-separated-values; charset=utf-8", "text", Form::Text),
    kind("json geojson jsonl ndjson har ipynb sarif excalidraw avsc", "application/json", "JSON", Form::Text),
    kind("vtt", "text/vtt; charset=utf-8", "text", Form::Text),
    kind("ics", "text/calendar; charset=utf-8", "a calendar", Form::Text),
    // What has no ending is a `Makefile`, a `LICENSE` or a `Dockerfile`.
    kind("", PLAIN, "text", Form::Text),
    kind("txt text log out err trace srt lst list", PLAIN, "text", Form::Text),
    kind(
        "yaml yml toml ini cfg cnf conf config env properties service timer socket mount target path slice network \
         netdev rules alerts repo cron crontab policy acl vcl json5 jsonc lock sum mod tfstate hosts zone \
         nft iptables ovpn vpn sudoers tmux vimrc bashrc editorconfig gitignore dockerignore example sample \
         template dist tmpl tpl gotmpl j2 jinja jinja2 erb mustache hbs",
        PLAIN,
        "configuration",
        Form::Text,
    ),
    kind(
        "sh bash zsh fish ksh awk sed py rb go rs lua ps1 psm1 psd1 tcl groovy gradle java kt scala swift c h cc cpp \
         hpp cs ts r jl ex exs erl hs clj el vim nix mk mak cmake bzl bazel star starlark dockerfile containerfile \
         tf tfvars hcl nomad bicep cue jsonnet libsonnet rego cel pp sls k dhall kdl sql psql promql logql flux kql \
         spl mtail stp bt d diff patch graphql gql proto thrift http rest feature robot tape cast",
        PLAIN,
        "source code",
        Form::Text,
    ),
    kind(
        "puml plantuml pu iuml dot gv mmd mermaid d2 dio drawio dsl bob ditaa",
        PLAIN,
        "diagram source",
        Form::Text,
    ),
    kind("mdx rst adoc asciidoc org textile tex bib wiki po pot", PLAIN, "a document", Form::Text),
    kind("pem asc pub csr sig sha256 sha512 md5 checksum", PLAIN, "a key or a checksum", Form::Text),
];

/// A kind of which only the ending is known, from the configuration.
pub(super) static OTHER: Kind = kind("", "application/octet-stream", "another file", Form::Other);

impl Kind {
    /// Whether names of this kind end so; `ending` is in lower case.
    pub(super) fn has(&self, ending: &str) -> bool {
        match ending {
            "" => self.endings.is_empty(),
            ending => self.endings.split_ascii_whitespace().any(|own| own == ending),
        }
    }
}

/// The kind of files whose names have this ending, in lower case; none for an ending that is not
/// published without being named in the configuration.
pub(super) fn by_ending(ending: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.has(ending))
}

/// How a server calls files whose names have this ending, in lower case.
pub fn media_type(ending: &str) -> Option<&'static str> {
    by_ending(ending).map(|kind| kind.media_type)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::attachment::runner;

    #[test]
    fn an_ending_is_of_one_kind_that_nothing_runs() {
        let mut seen = BTreeSet::new();
        for kind in KINDS {
            for ending in kind.endings.split_ascii_whitespace() {
                assert!(seen.insert(ending), "`{ending}` is there twice");
                assert_eq!(runner(ending), None, "`{ending}` is run");
                assert_eq!(ending, ending.to_lowercase());
            }
        }
    }

    #[test]
    fn what_knowledge_bases_link_has_a_kind() {
        for ending in
            ["png", "svg", "pdf", "csv", "json", "yaml", "sh", "py", "log", "zip", "mp4", "drawio", ""]
        {
            assert!(by_ending(ending).is_some(), "{ending}");
        }
        assert_eq!(by_ending("xyz"), None);
        assert_eq!(media_type("jpeg"), Some("image/jpeg"));
    }
}
