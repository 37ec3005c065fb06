//! What a prompt is, and when `# ` is one: it also begins a comment, and a comment mistaken for a command
//! would be run.

use std::sync::LazyLock;

use regex::Regex;

/// Prompts of shells that no script has at the start of a line: `$ `, `root@host:~# `,
/// `[me@host dir]$ `, `(venv) $ `, `bash-5.1# `.
const SHELL: &str = r"^(?:[$%❯](?:\s|$)|\([^()\s]*\) \$\s|(?:\([^()\s]*\) ?)?(?:\[[^\[\]\s]+@[^\[\]]*\]|[\w.+-]+@[\w.-]+[^\s#$%>]*(?: [^\s#$%>]+)?|(?:ba|z|da)?sh-[\d.]+) ?[$#%](?:\s|$)|[\w.+-]+@[\w.-]+ [~/]\S*>(?:\s|$))";

/// Prompts that name a place, such as those of containers, and that a script may begin a line with:
/// `/app # `, `~ $ `, `[etc]# `.
const PLACE: &str = r"^(?:\[[^\[\]]*\]|\([^()]*\)|~|/[\w-]*) ?[$#%](?:\s|$)";

/// Prompts of programs and devices: `>>> `, `mysql> `, `MariaDB [(none)]> `, `127.0.0.1:6379> `,
/// `postgres=# `, `PS C:\> `, `C:\>`, `switch(config)# `, `host$ `.
const PROGRAM: &str = r#"^(?:>>>(?:\s|$)|PS(?: [^>]*)?>(?:\s|$)|[A-Za-z]:\\[^>\s]*> ?|\w[\w.:-]*(?: ?\[[^\]]*\]|\([^)]*\)[\w:]*)?>(?:\s|$)|[A-Za-z_][\w.-]*(?:=[*!]?[#>]|[-('"][*!]?#)(?:\s|$)|[A-Za-z][\w.-]*(?:\([\w-]+\))?[#$]\s)"#;

/// What a program shows instead where a command goes on.
const GOES_ON: &str = r"^(?:\.\.\.(?:\s|$)|\s*->(?:\s|$)|[A-Za-z_][\w.-]*->(?:\s|$))";

/// Commands by which a line after `# ` is known as one. Others are known by an option or a path.
const COMMANDS: [&str; 96] = [
    "apk",
    "apt",
    "apt-get",
    "awk",
    "blkid",
    "cat",
    "cd",
    "ceph",
    "chmod",
    "chown",
    "cp",
    "crictl",
    "crontab",
    "curl",
    "date",
    "dd",
    "df",
    "dig",
    "dmesg",
    "dnf",
    "docker",
    "dpkg",
    "du",
    "echo",
    "etcdctl",
    "exit",
    "export",
    "find",
    "findmnt",
    "free",
    "fsck",
    "getent",
    "grep",
    "head",
    "helm",
    "hostnamectl",
    "id",
    "ip",
    "iptables",
    "journalctl",
    "kill",
    "kubeadm",
    "kubectl",
    "less",
    "ln",
    "ls",
    "lsblk",
    "lsof",
    "lvs",
    "mkdir",
    "mkfs",
    "modprobe",
    "mount",
    "mv",
    "mysql",
    "nano",
    "nft",
    "openssl",
    "openstack",
    "pg_ctl",
    "pgrep",
    "ping",
    "pkill",
    "podman",
    "poweroff",
    "ps",
    "psql",
    "pvs",
    "rabbitmqctl",
    "reboot",
    "rm",
    "rpm",
    "rsync",
    "scp",
    "sed",
    "service",
    "smartctl",
    "ss",
    "ssh",
    "su",
    "sysctl",
    "systemctl",
    "tail",
    "tar",
    "tcpdump",
    "top",
    "touch",
    "umount",
    "uname",
    "uptime",
    "useradd",
    "vgs",
    "vi",
    "vim",
    "yum",
    "zypper",
];

/// Words that sentences have and commands hardly ever.
const PROSE: [&str; 22] = [
    "a", "after", "an", "and", "are", "as", "be", "before", "here", "is", "it", "of", "on", "or", "that",
    "the", "this", "to", "we", "when", "with", "you",
];

fn length(pattern: &Regex, line: &str) -> Option<usize> {
    pattern.find(line.trim_end_matches(['\n', '\r'])).map(|found| found.end())
}

/// The length of the prompt of a shell at the start of a line.
pub(super) fn shell(line: &str) -> Option<usize> {
    static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(SHELL).ok());
    length(PATTERN.as_ref()?, line)
}

/// The length of the prompt of a shell that names a place.
pub(super) fn place(line: &str) -> Option<usize> {
    static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(PLACE).ok());
    length(PATTERN.as_ref()?, line)
}

/// The length of the prompt of a program at the start of a line.
pub(super) fn program(line: &str) -> Option<usize> {
    static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(PROGRAM).ok());
    length(PATTERN.as_ref()?, line)
}

/// The length of what a program shows where a command goes on.
pub(super) fn goes_on(line: &str) -> Option<usize> {
    static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(GOES_ON).ok());
    length(PATTERN.as_ref()?, line)
}

