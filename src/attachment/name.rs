//! What a file's name says: its kind, which programs would run it, and which systems do not allow it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::hidden;
use super::kinds::{self, Form, Kind};
use crate::path::SitePath;

/// Who would run a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Runner {
    /// A browser, with the site's rights.
    Browser,
    /// A web server: any ending of a name counts for it, not only the last (Apache, mod_mime).
    Server,
    /// A desktop, on a double click.
    Desktop,
}

const BROWSER: &str = "html htm xhtml xht xhtm htc mht mhtml js mjs cjs jsx css xml xsl xslt xul rdf svgz wasm \
    swf webmanifest appcache atom rss";

const SERVER: &str = "shtml shtm stm pht phtml phar cgi fcgi fpl pl asp aspx asa asax ascx ashx asmx axd cer cshtml \
    vbhtml svc soap rem jsp jspx jspf jsw jsv jhtml do cfm cfml cfc htaccess htpasswd rhtml wsgi lasso";

const DESKTOP: &str = "exe dll com bat cmd scr pif cpl msi msp mst msix appx appxbundle application gadget sys drv \
    ocx lnk url website webloc inetloc fileloc desktop scf library-ms search-ms searchconnector-ms \
    settingcontent-ms appref-ms vbs vbe vb jse wsf wsh wsc sct ws reg inf hta hlp chm msc ps1xml psc1 xll xla xlam xlm \
    iqy slk docm dotm xlsm xltm xlsb pptm potm ppam ppsm sldm ade adp mda mdb mde accda accdb accde jar jnlp \
    command tool terminal action workflow scpt applescript app dmg pkg mpkg deb rpm apk appimage flatpakref \
    snap run bin elf so dylib iso img vhd vhdx diagcab theme themepack rdp";

/// Files by which a web server or a host is configured, in lower case.
const CONTROL: &[&str] = &[
    ".htaccess",
    ".htpasswd",
    ".user.ini",
    "_headers",
    "_redirects",
    "_routes.json",
    "_worker.js",
    "apple-app-site-association",
    "cname",
    "firebase.json",
    "netlify.toml",
    "now.json",
    "php.ini",
    "staticwebapp.config.json",
    "user.ini",
    "vercel.json",
    "web.config",
];

/// Why a file is not published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// A part of its name makes somebody run it.
    Runs(String, Runner),
    /// Its name is that of a file by which a web server is configured.
    Control,
    /// A part of its path begins with a dot, and it may hold settings or credentials.
    Hidden,
    /// Nothing is known about files with this ending.
    Unknown(String),
}

impl Refusal {
    /// The reason, to follow a colon.
    pub fn reason(&self) -> String {
        match self {
            Self::Runs(part, Runner::Browser) => format!("a browser would run a `.{part}` file"),
            Self::Runs(part, Runner::Server) => format!("a web server would run a `.{part}` file"),
            Self::Runs(part, Runner::Desktop) => format!("double-clicking a `.{part}` file would run it"),
            Self::Control => "a web server would read it as configuration".to_owned(),
            Self::Hidden => "files that begin with a dot may contain settings or credentials".to_owned(),
            Self::Unknown(ending) => format!("`.{ending}` is not an allowed kind of file"),
        }
    }
}

/// Who runs files with this ending, in lower case.
pub fn runner(ending: &str) -> Option<Runner> {
    let is_in = |list: &str| list.split_ascii_whitespace().any(|own| own == ending);
    if is_in(SERVER) || ending.starts_with("php") {
        Some(Runner::Server)
    } else if is_in(BROWSER) {
        Some(Runner::Browser)
    } else {
        is_in(DESKTOP).then_some(Runner::Desktop)
    }
}