/// Whether a line has a prompt whatever is around it.
pub(super) fn is_sure(line: &str) -> bool {
    shell(line).or_else(|| place(line)).or_else(|| program(line)).is_some()
}

/// Whether the only shell of a session is root's: it begins with that prompt, a command comes after
/// it, and no other line may be a command too, to which the line before it is a comment.
pub(super) fn is_root_only(code: &str) -> bool {
    let mut lines = code.lines().filter(|line| !line.trim().is_empty()).peekable();
    let begins = lines.peek().is_some_and(|first| first.starts_with("# "));
    let commented: Vec<&str> = code.lines().filter_map(|line| line.strip_prefix("# ")).collect();
    begins
        && commented.iter().any(|text| is_command(text))
        && !lines.any(|line| {
            shell(line).or_else(|| place(line)).is_some() || (!line.starts_with('#') && is_command(line))
        })
}

/// Whether a text is a command beyond doubt.
pub(super) fn is_command(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let Some(first) = words.next().filter(|_| !is_prose(text)) else { return false };
    let is_option = |word: &str| {
        let name = word.strip_prefix("--").or_else(|| word.strip_prefix('-'));
        name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphanumeric()))
    };
    let is_path = |word: &str| word.starts_with("./") || (word.starts_with('/') && word.len() > 1);
    COMMANDS.binary_search(&first).is_ok() || is_path(first) || (is_name(first) && words.any(is_option))
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// Whether a text is a sentence, or a part of one.
pub(super) fn is_prose(text: &str) -> bool {
    let text = text.trim();
    let before_end = text.trim_end_matches(['.', ':', '?', '!']);
    let ends = before_end.len() < text.len() && before_end.ends_with(|c: char| c.is_alphanumeric());
    let is_foreign = text.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
    let in_words = || text.split_whitespace().skip(1).any(|word| PROSE.binary_search(&word).is_ok());
    ends || is_foreign || text.starts_with(|c: char| c.is_ascii_uppercase()) || in_words()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_of_shells() {
        for line in [
            "$ ls",
            "$",
            "% ls",
            "me@host:~$ ls",
            "root@db-1:~# mysql",
            "root@db-1:/etc/a-b#",
            "[root@host ~]# ls",
            "[me@host dir]$ ls",
            "(venv) $ ls",
            "(venv) me@host:~/x$ ls",
            "me@mac ~ % ls",
            "bash-5.1# ls",
            "sh-4.4$ ls",
            "❯ ls",
            "me@host ~/x> ls",
        ] {
            assert!(shell(line).is_some(), "{line}");
        }
        for line in ["/ # ls", "~ $ ls", "/app # ls", "[etc]# ls"] {
            assert!(shell(line).is_none() && place(line).is_some(), "{line}");
        }
        for line in [
            "costs 5$ a",
            "# ls",
            "a@b.org wrote",
            "90% full",
            "CPU% MEM%",
            "#!/bin/sh",
            "$HOME/bin/x",
            "$(date)",
            "a $ b",
            "/dev/sda1 90% /",
            "/usr/bin/x # nightly",
            "[ -f x ] # is it there",
            "",
        ] {
            assert_eq!(shell(line), None, "{line}");
        }
    }

    #[test]
    fn prompts_of_programs() {
        for (line, length) in [
            (">>> import os", 4),
            ("mysql> SHOW STATUS;", 7),
            ("MariaDB [(none)]> SHOW", 18),
            ("sqlite> .tables", 8),
            ("127.0.0.1:6379> KEYS *", 16),
            ("127.0.0.1:6379[1]> GET a", 19),
            ("postgres=# SELECT 1;", 11),
            ("postgres=> SELECT", 11),
            ("postgres-# WHERE", 11),
            ("app=*# COMMIT;", 7),
            ("PS C:\\Users\\me> dir", 16),
            ("PS> dir", 4),
            ("C:\\>dir", 4),
            ("irb(main):001:0> x", 17),
            ("rs0:PRIMARY> db", 13),
            ("switch# show", 8),
            ("switch(config)# vlan 5", 16),
            ("host$ ls", 6),
            ("mysql>", 6),
        ] {
            assert_eq!(program(line), Some(length), "{line}");
        }
        for line in
            ["> quoted", "-> x", "<a> b", "a -> b", "# x", "5$ a", "key: value", "</p> x", "a b> c", ""]
        {
            assert_eq!(program(line), None, "{line}");
        }
    }

    #[test]
    fn commands_and_sentences() {
        for text in [
            "systemctl restart etcd",
            "docker build .",
            "mytool --force",
            "./run.sh",
            "/usr/bin/x",
            "kubectl get pods -A",
            "ip route add default via 10.0.0.1",
            "exit",
        ] {
            assert!(is_command(text), "{text}");
        }
        for text in [
            "Drain the node",
            "drain the node",
            "restart etcd",
            "kubectl drain --force is dangerous",
            "ls files:",
            "see /etc/hosts",
            "den Knoten prüfen",
            "",
            "-- x",
            "systemctl stop it.",
            "1.2.3",
            "disable swap -- needed",
        ] {
            assert!(!is_command(text), "{text}");
        }
        assert!(COMMANDS.is_sorted() && PROSE.is_sorted());
    }
}