/// The kind of the file at `path`, relative to the content folder. `allowed` are the endings that the
/// configuration adds, in lower case.
pub fn kind_of(path: &SitePath, allowed: &BTreeSet<String>) -> Result<&'static Kind, Refusal> {
    let name = path.file_name().to_lowercase();
    if path.is_of_git() || CONTROL.contains(&name.trim_end_matches(['.', ' '])) {
        return Err(Refusal::Control);
    }
    // Windows and IIS drop dots and blanks at the end, and what follows `;` or `:`.
    let parts: Vec<&str> = name.split(['.', ';', ':']).map(str::trim).collect();
    let last = parts.iter().skip(1).rev().find(|part| !part.is_empty()).copied().unwrap_or("");
    if let Some(by) = runner(last) {
        return Err(Refusal::Runs(last.to_owned(), by));
    }
    let kind = kinds::by_ending(last).or_else(|| allowed.contains(last).then_some(&kinds::OTHER));
    for part in parts.iter().skip(1).filter(|part| **part != last) {
        if let Some(by) = runs_inside(part, kind) {
            return Err(Refusal::Runs((*part).to_owned(), by));
        }
    }
    match kind {
        Some(kind) if !path.is_hidden() || hidden::may_be_published(path, kind) => Ok(kind),
        None if !path.is_hidden() => Err(Refusal::Unknown(last.to_owned())),
        _ => Err(Refusal::Hidden),
    }
}

/// Who runs a file for a part in the middle of its name: a server that looks at every part, or that
/// does not know the last one or takes it for a compression (`x.svg.gz`). `example.pl.png` is the
/// picture of a host.
fn runs_inside(part: &str, kind: Option<&Kind>) -> Option<Runner> {
    let is_picture = kind.is_some_and(|kind| matches!(kind.form, Form::Image(_)));
    match runner(part) {
        Some(Runner::Server) if !matches!(part, "pl" | "do" | "cer" | "svc" | "rem") => Some(Runner::Server),
        Some(Runner::Browser) => Some(Runner::Browser),
        None if part == "svg" && !is_picture => Some(Runner::Browser),
        _ => None,
    }
}

/// What is wrong with an ending that the configuration wants to allow, and what to do.
pub fn ending_problem(ending: &str) -> Option<(String, String)> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+');
    let lower = ending.trim_start_matches(['*', '.']).to_lowercase();
    if ending.is_empty() || !ending.chars().all(is_plain) {
        let is_near = !lower.is_empty() && lower.chars().all(is_plain);
        let help =
            if is_near { format!("write `{lower}`") } else { "write an extension such as `xyz`".to_owned() };
        return Some((format!("`{ending}` is not a file extension"), help));
    }
    let by = runner(&lower)?;
    let reason = Refusal::Runs(lower, by).reason();
    Some((
        format!("`{ending}` cannot be allowed: {reason}"),
        "remove it; publish such files in an archive, or as text with another extension".to_owned(),
    ))
}

/// The names that Windows keeps for devices, with any ending
/// (learn.microsoft.com/windows/win32/fileio/naming-a-file).
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$"];
/// The longest name in bytes that common file systems hold.
const LONGEST: usize = 255;

/// Whether every system can hold a file with this path.
pub fn is_portable(path: &str) -> bool {
    matches!(portable(path), Cow::Borrowed(_))
}

/// A path of which every system can hold every part: this one, or one that is near.
pub fn portable(path: &str) -> Cow<'_, str> {
    if path.split('/').all(is_portable_part) {
        return Cow::Borrowed(path);
    }
    let parts = path.split('/').map(|part| match is_portable_part(part) {
        true => part.to_owned(),
        false => portable_part(part),
    });
    Cow::Owned(parts.collect::<Vec<_>>().join("/"))
}

/// The path at which the site has the file at `path`, relative to the content folder.
pub fn published_name(path: &str) -> String {
    portable(&hidden::shown(path)).into_owned()
}

/// Characters that Windows allows in no name, and that hosts of sites stumble over.
fn is_forbidden(c: char) -> bool {
    matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*' | '\\') || c.is_control()
}

fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or("").trim_end().to_lowercase();
    let is_numbered = |port: &str| {
        let number = stem.strip_prefix(port).unwrap_or("");
        matches!(number, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
    };
    DEVICES.contains(&stem.as_str()) || is_numbered("com") || is_numbered("lpt")
}

fn is_portable_part(part: &str) -> bool {
    !part.contains(is_forbidden) && !part.ends_with(['.', ' ']) && !is_device(part) && part.len() <= LONGEST
}

fn portable_part(part: &str) -> String {
    let plain: String = part.chars().map(|c| if is_forbidden(c) { '-' } else { c }).collect();
    let (stem, ending) = match plain.rsplit_once('.').filter(|(_, ending)| ending.len() < 20) {
        Some((stem, ending)) => (stem, format!(".{ending}")),
        None => (plain.as_str(), String::new()),
    };
    let room = LONGEST - 1 - ending.len();
    let whole = format!("{}{ending}", &stem[..stem.floor_char_boundary(room)]);
    let trimmed = whole.trim_end_matches(['.', ' ']);
    if trimmed.is_empty() || is_device(trimmed) { format!("_{trimmed}") } else { trimmed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> Result<&'static Kind, Refusal> {
        let allowed = BTreeSet::from(["xyz".to_owned()]);
        kind_of(&SitePath::new(name).unwrap(), &allowed)
    }

    #[test]
    fn names_say_what_is_published() {
        for name in [
            "a.png",
            "a.PNG",
            "clean.sh",
            "Makefile",
            "LICENSE",
            "v1.2/notes",
            "a.tar.gz",
            "x.drawio.svg",
            "x.svg.png",
            "grafana.example.com.png",
            "allegro.pl.png",
            "a.min.json",
            "report.xyz",
            "app.log.1.txt",
            "a.service",
        ] {
            assert!(of(name).is_ok(), "{name}: {:?}", of(name));
        }
    }

    #[test]
    fn nothing_that_is_run_is_published() {
        for name in [
            "a.html",
            "a.JS",
            "a.php",
            "a.php7",
            "a.pHp.png",
            "x.phtml.jpg",
            "x.cgi",
            "x.hta",
            "x.lnk",
            "x.exe",
            "x.url",
            "x.xht",
            "x.svgz",
            "x.docm",
            "x.html.gz",
            "x.svg.gz",
            "x.html.tf",
            "x.shtml.txt",
            "a.asp;.jpg",
            "a.asp.",
            "a.php ",
            "a.asp::$data",
            "a.html.xyz",
            "x.pl",
            "x.wasm",
            "x.desktop",
        ] {
            assert!(matches!(of(name), Err(Refusal::Runs(..))), "{name}: {:?}", of(name));
        }
        for name in
            [".htaccess", "a/.user.ini", ".git/config", "web.config", "_headers", "_Worker.js", "CNAME"]
        {
            assert_eq!(of(name), Err(Refusal::Control), "{name}");
        }
        assert_eq!(of("a.foo"), Err(Refusal::Unknown("foo".to_owned())));
    }

    #[test]
    fn a_configuration_allows_nothing_that_is_run() {
        for ending in ["xyz", "doc", "X3D", "step"] {
            assert_eq!(ending_problem(ending), None, "{ending}");
        }
        for ending in ["html", "PHP5", "exe", "svgz", ".xyz", "*.xyz", "", "a b", "tar.gz"] {
            assert!(ending_problem(ending).is_some(), "{ending}");
        }
        assert_eq!(ending_problem(".xyz").unwrap().1, "write `xyz`");
    }

    #[test]
    fn names_become_ones_that_every_system_holds() {
        for name in ["a/b.png", "console.txt", "com10", "é.png", ".a", "a b", "comma.txt"] {
            assert!(is_portable(name), "{name}");
        }
        for (name, safe) in [
            ("a|b*.png", "a-b-.png"),
            ("con", "_con"),
            ("x/AUX.txt/y", "x/_AUX.txt/y"),
            ("lpt¹.log", "_lpt¹.log"),
            ("a.png.", "a.png"),
            ("a. ", "a"),
            ("a\u{7}b", "a-b"),
            ("a:b", "a-b"),
            ("...", "_"),
            ("con .txt", "_con .txt"),
        ] {
            assert_eq!(portable(name), safe, "{name}");
            assert!(is_portable(&portable(name)), "{name}");
        }
        let long = format!("{}.png", "ä".repeat(200));
        assert!(is_portable(&portable(&long)) && portable(&long).ends_with("ä.png"));
    }
}
